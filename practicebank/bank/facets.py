"""Columns as codes, so that filtering and counting touch whole columns at once.

A facet numbers the distinct cells of one column and knows which terms each cell holds. Whether a row has a
term is then one lookup per row, however many values a cell holds, and counting is one `bincount`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicebank.fields import ALWAYS_RECORDED, NOT_RECORDED, SORTED_BY, counted_as
from practicebank.vocabulary import Vocabulary

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.unsignedinteger[Any]]

# Comparing a whole column with one code costs a twelfth of looking up or numbering every code (at a million rows).
_FEW_CELLS = 12
_FEW_ROWS = 10  # a tenth
_MANY_ROWS = 50_000
_LEFT_OUT = 255  # the code of rows that are not kept


@dataclass(frozen=True, eq=False)
class Facet:
    """One column of the table. `terms` are in natural order, then terms the vocabulary does not know, then
    *Not recorded* where a value can be missing.

    `codes[row]` is the row's cell, in the narrowest type that can number them all; `holds[cell, term]` is whether
    that cell holds that term.
    """

    column: str
    terms: tuple[str, ...]
    codes: Codes
    holds: Mask

    @classmethod
    def of(cls, column: str, cells: "pd.Series[str]", known: Sequence[str]) -> "Facet":
        """`cells` is a categorical of whole cells, NaN for not recorded."""
        distinct = [str(cell) for cell in cells.cat.categories]
        values = [counted_as(column, cell) for cell in distinct]
        codes = cells.cat.codes.to_numpy().astype(np.int32)
        present = np.bincount(codes[codes >= 0], minlength=len(distinct)) > 0
        used = {value for here, cell in zip(present, values, strict=True) if here for value in cell}
        unknown = sorted(used - {*known, NOT_RECORDED}, key=lambda term: (term.casefold(), term))
        missing = codes < 0
        terms = (*known, *unknown)
        if column not in ALWAYS_RECORDED or bool(missing.any()) or NOT_RECORDED in used:
            terms = (*terms, NOT_RECORDED)
        position = {term: at for at, term in enumerate(terms)}
        holds = np.zeros((len(distinct) + 1, len(terms)), dtype=bool)
        for cell, row in zip(values, holds, strict=False):
            row[[position[value] for value in cell if value in position]] = True
        if NOT_RECORDED in position:
            holds[len(distinct), position[NOT_RECORDED]] = True
        narrow = np.min_scalar_type(len(distinct))
        return cls(column, terms, np.where(missing, len(distinct), codes).astype(narrow), holds)

    def with_any(self, chosen: Sequence[str]) -> Mask:
        """Which rows hold at least one of the chosen terms."""
        at = [self.terms.index(term) for term in chosen if term in self.terms]
        answers: Mask = np.any(self.holds[:, at], axis=1)
        cells = np.flatnonzero(answers)
        if len(cells) > _FEW_CELLS:
            return answers[self.codes]
        rows = np.zeros(len(self.codes), dtype=bool)
        for cell in cells:
            rows |= self.codes == cell
        return rows

    def counts(self, kept: Mask | None = None) -> dict[str, int]:
        """Rows holding each term, every term included; a row with two values counts in both."""
        per_cell = self._everything if kept is None else self._per_cell(kept)
        return dict(zip(self.terms, (per_cell @ self.holds).tolist(), strict=True))

    @cached_property
    def _everything(self) -> npt.NDArray[np.int64]:
        return np.bincount(self.codes, minlength=len(self.holds))

    def _per_cell(self, kept: Mask) -> npt.NDArray[np.int64]:
        """How many kept rows have each cell: three ways to the same numbers, each the quickest where it is taken."""
        cells = len(self.holds)
        if len(kept) < _MANY_ROWS or np.count_nonzero(kept) * _FEW_ROWS < len(kept):
            return np.bincount(self.codes[np.flatnonzero(kept)], minlength=cells)
        if cells <= _FEW_CELLS:
            return np.array([np.count_nonzero((self.codes == cell) & kept) for cell in range(cells)])
        if self.codes.dtype == np.uint8 and cells < _LEFT_OUT:
            return _in_pairs(self.codes | (kept.view(np.uint8) - np.uint8(1)))[:cells]
        return np.bincount(self.codes.astype(np.uint32) * 2 + kept, minlength=2 * cells)[1::2]


def _in_pairs(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """How often each of 256 codes occurs. Two neighbours are counted as one number of 16 bits: half as many."""
    even = len(codes) // 2 * 2
    pairs = np.bincount(codes[:even].view(np.uint16), minlength=1 << 16).reshape(256, 256)
    counts: npt.NDArray[np.int64] = pairs.sum(axis=0) + pairs.sum(axis=1)
    return counts + np.bincount(codes[even:], minlength=256)


def crossed(rows: Facet, columns: Facet, kept: Mask) -> npt.NDArray[np.int64]:
    """How many of the kept practices hold each pair of terms: shape (terms of rows, terms of columns)."""
    shape = (len(rows.holds), len(columns.holds))
    pairs = rows.codes.astype(np.int64) * shape[1] + columns.codes
    per_pair = np.bincount(pairs[kept], minlength=shape[0] * shape[1]).reshape(shape)
    return np.asarray(rows.holds.T.astype(np.int64) @ per_pair @ columns.holds.astype(np.int64))


def facets_of(practices: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, Facet]:
    """A facet for every column practices are sorted by; organisations stand in alphabetical order."""
    facets = {}
    for column in SORTED_BY:
        known: Sequence[str] = ()
        if column in vocabulary.fields:
            known = vocabulary[column].names
        facets[column] = Facet.of(column, practices[column], known)
    return facets
