"""The index of all practices, ready to be searched: made from the table once, then read by every reader at once.

A small table is indexed while it is opened. A large one is got ready in the background: until then a search
finds the rows whose title or summary holds the very words, and says so; a described problem is read the same
way, and nothing is called similar.

The modules of this package know texts, words and rows, and nothing of searches: those are read, ranked and
explained by the modules beside the package. Only the classes here join the two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicebank.fields import SEARCHED
from practicebank.search.index.background import Preparation
from practicebank.search.index.build_process import build_in_process
from practicebank.search.index.building import build_postings
from practicebank.search.index.changed_rows import BaseIndex
from practicebank.search.index.postings import Postings
from practicebank.search.long_text import Weighed, read_long_text, weigh
from practicebank.search.query import Correction, Query
from practicebank.search.query_reader import QueryReader, correct_spellings
from practicebank.search.ranking import Weighting, rank
from practicebank.search.reasons import Reasons, Why
from practicebank.search.similar import MOST_TEXT, Likeness, Nearest, Similar, find_nearest, find_similar
from practicebank.search.spelling import Spelling
from practicebank.search.synonyms import Synonyms

LARGE = 20_000
"""A table of fewer rows is indexed at once: it takes less than a second."""
PAUSE_SECONDS = 5.0
"""The pages of those who waited for the bank to open come first: getting ready takes some seconds of computing."""
MOST_NEAREST = 5
_NO_REASONS = Why((), (), (), ())


@dataclass(frozen=True, eq=False)
class Found:
    """What a search found. `why` is worked out only for the rows a page shows."""

    query: str
    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    corrections: tuple[Correction, ...]
    nearest_only: bool
    _why: Callable[[int], Why] = field(repr=False)
    preparing: bool = False
    """The index was not ready: these rows hold the very words, in table order."""

    def why(self, row: int) -> Why:
        return self._why(row)


class Search(Protocol):
    """What pages use, whether the index is ready already or not. Rows are counted from 0 in the table's order."""

    @property
    def synonyms(self) -> Synonyms: ...
    @property
    def preparing(self) -> bool: ...
    def search(self, query: str, *, as_typed: bool = False) -> Found: ...
    def weigh(self, text: str, *, as_typed: bool = False) -> Weighed: ...
    def similar(self, row: int, limit: int = 5) -> list[Similar]: ...
    def nearest_texts(self, title: str, summary: str, limit: int = 5) -> list[Nearest]: ...


class SearchIndex:
    """A `Search` that is ready. Reading it changes nothing, so one may serve every reader at once."""

    preparing = False

    def __init__(self, practices: pd.DataFrame, synonyms: Synonyms, postings: Postings) -> None:
        self.practices = practices
        self.synonyms = synonyms
        self.postings = postings
        self.weighting = Weighting()
        self._columns = {name: practices[name].array for name in SEARCHED if name in practices.columns}
        spelling = Spelling(dict(correct_spellings(postings, synonyms)))
        self._reader = QueryReader(postings, synonyms, spelling)
        every_word_in_full = replace(self.weighting, unfamiliar=1.0)
        self._likeness = Likeness(postings, every_word_in_full, self._reader.read_text, self._reader.stem)

    @classmethod
    def build(cls, practices: pd.DataFrame, synonyms: Synonyms) -> "SearchIndex":
        """Columns that are missing are not searched; those of no text are passed over."""
        return cls(practices, synonyms, build_postings(practices, synonyms))

    def search(self, query: str, *, as_typed: bool = False) -> Found:
        """A blank query finds every row in table order. No query raises, whatever it holds.

        `as_typed` leaves typing errors alone, for a reader who meant what was typed.
        """
        if not query.strip():
            rows = np.arange(len(self.practices), dtype=np.int64)
            return Found(query, rows, np.zeros(len(rows)), (), False, lambda row: _NO_REASONS)
        read = self._reader.read(query, as_typed=as_typed)
        ranked = rank(self.postings, read.parts, self.weighting)
        if not len(ranked.rows):
            nearest = self._reader.nearest(query)
            ranked = replace(rank(self.postings, nearest.parts, self.weighting), proper=False)
            read = Query(nearest.parts, read.corrections)
        reasons = Reasons(read, self._reader.stem)
        shown = slice(None) if ranked.proper else slice(MOST_NEAREST)
        return Found(
            query,
            ranked.rows[shown],
            ranked.scores[shown],
            read.corrections,
            not ranked.proper,
            lambda row: reasons.of(self.texts(row)),
        )

    def weigh(self, text: str, *, as_typed: bool = False) -> Weighed:
        """Every row against a longer text on a problem; one without words leaves every score at 0."""
        read = read_long_text(partial(self._reader.read, as_typed=as_typed), text)
        scores, covered = weigh(self.postings, self.weighting, read.parts)
        reasons = Reasons(read, self._reader.stem)
        return Weighed(scores, covered, read.corrections, lambda row: reasons.of(self.texts(row)))

    def similar(self, row: int, limit: int = 5) -> list[Similar]:
        """The rows most like this one, most alike first, without the row itself."""
        mine = dict(self.texts(row))
        compared = (mine[name][:MOST_TEXT] for name in ("title", "summary", "topics") if name in mine)
        rows = self._likeness.candidates(*compared)
        return find_similar(self._likeness, {other: dict(self.texts(other)) for other in [row, *rows]}, row, limit)

    def nearest_texts(self, title: str, summary: str, limit: int = 5) -> list[Nearest]:
        """The rows whose title and summary read most like these, whatever their other fields say."""
        title, summary = title[:MOST_TEXT], summary[:MOST_TEXT]
        rows = self._likeness.candidates(title, summary)
        return find_nearest(self._likeness, {row: dict(self.texts(row)) for row in rows}, title, summary, limit)

    def texts(self, row: int) -> Iterator[tuple[str, str]]:
        """The row's fields that hold text, in order of weight."""
        for name, column in self._columns.items():
            if isinstance(text := column[row], str):
                yield name, text


class BackgroundSearch:
    """A `Search` of a large table that starts getting ready when made; `wait` is for those who cannot do without.

    `before` is the search of the table as it was: a few changes are laid over its index.
    """

    def __init__(
        self,
        practices: pd.DataFrame,
        synonyms: Synonyms,
        folder: Path,
        before: "BackgroundSearch | None" = None,
        pause: float = 0.0,
    ) -> None:
        self.synonyms = synonyms
        self._practices = practices
        self._index: SearchIndex | None = None
        base = before.base if before else None
        self._preparation = Preparation(
            practices, synonyms, folder, build=build_in_process, use=self._use, base=base, pause=pause
        )

    @property
    def base(self) -> BaseIndex | None:
        """What the search of the table's next version may be laid over; None until this one is ready."""
        return self._preparation.base

    @property
    def preparing(self) -> bool:
        return self._index is None

    def wait(self, seconds: float) -> bool:
        """True when the index is ready."""
        return self._preparation.wait(seconds) and self._index is not None

    def search(self, query: str, *, as_typed: bool = False) -> Found:
        if self._index is not None:
            return self._index.search(query, as_typed=as_typed)
        rows = self._holding(query)
        return Found(query, rows, np.zeros(len(rows)), (), False, lambda row: _NO_REASONS, preparing=True)

    def weigh(self, text: str, *, as_typed: bool = False) -> Weighed:
        if self._index is not None:
            return self._index.weigh(text, as_typed=as_typed)
        scores = np.zeros(len(self._practices))
        scores[self._holding(text)] = 1.0
        return Weighed(scores, scores, (), lambda row: _NO_REASONS)

    def similar(self, row: int, limit: int = 5) -> list[Similar]:
        return self._index.similar(row, limit) if self._index is not None else []

    def nearest_texts(self, title: str, summary: str, limit: int = 5) -> list[Nearest]:
        return self._index.nearest_texts(title, summary, limit) if self._index is not None else []

    def _use(self, postings: Postings) -> None:
        self._index = SearchIndex(self._practices, self.synonyms, postings)

    def _holding(self, text: str) -> NDArray[np.int64]:
        """Rows whose title or summary holds the text as it stands, in table order."""
        wanted = " ".join(text.split()).encode(errors="replace").decode()
        holds = np.zeros(len(self._practices), dtype=bool)
        for name in ("title", "summary"):
            column = self._practices[name].str
            holds |= column.contains(wanted, case=False, regex=False, na=False).to_numpy(dtype=bool)
        return np.flatnonzero(holds).astype(np.int64)


def open_search(
    practices: pd.DataFrame, synonyms: Synonyms, folder: Path, before: Search | None = None
) -> SearchIndex | BackgroundSearch:
    """The search of a table: ready at once when it is small. `before` is what was searched until now."""
    if len(practices) < LARGE:
        return SearchIndex.build(practices, synonyms)
    if isinstance(before, BackgroundSearch):
        return BackgroundSearch(practices, synonyms, folder, before)
    return BackgroundSearch(practices, synonyms, folder, pause=PAUSE_SECONDS)
