"""Which rows hold which word, and how much the word weighs there.

A row's weight for a word does not depend on the other rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Field:
    weight: float
    usual_words: float
    """How long the field usually is: a word in a longer text weighs less."""


FIELDS = {
    "title": Field(3.0, 8),
    "summary": Field(1.6, 22),
    "organisation": Field(1.0, 3),
    "topics": Field(0.7, 9),
    "focus": Field(0.4, 2),
    "region": Field(0.6, 2),
    "target_groups": Field(0.4, 5),
    "partners": Field(0.35, 9),
    "linked_to": Field(0.6, 2),
    "effectiveness": Field(0.4, 3),
    "implementation_stage": Field(0.4, 2),
    "scale": Field(0.4, 1),
}
"""Every field that is searched, with what a word found there is worth."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Weights = Floats | NDArray[np.uint8]
COARSE_STEPS = 255
"""A weight kept on disk is one of so many steps from 0 to 1."""


@dataclass(frozen=True)
class Postings:
    """Rows and weights of term t are the slices from starts[t] to starts[t + 1], rows ascending."""

    rows_count: int
    terms: Mapping[str, int]
    starts: Ints
    rows: NDArray[np.int32]
    weights: Weights
    """From 0 to 1, or in steps as `coarse` gives them."""
    words: Mapping[str, int]
    """Each plain word as written somewhere, with the term it belongs to."""

    def of(self, term: int) -> tuple[NDArray[np.int32], Floats]:
        place = slice(self.starts[term], self.starts[term + 1])
        weights = self.weights[place]
        if weights.dtype == np.uint8:
            return self.rows[place], weights.astype(np.float32) / np.float32(COARSE_STEPS)
        return self.rows[place], weights.astype(np.float32, copy=False)

    def holds(self, name: str) -> bool:
        term = self.terms.get(name)
        return term is not None and self.frequency(term) > 0

    def frequency(self, term: int) -> int:
        return int(self.starts[term + 1] - self.starts[term])


def coarse(weights: Weights) -> NDArray[np.uint8]:
    """Weights in steps of 1 in 255, rounded, and never to nothing."""
    steps: NDArray[np.uint8] = np.maximum(1, np.rint(weights * np.float32(COARSE_STEPS))).astype(np.uint8)
    return steps
