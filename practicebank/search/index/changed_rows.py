"""Lays the few rows that changed over an index that stays as it is.

A practice that is published or taken down must be found, or not found, at once, also among a million: the
posting lists of the others are not built again. What a word weighs in a row does not depend on other rows, so
the answers are those of an index built afresh.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicebank.fields import SEARCHED
from practicebank.search.index.postings import CHUNK, Floats, Ints, Postings, quantised
from practicebank.search.index.word_numbers import ExtendedWordNumbers

MOST_CHANGED = 2_000
RowHashes = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class BaseIndex:
    """Posting lists that later changes may be laid over, with what tells whether and which rows changed since."""

    postings: Postings
    row_hashes: RowHashes
    reading: str
    """A fingerprint of the way texts were read into words."""


@dataclass(frozen=True)
class OverlaidPostings(Postings):
    """The arrays are those of the base; rows are numbered as in the new table."""

    moved: Ints
    """For each row of the base its number now, -1 when it is gone."""
    gone: Ints
    """How many rows of each term are gone."""
    added: Postings
    added_rows: NDArray[np.int32]
    added_terms: dict[int, int]

    def of(self, term: int) -> tuple[NDArray[np.int32], Floats]:
        rows, weights = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        if term < len(self.starts) - 1:
            rows, weights = super().of(term)
            rows = self.moved[rows].astype(np.int32)
            if self.gone[term]:
                there = rows >= 0
                rows, weights = rows[there], weights[there]
        if (added := self.added_terms.get(term)) is not None:
            more_rows, more_weights = self.added.of(added)
            rows = np.concatenate([rows, self.added_rows[more_rows]])
            weights = np.concatenate([weights, more_weights])
        return rows, weights

    def frequency(self, term: int) -> int:
        base = super().frequency(term) - int(self.gone[term]) if term < len(self.starts) - 1 else 0
        added = self.added_terms.get(term)
        return base + (0 if added is None else self.added.frequency(added))


def hash_rows(practices: pd.DataFrame) -> RowHashes:
    """A number for each row that changes with any text that is searched, the same in every process."""
    hashes = np.zeros(len(practices), dtype=np.uint64)
    for name in SEARCHED:
        hashes *= np.uint64(0x100000001B3)
        if name in practices.columns:
            column = practices[name]
            # Long text is turned into Python's own for this: a part at a time.
            for start in range(0, len(column), CHUNK):
                part = column.iloc[start : start + CHUNK]
                hashed = pd.util.hash_pandas_object(part, index=False, categorize=False).to_numpy()
                hashes[start : start + CHUNK] += hashed
    return hashes


def overlay_changes(
    base: BaseIndex, practices: pd.DataFrame, row_hashes: RowHashes, build: Callable[[pd.DataFrame], Postings]
) -> Postings | None:
    """The posting lists of a new table, over those of `base`. None when too much changed.

    `build` indexes the few rows that are new.
    """
    old, new, beneath = base.row_hashes, row_hashes, base.postings
    if abs(len(old) - len(new)) > MOST_CHANGED:
        return None
    moved = _moved(old, new)
    fresh = np.ones(len(new), dtype=bool)
    fresh[moved[moved >= 0]] = False
    changed = np.flatnonzero(fresh)
    retired = np.flatnonzero(moved < 0)
    if max(len(changed), len(retired)) > MOST_CHANGED:
        return None
    added = build(practices.iloc[changed])
    if beneath.weights.dtype == np.uint8:
        added = replace(added, weights=quantised(added.weights))
    names = list(added.terms)
    more = [name for name in names if name not in beneath.terms]
    terms = ExtendedWordNumbers(beneath.terms, {name: len(beneath.terms) + place for place, name in enumerate(more)})
    numbers = {terms[name]: number for name, number in added.terms.items()}
    others = {plain: terms[names[number]] for plain, number in added.words.items() if plain not in beneath.words}
    return OverlaidPostings(
        len(new),
        terms,
        beneath.starts,
        beneath.rows,
        beneath.weights,
        ExtendedWordNumbers(beneath.words, others),
        moved,
        _gone(beneath, retired),
        added,
        changed.astype(np.int32),
        numbers,
    )


def _moved(old: RowHashes, new: RowHashes) -> Ints:
    """Where each old row stands now. Rows that read the same are told apart by their order."""
    moved = np.full(len(old), -1, dtype=np.int64)
    shorter = min(len(old), len(new))
    same = old[:shorter] == new[:shorter]
    moved[:shorter][same] = np.flatnonzero(same)
    left = np.setdiff1d(np.arange(len(old)), np.flatnonzero(moved >= 0), assume_unique=True)
    free = np.setdiff1d(np.arange(len(new)), moved[moved >= 0], assume_unique=True)
    places: dict[int, list[int]] = {}
    for row, hash_ in zip(free[::-1].tolist(), new[free[::-1]].tolist(), strict=True):
        places.setdefault(hash_, []).append(row)
    for row, hash_ in zip(left.tolist(), old[left].tolist(), strict=True):
        if places.get(hash_):
            moved[row] = places[hash_].pop()
    return moved


def _gone(base: Postings, retired: Ints) -> Ints:
    terms_count = len(base.starts) - 1
    if not len(retired):
        return np.zeros(terms_count, dtype=np.int64)
    is_retired = np.zeros(base.rows_count, dtype=bool)
    is_retired[retired] = True
    places = np.flatnonzero(is_retired[base.rows])
    terms = np.searchsorted(base.starts, places, side="right") - 1
    return np.bincount(terms, minlength=terms_count)
