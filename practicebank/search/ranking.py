"""Scores rows against the parts of a query and keeps the rows that answer it.

Each part has a mass: how rare its words are. A row covers a part as strongly as the best word it has for it.
Rows that cover much less than the best row does are cut, so a common word alone earns no place beside rarer
ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from practicebank.search.postings import Postings
from practicebank.search.query import Alternative, Part

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
    light: float = 0.15
    """Mass of a word of asking ("reduce"), as a share of the mass its rarity gives."""
    unfamiliar: float = 0.6
    """Mass of a word that the synonym file does not know, in the same way: it is less likely to be the subject."""
    proper: float = 0.12
    """Below this share of the whole query, the best rows are merely the nearest."""


@dataclass(frozen=True)
class Ranked:
    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    proper: bool


def rank(postings: Postings, parts: Sequence[Part], weighting: Weighting) -> Ranked:
    scores = np.zeros(postings.rows_count, dtype=np.float32)
    covered = np.zeros(postings.rows_count, dtype=np.float32)
    whole = 0.0
    for part in parts:
        mass = part_mass(postings, part, weighting)
        worth, strength = _coverage(postings, part, weighting)
        whole += mass
        scores += worth * np.float32(mass)
        covered += strength * np.float32(mass)
    best = float(covered.max(initial=0.0))
    if best <= 0:
        return Ranked(np.empty(0, dtype=np.int64), np.empty(0), proper=False)
    kept = np.flatnonzero(covered >= best * weighting.enough)
    final = scores[kept].astype(np.float64) * (covered[kept] / whole) ** weighting.coverage_power
    order = np.argsort(-final, kind="stable")
    return Ranked(kept[order], final[order], proper=best / whole >= weighting.proper)


def part_mass(postings: Postings, part: Part, weighting: Weighting) -> float:
    """How rare the part is, by the rows of its strongest words; a part found nowhere weighs as the rarest."""
    strongest = max((alternative.strength for alternative in part.alternatives), default=0.0)
    holders = sum(
        min(postings.frequency(term) for term in alternative.terms)
        for alternative in part.alternatives
        if alternative.strength >= strongest * 0.8
    )
    holders = min(holders, postings.rows_count)
    mass = float(np.log1p((postings.rows_count - holders + 0.5) / (holders + 0.5)))
    return mass * (weighting.light if part.light else 1.0 if part.familiar else weighting.unfamiliar)


def _coverage(postings: Postings, part: Part, weighting: Weighting) -> tuple[Column, Column]:
    """For every row, what the part is worth there and how strongly the row covers it."""
    worth = np.zeros(postings.rows_count, dtype=np.float32)
    strength = np.zeros(postings.rows_count, dtype=np.float32)
    agree = np.float32(weighting.agree)
    for alternative in part.alternatives:
        rows, weights = _holders(postings, alternative)
        before, now = worth[rows], weights * np.float32(alternative.strength)
        more, less = np.maximum(before, now), np.minimum(before, now)
        worth[rows] = more + agree * less * (1 - more)
        strength[rows] = np.maximum(strength[rows], np.float32(alternative.strength**weighting.sharpness))
    if part.words:
        found_whole = any(alternative.relation == "word" for alternative in part.alternatives)
        kept = weighting.apart_beside if found_whole else weighting.apart
        inner_worth, inner_strength = _together(postings, part.words, weighting, kept)
        np.maximum(worth, inner_worth, out=worth)
        np.maximum(strength, inner_strength, out=strength)
    return worth, strength


def _together(postings: Postings, parts: Sequence[Part], weighting: Weighting, kept: float) -> tuple[Column, Column]:
    """The words of a phrase taken one by one: half of them are worth much less than half of it."""
    worth = np.zeros(postings.rows_count, dtype=np.float32)
    strength = np.zeros(postings.rows_count, dtype=np.float32)
    masses = [part_mass(postings, part, weighting) for part in parts]
    for part, mass in zip(parts, masses, strict=True):
        part_worth, part_strength = _coverage(postings, part, weighting)
        worth += part_worth * np.float32(mass / sum(masses))
        strength += part_strength * np.float32(mass / sum(masses))
    share = np.float32(kept)
    return worth * strength * share, strength**2 * share


def _holders(postings: Postings, alternative: Alternative) -> tuple[NDArray[np.int32], Column]:
    """Rows that hold every word of the alternative, weighing as the weakest of them."""
    rows, weights = postings.of(alternative.terms[0])
    for term in alternative.terms[1:]:
        others, other_weights = postings.of(term)
        rows, here, there = np.intersect1d(rows, others, assume_unique=True, return_indices=True)
        weights = np.minimum(weights[here], other_weights[there])
    return rows, weights
