"""The search of a large table, which is got ready in the background while pages are served already.

Until it is ready a search finds the rows whose title or summary holds the very words, and says so; a described
problem is read the same way, and nothing is called similar. When a few rows changed, the index before is kept
and the changes are laid over it; else it is opened from disk, else built and kept there.
"""

import hashlib
import inspect
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from practicebank.journal import facts_of, warn
from practicebank.memory import give_back
from practicebank.search import building, words
from practicebank.search.account import Weighed
from practicebank.search.alike import Nearest, Similar
from practicebank.search.aside import build_aside
from practicebank.search.building import build_postings
from practicebank.search.index import Found, SearchIndex
from practicebank.search.kept import keep, opened
from practicebank.search.overlay import Prints, overlaid, prints_of
from practicebank.search.postings import FIELDS, Postings
from practicebank.search.reasons import Why
from practicebank.search.synonyms import Synonyms

LARGE = 20_000
"""A table of fewer rows is indexed at once: it takes less than a second."""
PAUSE_SECONDS = 5.0
"""The pages of those who waited for the bank to open come first: getting ready takes some seconds of computing."""
_NOTHING = Why((), (), (), ())


class Search(Protocol):
    """What pages ask, whether the index is there already or not."""

    @property
    def synonyms(self) -> Synonyms: ...
    @property
    def preparing(self) -> bool: ...
    def search(self, query: str, *, as_typed: bool = False) -> Found: ...
    def weigh(self, account: str, *, as_typed: bool = False) -> Weighed: ...
    def similar(self, row: int, limit: int = 5) -> list[Similar]: ...
    def nearest_texts(self, title: str, summary: str, limit: int = 5) -> list[Nearest]: ...


@dataclass(frozen=True, eq=False)
class _Beneath:
    """Posting lists and the rows they were built from, for laying later changes over them."""

    postings: Postings
    prints: Prints
    synonyms: str


class SearchLater:
    """Starts getting ready when made; `wait` is for those who cannot do without."""

    def __init__(
        self,
        practices: pd.DataFrame,
        synonyms: Synonyms,
        folder: Path,
        before: "SearchLater | None" = None,
        pause: float = 0.0,
    ) -> None:
        self.synonyms = synonyms
        self._practices = practices
        self._index: SearchIndex | None = None
        self._beneath: _Beneath | None = None
        self._done = threading.Event()
        beneath = before._beneath if before else None
        later = threading.Timer(pause, self._prepare, (folder, beneath))
        later.name, later.daemon = "search index", True
        later.start()

    @property
    def preparing(self) -> bool:
        return self._index is None

    def wait(self, seconds: float) -> bool:
        """True when the index is ready."""
        return self._done.wait(seconds) and self._index is not None

    def search(self, query: str, *, as_typed: bool = False) -> Found:
        if self._index is not None:
            return self._index.search(query, as_typed=as_typed)
        rows = self._holding(query)
        return Found(query, rows, np.zeros(len(rows)), (), False, lambda row: _NOTHING, preparing=True)

    def weigh(self, account: str, *, as_typed: bool = False) -> Weighed:
        if self._index is not None:
            return self._index.weigh(account, as_typed=as_typed)
        scores = np.zeros(len(self._practices))
        scores[self._holding(account)] = 1.0
        return Weighed(scores, scores, (), lambda row: _NOTHING)

    def similar(self, row: int, limit: int = 5) -> list[Similar]:
        return self._index.similar(row, limit) if self._index is not None else []

    def nearest_texts(self, title: str, summary: str, limit: int = 5) -> list[Nearest]:
        return self._index.nearest_texts(title, summary, limit) if self._index is not None else []

    def _holding(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Rows whose title or summary holds the text as it stands, in table order."""
        wanted = " ".join(text.split()).encode(errors="replace").decode()
        holds = np.zeros(len(self._practices), dtype=bool)
        for name in ("title", "summary"):
            column = self._practices[name].str
            holds |= column.contains(wanted, case=False, regex=False, na=False).to_numpy(dtype=bool)
        return np.flatnonzero(holds).astype(np.int64)

    def _prepare(self, folder: Path, before: _Beneath | None) -> None:
        try:
            prints = prints_of(self._practices)
            language = _language(self.synonyms)
            postings = None
            if before is not None and before.synonyms == language:
                postings = overlaid(before.postings, before.prints, prints, self._practices, self.synonyms)
                self._beneath = before if postings is not None else None
            if postings is None:
                postings = self._whole(folder, _key(prints, language))
                self._beneath = _Beneath(postings, prints, language)
            self._index = SearchIndex(self._practices, self.synonyms, postings)
        except Exception as error:
            # The thread ends here, and pages go on with plain matching: whoever runs the bank must learn why.
            warn("search_not_prepared", **facts_of(error))
        finally:
            give_back()
            self._done.set()

    def _whole(self, folder: Path, key: str) -> Postings:
        if (postings := opened(folder, key)) is not None:
            return postings
        try:
            build = partial(build_aside, self._practices, self.synonyms)
            return keep(folder, key, len(self._practices), build)
        except OSError as error:
            warn("search_index_in_memory", because=error.strerror or type(error).__name__)
            return build_postings(self._practices, self.synonyms)


def open_search(
    practices: pd.DataFrame, synonyms: Synonyms, folder: Path, before: Search | None = None
) -> SearchIndex | SearchLater:
    """The search of a table: ready at once when it is small. `before` is what was searched until now."""
    if len(practices) < LARGE:
        return SearchIndex.build(practices, synonyms)
    if isinstance(before, SearchLater):
        return SearchLater(practices, synonyms, folder, before)
    return SearchLater(practices, synonyms, folder, pause=PAUSE_SECONDS)


def _language(synonyms: Synonyms) -> str:
    """Changes with whatever decides how texts are read into words: the phrases, and the code that reads."""
    phrases = repr(sorted(synonyms.words)) + repr(sorted(synonyms.apart.items()))
    code = inspect.getsource(building) + inspect.getsource(words) + repr(FIELDS)
    return hashlib.sha256((phrases + code).encode()).hexdigest()


def _key(prints: Prints, language: str) -> str:
    return hashlib.sha256(language.encode() + prints.tobytes()).hexdigest()[:32]
