"""Which rows hold which word, and how much the word weighs there.

A row's weight for a word does not depend on the other rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Weights = Floats | NDArray[np.uint8]
CHUNK = 20_000
"""How many rows are read at once, so that a large table never stands in memory a second time."""
STEPS = 255
"""A weight stored on disk is one of so many steps from 0 to 1."""


@dataclass(frozen=True)
class Postings:
    """The index as arrays: rows and weights of term t are the slices from starts[t] to starts[t + 1], rows ascending.

    They may be arrays over files, so that reading one changes nothing and costs no memory of its own.
    """

    rows_count: int
    terms: Mapping[str, int]
    starts: Ints
    rows: NDArray[np.int32]
    weights: Weights
    """From 0 to 1, or in steps as `quantised` gives them."""
    words: Mapping[str, int]
    """Each plain word as written somewhere, with the term it belongs to."""

    def of(self, term: int) -> tuple[NDArray[np.int32], Floats]:
        """The rows that hold the term, and what it weighs in each, from 0 to 1."""
        place = slice(self.starts[term], self.starts[term + 1])
        weights = self.weights[place]
        if weights.dtype == np.uint8:
            return self.rows[place], weights.astype(np.float32) / np.float32(STEPS)
        return self.rows[place], weights.astype(np.float32, copy=False)

    def holds(self, name: str) -> bool:
        """Whether any row holds the term; a term may be known and stand in no row."""
        term = self.terms.get(name)
        return term is not None and self.frequency(term) > 0

    def frequency(self, term: int) -> int:
        """How many rows hold the term."""
        return int(self.starts[term + 1] - self.starts[term])


def quantised(weights: Weights) -> NDArray[np.uint8]:
    """Weights in steps of 1 in 255, rounded, and never to nothing."""
    steps: NDArray[np.uint8] = np.maximum(1, np.rint(weights * np.float32(STEPS))).astype(np.uint8)
    return steps
