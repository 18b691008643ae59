"""A search once it is read: its parts, each with the words of the practices that may answer it.

Ranking and reasons work on these and never on what was typed. `TermIndex` is all they ask of an index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MOST_QUERY_WORDS = 24
"""What lies beyond the first words of one search is not read."""

Stems = tuple[str, ...]
"""A word or a phrase, by the stem of each of its words."""


class TermIndex(Protocol):
    """Which rows hold which term. A term is a stem, or the stems of a phrase with a space between; with `TOLD` before
    it, the same as it stands in accounts.
    """

    @property
    def rows_count(self) -> int: ...
    @property
    def terms(self) -> Mapping[str, int]:
        """The number of each term."""

    @property
    def words(self) -> Mapping[str, int]:
        """Each plain word as written somewhere, with the number of its term."""

    def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The rows that hold the term, and what it weighs in each, from 0 to 1."""

    def holds(self, name: str) -> bool: ...
    def frequency(self, term: int) -> int: ...


@dataclass(frozen=True)
class Alternative:
    """Words of the practices that answer a part, when a row holds all of them."""

    terms: tuple[int, ...]
    stems: Stems
    strength: float
    relation: str
    """ "word" for what was typed, else the relation of the synonym file that led here."""
    word: str
    told: bool = False
    """Whether the row's account holds them, not another field."""

    @property
    def runs(self) -> tuple[Stems, ...]:
        """What to look for in a text: the words together, written as one, or each if they may stand apart."""
        side_by_side = (self.stems, ("".join(self.stems),))
        return side_by_side if len(self.terms) == 1 else (*side_by_side, *((stem,) for stem in self.stems))


@dataclass(frozen=True)
class QueryPart:
    """A word of a search, or a phrase of it that is known as one."""

    typed: str
    light: bool
    """A word of asking rather than of subject: it decides little and is not missed."""
    alternatives: tuple[Alternative, ...]
    """Strongest first."""
    words: tuple["QueryPart", ...] = ()
    """The words of a phrase, which answer it less well than the phrase does."""
    familiar: bool = True
    """Whether it is of the field's own language: a phrase, or a word of the synonym file."""


@dataclass(frozen=True)
class Correction:
    """A typing error that was put right: `typed` as it stood in the search, `used` what was searched instead."""

    typed: str
    used: str


@dataclass(frozen=True)
class Query:
    """A whole search, or a longer text, once read. Words that carry no subject are not among its parts."""

    parts: tuple[QueryPart, ...]
    corrections: tuple[Correction, ...]
