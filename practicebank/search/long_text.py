"""Weighs every practice against a long text that describes a problem, not against a few words typed into a box.

Such a text holds many words that are no subject ("weeks", "say", "known"), and being rare in summaries they
would outweigh those that are. So a word counts in full when it is of the field's own language, that is of the
synonym file, and for a part when it is not. A practice gains with each part of the text that it answers.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from practicebank.search.query import MOST_QUERY_WORDS, Correction, Query, QueryPart, TermIndex
from practicebank.search.ranking import Weighting, part_mass, rank
from practicebank.search.reasons import Why
from practicebank.search.words import words_of

BESIDE_THE_SUBJECT = 0.25
"""What a word counts that the synonym file does not know."""
LONGEST_TEXT = 2_000
MOST_PARTS = 60
_SENTENCE_ENDS = re.compile(r"[.!?;\n]+\s*")


@dataclass(frozen=True, eq=False)
class Weighed:
    """`scores` and `covered` hold a number for every row; `covered` is the share of the text it answers."""

    scores: NDArray[np.float64]
    covered: NDArray[np.float64]
    corrections: tuple[Correction, ...]
    _why: Callable[[int], Why] = field(repr=False)

    def why(self, row: int) -> Why:
        return self._why(row)


def read_long_text(read: Callable[[str], Query], text: str) -> Query:
    """The parts of the text that say something, and the typing errors put right. `read` reads one search."""
    parts: dict[str, QueryPart] = {}
    corrections: dict[Correction, None] = {}
    for piece in _pieces(text[:LONGEST_TEXT]):
        query = read(piece)
        for part in query.parts:
            parts.setdefault(part.typed.casefold(), part)
        corrections.update(dict.fromkeys(query.corrections))
    telling = [part for part in parts.values() if not part.light] or list(parts.values())
    return Query(tuple(telling[:MOST_PARTS]), tuple(corrections))


def weigh(
    index: TermIndex, weighting: Weighting, parts: Sequence[QueryPart]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For every row its score, and the share of the text that it answers."""
    scores = np.zeros(index.rows_count)
    covered = np.zeros(index.rows_count)
    whole = 0.0
    every_row = replace(weighting, enough=0.0, coverage_power=0.0, unfamiliar=BESIDE_THE_SUBJECT)
    for part in parts:
        mass = part_mass(index, part, every_row)
        whole += mass
        found = rank(index, [part], every_row)
        if mass > 0 and len(found.rows):
            scores[found.rows] += found.scores
            covered[found.rows] += mass * np.minimum(1.0, found.scores / mass) ** 0.5
    return scores, covered / whole if whole else covered


def _pieces(text: str) -> Iterator[str]:
    """Sentences, cut where they are longer than one search may be."""
    for sentence in _SENTENCE_ENDS.split(text):
        words = [word for word in words_of(sentence) if word.plain]
        for first in range(0, len(words), MOST_QUERY_WORDS):
            last = words[min(first + MOST_QUERY_WORDS, len(words)) - 1]
            yield sentence[words[first].start : last.end]
