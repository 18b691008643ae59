"""What a reader may see: the practices of the catalogue file and those published since, indexed once for all.

A `Shelf` holds the bank open for a whole process. It looks at the files at every visit, reads them again when
they changed, and keeps serving the last good bank when the new one cannot be read. What was published from
submissions is handed to it (`watching` does); it asks no database.
"""

import hashlib
import logging
import stat
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from practicebank.bank.amendments import decided
from practicebank.bank.bank import Bank
from practicebank.bank.facets import facets_of
from practicebank.bank.files import BankUnavailable, Files, read_files
from practicebank.bank.publications import Pace, Publication, Publications
from practicebank.bank.slug_index import by_title
from practicebank.catalogue import CatalogueError
from practicebank.catalogue.accounts import searched_text
from practicebank.fields import COLUMNS, SORTED_BY
from practicebank.log import log_event
from practicebank.memory import freeze_heap
from practicebank.search import SynonymsError, open_search
from practicebank.settings import Settings
from practicebank.vocabulary import VocabularyError

LONG = 10_000_000
"""A catalogue of more bytes takes more than a moment: it is read by a thread of its own."""

MOST_NAMED = 12
"""So many faults of the files are told one by one in the log and to whoever asks whether the bank is ready."""

Seen = tuple[tuple[int, ...] | None, ...]


class BankOpening(BankUnavailable):
    """There is nothing to serve yet; there will be."""

    def __init__(self, practices: int) -> None:
        super().__init__(f"The bank is being opened: {practices:,} practices read.")
        self.practices = practices


class Shelf:
    """Holds one bank open. `current` may be called from any thread, as often as there are visits."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._bank: Bank | None = None
        self._files: Files | None = None
        self._publications = Publications()
        self._seen: Seen | None = None
        self._problem = ""
        self._reader: threading.Thread | None = None
        self._practices_read = 0
        self.queue = "not asked"  # whether the queue's database was "there" or "away" when it was last asked
        self.pace: Pace | None = None  # what became of everything sent; None while nobody has counted it

    def current(self) -> Bank:
        """The bank as the files stand now, or the last good one. Raises `BankUnavailable` when there is none, and
        `BankOpening` while the first one is read.

        A short catalogue that changed is read at once; a long one beside, while readers are served the one before.
        """
        reading = self._reader is not None and self._reader.is_alive()
        if not reading and self._as_they_stand() != self._seen:
            reading = self.long and self.open_beside()
            if not reading and self._lock.acquire(blocking=self._bank is None):
                try:
                    self._read_anew()
                finally:
                    self._lock.release()
        if self._bank is None:
            raise BankOpening(self._practices_read) if reading else BankUnavailable(self._problem)
        return self._bank

    def open_beside(self) -> bool:
        """Lets a thread read the files; False when one is at it already."""
        if not self._lock.acquire(blocking=False):
            return False
        self._reader = threading.Thread(target=self._beside, name="opening the bank", daemon=True)
        self._reader.start()
        return True

    def wait(self) -> None:
        """Until the thread has read the files."""
        if self._reader is not None:
            self._reader.join()

    @property
    def long(self) -> bool:
        """Whether reading the catalogue takes more than a moment, as far as anybody can tell beforehand."""
        try:
            found = self._settings.catalogue.stat()
        except OSError:
            return False
        return found.st_size > LONG or not stat.S_ISREG(found.st_mode)

    def _beside(self) -> None:
        try:
            self._read_anew()
        finally:
            self._lock.release()

    @property
    def problem(self) -> str:
        """Why the files as they stand are not what is served; "" when they are."""
        return self._problem

    def put(self, publications: Publications) -> None:
        """From now on these are what was published. Readers keep the bank before until the new one is whole."""
        with self._lock:
            if publications.fingerprint != self._publications.fingerprint:
                self._publications = publications
                if self._files:
                    self._bank = bank_of(self._files, publications, self._settings.search_index, self._bank)
                    freeze_heap()

    def _as_they_stand(self) -> Seen:
        return tuple(_seen(path) for path in _paths(self._settings))

    def _read_anew(self) -> None:
        seen = self._as_they_stand()
        if seen == self._seen:
            return
        self._practices_read = 0
        try:
            self._files = read_files(self._settings, self._has_read)
            self._bank = bank_of(self._files, self._publications, self._settings.search_index, self._bank)
            self._problem = ""
            _log_read(self._bank)
        except (CatalogueError, VocabularyError, SynonymsError, BankUnavailable) as error:
            self._problem = str(error)
            log_event(
                "bank_refused", level=logging.WARNING, reason=self._problem, older_one_served=self._bank is not None
            )
        self._seen = seen
        freeze_heap()

    def _has_read(self, practices: int) -> None:
        self._practices_read = practices


def _log_read(bank: Bank) -> None:
    """Cells stay out of the log: they may hold anything."""
    faults = [f"{name}, {replace(fault, found='')}" for name, fault in bank.file_faults]
    log_event("bank_read", practices=len(bank), data_version=bank.version, faults=len(faults))
    if faults:
        log_event(
            "bank_has_faults",
            level=logging.WARNING,
            faults=len(faults),
            incomplete=bank.incomplete,
            first=" ".join(faults[:MOST_NAMED]),
        )


def _paths(settings: Settings) -> tuple[Path, ...]:
    return (
        settings.catalogue,
        settings.sources,
        settings.accounts,
        settings.places,
        settings.vocabulary,
        settings.synonyms,
    )


def _seen(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def bank_of(files: Files, publications: Publications, search_index: Path, before: Bank | None = None) -> Bank:
    """The file's rows as the desk amended them, then what was published. Where both have a slug, the file's row is
    shown.

    A large bank keeps its search in the folder `search_index`; of `before`, the bank until now, what did not change
    is used again.
    """
    version, fingerprint = files.version, publications.fingerprint
    if fingerprint:
        version = hashlib.sha256(f"{version} {fingerprint}".encode()).hexdigest()[:12]
    there = decided(files, publications)
    files = there.files
    by_slug = {practice.slug: practice for practice in there.publications if practice.slug not in files.founding}
    named = {slug: each.sources for slug, each in by_slug.items() if each.sources and not each.founding}
    practices = _with(files.practices, [each for each in by_slug.values() if each.listed])
    return Bank(
        practices=practices,
        facets=facets_of(practices, files.vocabulary),
        vocabulary=files.vocabulary,
        sources=replace(files.sources, by_practice={**files.sources.by_practice, **named}) if named else files.sources,
        accounts=files.accounts,
        places=files.places,
        faults=files.catalogue.faults,
        version=version,
        publications=by_slug,
        notices=publications.notices,
        disagreements=there.disagreements,
        orders={"title": by_title(practices["title"])},  # before a search is got ready beside it
        search=open_search(practices, files.synonyms, search_index, before.search if before else None),
    ).made_ready()


def open_bank(settings: Settings) -> Bank:
    """Read every file and index it. Raises what `read_files` raises."""
    return bank_of(read_files(settings), Publications(), settings.search_index)


def _with(practices: pd.DataFrame, published: Sequence[Publication]) -> pd.DataFrame:
    """The table with these after its own rows, its columns of the same types."""
    if not published:
        return practices
    rows = [{**each.cells, "account": searched_text(each.account)} for each in published]
    added = pd.DataFrame(rows, columns=[*COLUMNS, "account"], dtype="str")
    added = added.mask(added == "").astype(dict.fromkeys(SORTED_BY, "category"))
    columns: dict[str, object] = {}
    for column in map(str, added):
        if column in SORTED_BY:
            both = [practices[column], added[column]]
            columns[column] = pd.api.types.union_categoricals(both, sort_categories=True)
        else:
            columns[column] = pd.concat([practices[column], added[column]], ignore_index=True)
    return pd.DataFrame(columns, copy=False)
