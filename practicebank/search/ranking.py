"""Scores rows against the parts of a query and keeps the rows that answer it.

Each part has a mass: how rare its words are. A row covers a part as strongly as the best word it has for it.
Rows that cover much less than the best row does are cut, so a common word alone earns no place beside rarer
ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from practicebank.search.query import Alternative, QueryPart, TermIndex

Column = NDArray[np.float32]


@dataclass(frozen=True)
class Weighting:
    """Numbers chosen by cross-validation: see benchmarks/search_quality.py."""

    enough: float = 0.45
    """A row is kept when it covers this share of what the best row covers."""
    sharpness: float = 1.25
    """How much faster than its strength a weak synonym loses its say in which rows are kept."""
    coverage_power: float = 0.75
    """How much a row that covers more of the query gains over one that holds some of it in better places."""
    agree: float = 0.2
    """What a second word for the same part adds, as a share of the room left."""
    apart: float = 0.8
    """What the words of a phrase are worth when a row holds them all, but not side by side."""
    apart_beside: float = 0.4
    """The same, when other rows hold the very phrase."""
    told: float = 0.53
    """What a word is worth in an account, as a share of what it is worth elsewhere."""
    light: float = 0.15
    """Mass of a word of asking ("reduce"), as a share of the mass its rarity gives."""
    unfamiliar: float = 0.6
    """Mass of a word that the synonym file does not know, in the same way: it is less likely to be the subject."""
    proper: float = 0.12
    """Below this share of the whole query, the best rows are merely the nearest."""

    def strength(self, alternative: Alternative) -> float:
        """How strongly the alternative stands for its part, where it stands."""
        return alternative.strength * (self.told if alternative.told else 1.0)


@dataclass(frozen=True)
class Ranked:
    """Rows best first, with their scores. Unless they are `proper`, they are merely the nearest there are."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    proper: bool


def rank(index: TermIndex, parts: Sequence[QueryPart], weighting: Weighting) -> Ranked:
    """The rows that answer the parts well enough beside the best of them, best first."""
    scores = np.zeros(index.rows_count, dtype=np.float32)
    covered = np.zeros(index.rows_count, dtype=np.float32)
    whole = 0.0
    for part in parts:
        mass = part_mass(index, part, weighting)
        worth, strength = _coverage(index, part, weighting)
        whole += mass
        scores += worth * np.float32(mass)
        covered += strength * np.float32(mass)
    best = float(covered.max(initial=0.0))
    if best <= 0:
        return Ranked(np.empty(0, dtype=np.int64), np.empty(0), proper=False)
    enough = np.flatnonzero(covered >= best * weighting.enough)
    final = scores[enough].astype(np.float64) * (covered[enough] / whole) ** weighting.coverage_power
    order = np.argsort(-final, kind="stable")
    return Ranked(enough[order], final[order], proper=best / whole >= weighting.proper)


def part_mass(index: TermIndex, part: QueryPart, weighting: Weighting) -> float:
    """How rare the part is, by the rows of its strongest words; a part found nowhere weighs as the rarest."""
    strongest = max((weighting.strength(alternative) for alternative in part.alternatives), default=0.0)
    holders = sum(
        min(index.frequency(term) for term in alternative.terms)
        for alternative in part.alternatives
        if weighting.strength(alternative) >= strongest * 0.8
    )
    holders = min(holders, index.rows_count)
    mass = float(np.log1p((index.rows_count - holders + 0.5) / (holders + 0.5)))
    return mass * (weighting.light if part.light else 1.0 if part.familiar else weighting.unfamiliar)


def _coverage(index: TermIndex, part: QueryPart, weighting: Weighting) -> tuple[Column, Column]:
    """For every row, what the part is worth there and how strongly the row covers it."""
    worth = np.zeros(index.rows_count, dtype=np.float32)
    strength = np.zeros(index.rows_count, dtype=np.float32)
    agree = np.float32(weighting.agree)
    for alternative in part.alternatives:
        rows, weights = _holders(index, alternative)
        leads = weighting.strength(alternative)
        before, now = worth[rows], weights * np.float32(leads)
        more, less = np.maximum(before, now), np.minimum(before, now)
        worth[rows] = more + agree * less * (1 - more)
        strength[rows] = np.maximum(strength[rows], np.float32(leads**weighting.sharpness))
    if part.words:
        found_whole = any(each.relation == "word" and not each.told for each in part.alternatives)
        share = weighting.apart_beside if found_whole else weighting.apart
        inner_worth, inner_strength = _one_by_one(index, part.words, weighting, share)
        np.maximum(worth, inner_worth, out=worth)
        np.maximum(strength, inner_strength, out=strength)
    return worth, strength


def _one_by_one(
    index: TermIndex, words: Sequence[QueryPart], weighting: Weighting, share: float
) -> tuple[Column, Column]:
    """The words of a phrase taken one by one: half of them are worth much less than half of it."""
    worth = np.zeros(index.rows_count, dtype=np.float32)
    strength = np.zeros(index.rows_count, dtype=np.float32)
    masses = [part_mass(index, part, weighting) for part in words]
    for part, mass in zip(words, masses, strict=True):
        part_worth, part_strength = _coverage(index, part, weighting)
        worth += part_worth * np.float32(mass / sum(masses))
        strength += part_strength * np.float32(mass / sum(masses))
    factor = np.float32(share)
    return worth * strength * factor, strength**2 * factor


def _holders(index: TermIndex, alternative: Alternative) -> tuple[NDArray[np.int32], Column]:
    """Rows that hold every word of the alternative, weighing as the weakest of them."""
    rows, weights = index.of(alternative.terms[0])
    for term in alternative.terms[1:]:
        others, other_weights = index.of(term)
        rows, here, there = np.intersect1d(rows, others, assume_unique=True, return_indices=True)
        weights = np.minimum(weights[here], other_weights[there])
    return rows, weights
