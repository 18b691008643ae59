"""Lays the few rows that changed over an index that stays as it is.

A practice that is published or taken down must be found, or not found, at once, also among a million: the
posting lists of the others are not built again. What a word weighs in a row does not depend on other rows, so
the answers are those of an index built afresh.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicebank.search.building import CHUNK, build_postings
from practicebank.search.names import Widened
from practicebank.search.postings import FIELDS, Floats, Ints, Postings, coarse
from practicebank.search.synonyms import Synonyms

MOST_CHANGED = 2_000
Prints = NDArray[np.uint64]


@dataclass(frozen=True)
class Overlaid(Postings):
    """The arrays are those of the index beneath; rows are numbered as in the new table."""

    moved: Ints
    """For each row beneath its number now, -1 when it is gone."""
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
        beneath = super().frequency(term) - int(self.gone[term]) if term < len(self.starts) - 1 else 0
        added = self.added_terms.get(term)
        return beneath + (0 if added is None else self.added.frequency(added))


def prints_of(practices: pd.DataFrame) -> Prints:
    """A number for each row that changes with any text that is searched, the same in every process."""
    prints = np.zeros(len(practices), dtype=np.uint64)
    for name in FIELDS:
        prints *= np.uint64(0x100000001B3)
        if name in practices.columns:
            column = practices[name]
            # Long text is turned into Python's own for this: a part at a time.
            for start in range(0, len(column), CHUNK):
                part = column.iloc[start : start + CHUNK]
                hashed = pd.util.hash_pandas_object(part, index=False, categorize=False).to_numpy()
                prints[start : start + CHUNK] += hashed
    return prints


def overlaid(
    beneath: Postings, old: Prints, new: Prints, practices: pd.DataFrame, synonyms: Synonyms
) -> Postings | None:
    """`beneath`, which was built from rows with the prints `old`, for a new table. None when too much changed."""
    if abs(len(old) - len(new)) > MOST_CHANGED:
        return None
    moved = _moved(old, new)
    fresh = np.ones(len(new), dtype=bool)
    fresh[moved[moved >= 0]] = False
    changed = np.flatnonzero(fresh)
    retired = np.flatnonzero(moved < 0)
    if max(len(changed), len(retired)) > MOST_CHANGED:
        return None
    added = build_postings(practices.iloc[changed], synonyms)
    if beneath.weights.dtype == np.uint8:
        added = replace(added, weights=coarse(added.weights))
    names = list(added.terms)
    more = [name for name in names if name not in beneath.terms]
    terms = Widened(beneath.terms, {name: len(beneath.terms) + place for place, name in enumerate(more)})
    numbers = {terms[name]: number for name, number in added.terms.items()}
    others = {plain: terms[names[number]] for plain, number in added.words.items() if plain not in beneath.words}
    return Overlaid(
        len(new),
        terms,
        beneath.starts,
        beneath.rows,
        beneath.weights,
        Widened(beneath.words, others),
        moved,
        _gone(beneath, retired),
        added,
        changed.astype(np.int32),
        numbers,
    )


def _moved(old: Prints, new: Prints) -> Ints:
    """Where each old row stands now. Rows that read the same are told apart by their order."""
    moved = np.full(len(old), -1, dtype=np.int64)
    shorter = min(len(old), len(new))
    same = old[:shorter] == new[:shorter]
    moved[:shorter][same] = np.flatnonzero(same)
    left = np.setdiff1d(np.arange(len(old)), np.flatnonzero(moved >= 0), assume_unique=True)
    free = np.setdiff1d(np.arange(len(new)), moved[moved >= 0], assume_unique=True)
    places: dict[int, list[int]] = {}
    for row, print_ in zip(free[::-1].tolist(), new[free[::-1]].tolist(), strict=True):
        places.setdefault(print_, []).append(row)
    for row, print_ in zip(left.tolist(), old[left].tolist(), strict=True):
        if places.get(print_):
            moved[row] = places[print_].pop()
    return moved


def _gone(beneath: Postings, retired: Ints) -> Ints:
    terms_count = len(beneath.starts) - 1
    if not len(retired):
        return np.zeros(terms_count, dtype=np.int64)
    is_retired = np.zeros(beneath.rows_count, dtype=bool)
    is_retired[retired] = True
    places = np.flatnonzero(is_retired[beneath.rows])
    terms = np.searchsorted(beneath.starts, places, side="right") - 1
    return np.bincount(terms, minlength=terms_count)
