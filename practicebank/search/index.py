"""The index of all practices: built once from the table, then asked many times.

Reading it changes nothing, so one index may serve every reader at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicebank.search.account import Weighed, read_account, weigh
from practicebank.search.alike import MOST_TEXT, Likeness, Nearest, Similar, nearest, similar
from practicebank.search.building import build_postings
from practicebank.search.postings import FIELDS, Postings
from practicebank.search.query import Correction, Query, QueryReader
from practicebank.search.ranking import Weighting, rank
from practicebank.search.reasons import Reasons, Why
from practicebank.search.synonyms import Synonyms

MOST_NEAREST = 5


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


class SearchIndex:
    preparing = False

    def __init__(self, practices: pd.DataFrame, synonyms: Synonyms, postings: Postings) -> None:
        self.practices = practices
        self.synonyms = synonyms
        self.postings = postings
        self.weighting = Weighting()
        self._reader = QueryReader(postings, synonyms)
        self._likeness = Likeness(postings, self._reader, replace(self.weighting, unfamiliar=1.0))

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
            return Found(query, rows, np.zeros(len(rows)), (), False, lambda row: Why((), (), (), ()))
        read = self._reader.read(query, as_typed=as_typed)
        ranked = rank(self.postings, read.parts, self.weighting)
        if not len(ranked.rows):
            nearest = self._reader.nearest(query)
            ranked = replace(rank(self.postings, nearest.parts, self.weighting), proper=False)
            read = Query(nearest.parts, read.corrections)
        reasons = Reasons(read, self._reader.stem)
        kept = slice(None) if ranked.proper else slice(MOST_NEAREST)
        return Found(
            query,
            ranked.rows[kept],
            ranked.scores[kept],
            read.corrections,
            not ranked.proper,
            lambda row: reasons.of(self.texts(row)),
        )

    def weigh(self, account: str, *, as_typed: bool = False) -> Weighed:
        """Every row against a longer account of a problem; one without words leaves every score at 0."""
        parts, corrections = read_account(self._reader, account, as_typed=as_typed)
        scores, covered = weigh(self.postings, self.weighting, parts)
        reasons = Reasons(Query(tuple(parts), corrections), self._reader.stem)
        return Weighed(scores, covered, corrections, lambda row: reasons.of(self.texts(row)))

    def similar(self, row: int, limit: int = 5) -> list[Similar]:
        """The rows most like this one, most alike first, without the row itself."""
        mine = dict(self.texts(row))
        compared = (mine[name][:MOST_TEXT] for name in ("title", "summary", "topics") if name in mine)
        rows = self._likeness.candidates(*compared)
        return similar(self._likeness, {other: dict(self.texts(other)) for other in [row, *rows]}, row, limit)

    def nearest_texts(self, title: str, summary: str, limit: int = 5) -> list[Nearest]:
        """The rows whose title and summary read most like these, whatever their other fields say."""
        title, summary = title[:MOST_TEXT], summary[:MOST_TEXT]
        rows = self._likeness.candidates(title, summary)
        return nearest(self._likeness, {row: dict(self.texts(row)) for row in rows}, title, summary, limit)

    def texts(self, row: int) -> Iterator[tuple[str, str]]:
        """The row's fields that hold text, in order of weight."""
        for name in FIELDS:
            if name in self.practices.columns and isinstance(text := self.practices[name].iat[row], str):
                yield name, text
