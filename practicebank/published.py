"""What a reader may see: the practices of the catalogue file and those published since, indexed once for all.

A `Shelf` holds the bank open for a whole process. It looks at the files at every visit, reads them again when
they changed, and keeps serving the last good bank when the new one cannot be read. What was published from
submissions is handed to it (`watching` does); it asks no database.
"""

import gc
import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicebank.additions import Addition, Additions, Pace
from practicebank.catalogue import Catalogue, CatalogueError, Fault, load_catalogue
from practicebank.facets import Facet, Mask, facets_of
from practicebank.filters import Filters
from practicebank.practice import COLUMNS, SORTED_BY
from practicebank.search import Found, Search, Synonyms, SynonymsError, open_search
from practicebank.settings import Settings
from practicebank.sources import Sources, load_sources
from practicebank.vocabulary import Vocabulary, VocabularyError, load_vocabulary

Rows = npt.NDArray[np.int64]
Seen = tuple[tuple[int, ...] | None, ...]

ORDERS = {
    "match": "Best match",
    "title": "Title",
    "effectiveness": "Effectiveness",
    "focus": "Focus",
    "organisation": "Organisation",
    "recorded": "Most recorded",
}


class BankUnavailable(Exception):
    """There is nothing to serve; the message says what to mend."""


@dataclass(frozen=True, eq=False)
class Bank:
    """Everything a reader's page is made from. Rows are numbered as in `practices`.

    `additions` are by slug, and hold what is no row any more: practices withdrawn or replaced.
    """

    practices: pd.DataFrame
    facets: Mapping[str, Facet]
    vocabulary: Vocabulary
    sources: Sources
    search: Search
    faults: tuple[Fault, ...]
    version: str
    additions: Mapping[str, Addition] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.practices)

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {slug: row for row, slug in enumerate(self.practices["slug"])}

    @cached_property
    def _found(self) -> dict[tuple[str, bool], Found]:
        return {}

    def title_of(self, slug: str) -> str:
        """The title of whatever has a page under this slug, "" when nothing has."""
        row = self.row_of.get(slug)
        if row is None and slug in self.additions:
            return self.additions[slug].cells["title"]
        return "" if row is None else str(self.practices["title"].iloc[row])

    def find(self, words: str, *, as_typed: bool = False) -> Found | None:
        """The search result for these words, None for no words. The last few are remembered.

        `as_typed` leaves typing errors as they stand.
        """
        if not words:
            return None
        found = self._found.get((words, as_typed))
        if found is None:
            found = self.search.search(words, as_typed=as_typed)
            if len(self._found) >= 64:
                self._found.clear()
            if not found.preparing:
                self._found[words, as_typed] = found
        return found

    def mask_of(self, found: Found | None) -> Mask | None:
        """Which rows answer the words; rows that are merely the nearest do not."""
        if found is None:
            return None
        mask = np.zeros(len(self), dtype=bool)
        if not found.nearest_only:
            mask[found.rows] = True
        return mask

    @cached_property
    def _orders(self) -> dict[str, Rows]:
        return {}

    def in_order(self, order: str) -> Rows:
        """Every row number, sorted; ties stand in the order of titles. Missing values come last.

        An order that is not one of `ORDERS` is that of titles, as is "match" without words to match.
        """
        if order not in ORDERS:
            order = "title"
        if order not in self._orders:
            titles = self.practices["title"].str.casefold().to_numpy(dtype=object)
            by_title = np.argsort(titles, kind="stable")
            self._orders[order] = by_title[np.argsort(self._sort_key(order)[by_title], kind="stable")]
        return self._orders[order]

    def _sort_key(self, order: str) -> npt.NDArray[np.int64]:
        if order == "recorded":
            recorded = self.practices[list(SORTED_BY)].notna().to_numpy().sum(axis=1)
            return np.asarray(-recorded, dtype=np.int64)
        if order in ("effectiveness", "focus", "organisation"):
            facet = self.facets[order]
            first_term = np.where(facet.holds.any(axis=1), facet.holds.argmax(axis=1), len(facet.terms))
            return np.asarray(first_term[facet.codes], dtype=np.int64)
        return np.zeros(len(self), dtype=np.int64)

    def select(self, filters: Filters, order: str = "title") -> "Selection":
        """The rows a reader asked for, in order, with the counts beside every option."""
        found = self.find(filters.q, as_typed=filters.exact)
        mask = self.mask_of(found)
        kept, counts = filters.answer(self.facets, mask)
        if found is not None and order == "match":
            rows = found.rows[kept[found.rows]]
        else:
            ordered = self.in_order(order)
            rows = ordered[kept[ordered]]
        return Selection(filters, np.asarray(rows, dtype=np.int64), kept, counts, found)


@dataclass(frozen=True, eq=False)
class Selection:
    """`rows` are row numbers in the order asked for, `kept` the same as a mask over the whole table."""

    filters: Filters
    rows: Rows
    kept: Mask
    counts: Mapping[str, Mapping[str, int]]
    found: Found | None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def in_words(self) -> str:
        return self.filters.describe(len(self))


class Shelf:
    """Holds one bank open. `current` may be called from any thread, as often as there are visits."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._bank: Bank | None = None
        self._files: Files | None = None
        self._additions = Additions()
        self._seen: Seen | None = None
        self._problem = ""
        self.pace: Pace | None = None  # what became of everything sent; None while nobody has counted it

    def current(self) -> Bank:
        """The bank as the files stand now, or the last good one. Raises `BankUnavailable` when there is none.

        While one thread reads a new version, the others are served the one before.
        """
        if self._as_they_stand() != self._seen and self._lock.acquire(blocking=self._bank is None):
            try:
                seen = self._as_they_stand()
                if seen != self._seen:
                    self._read(seen)
            finally:
                self._lock.release()
        if self._bank is None:
            raise BankUnavailable(self._problem)
        return self._bank

    @property
    def problem(self) -> str:
        """Why the files as they stand are not what is served; "" when they are."""
        return self._problem

    def put(self, additions: Additions) -> None:
        """From now on these are what was published. Readers keep the bank before until the new one is whole."""
        with self._lock:
            if additions.fingerprint != self._additions.fingerprint:
                self._additions = additions
                if self._files:
                    self._bank = bank_of(self._files, additions, self._settings.search_index, self._bank)
                    self._keep()

    def _as_they_stand(self) -> Seen:
        return tuple(_seen(path) for path in _paths(self._settings))

    def _read(self, seen: Seen) -> None:
        try:
            self._files = read_files(self._settings)
            self._bank = bank_of(self._files, self._additions, self._settings.search_index, self._bank)
            self._problem = ""
        except (CatalogueError, VocabularyError, SynonymsError, BankUnavailable) as error:
            self._problem = str(error)
        self._seen = seen
        self._keep()

    def _keep(self) -> None:
        # What was just built lives as long as the process: keep it out of every later collection.
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def _paths(settings: Settings) -> tuple[Path, ...]:
    return settings.catalogue, settings.sources, settings.vocabulary, settings.synonyms


def _seen(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


@dataclass(frozen=True, eq=False)
class Files:
    """Every file of the bank as read."""

    vocabulary: Vocabulary
    catalogue: Catalogue
    sources: Sources
    synonyms: Synonyms


def read_files(settings: Settings) -> Files:
    """Raises `CatalogueError`, `VocabularyError`, `SynonymsError`, or `BankUnavailable` for lack of synonyms."""
    vocabulary = load_vocabulary(settings.vocabulary)
    catalogue = load_catalogue(settings.catalogue, vocabulary)
    return Files(vocabulary, catalogue, load_sources(settings.sources), _synonyms(settings.synonyms))


def bank_of(files: Files, additions: Additions, search_index: Path, before: Bank | None = None) -> Bank:
    """The file's rows, then what was published. Where both have a slug, the file's row is shown.

    A large bank keeps its search in the folder `search_index`; of `before`, the bank until now, what did not change
    is used again.
    """
    founding = set(files.catalogue.practices["slug"])
    by_slug = {practice.slug: practice for practice in additions.practices if practice.slug not in founding}
    version = files.catalogue.version
    if additions.practices:
        version = hashlib.sha256(f"{version} {additions.fingerprint}".encode()).hexdigest()[:12]
    practices = _with(files.catalogue.practices, [each.cells for each in by_slug.values() if each.listed])
    return Bank(
        practices=practices,
        facets=facets_of(practices, files.vocabulary),
        vocabulary=files.vocabulary,
        sources=files.sources,
        search=open_search(practices, files.synonyms, search_index, before.search if before else None),
        faults=files.catalogue.faults,
        version=version,
        additions=by_slug,
    )


def open_bank(settings: Settings) -> Bank:
    """Read every file and index it. Raises what `read_files` raises."""
    return bank_of(read_files(settings), Additions(), settings.search_index)


def _with(practices: pd.DataFrame, rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """The table with these rows after its own, its columns of the same types."""
    if not rows:
        return practices
    added = pd.DataFrame([{column: row[column] for column in COLUMNS} for row in rows], dtype="str")
    own = practices.astype("str")
    joined = pd.concat([own, added.mask(added == "")], ignore_index=True)
    return joined.astype(dict.fromkeys(SORTED_BY, "category"))


def _synonyms(path: Path) -> Synonyms:
    try:
        return Synonyms.load(path)
    except OSError as error:
        raise BankUnavailable(f"Put the file of synonyms {path.name} back: {error.strerror}.") from error


@lru_cache(maxsize=8)
def shelf(settings: Settings) -> Shelf:
    """The one shelf of this process for these settings."""
    return Shelf(settings)
