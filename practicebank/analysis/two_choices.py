"""Two choices side by side: how each divides, out of how many, and what differs enough to say.

A side is every practice shown that has one term; a practice with both terms is on both sides. By `TIME` the sides
are the bank of a year ago and the bank now. Shares are of the practices whose field is recorded, and are left out
where these are fewer than five. Beside a difference stands what chance leaves open, except by time: there the same
practices stand on both sides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from practicebank.analysis.chance import difference_interval
from practicebank.analysis.sentences import phrase
from practicebank.analysis.tally import SMALL
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import Mask
from practicebank.bank.publications import a_year_before
from practicebank.fields import CROSSED, FIELD, FILTERS, NOT_RECORDED
from practicebank.words import are, have, listed, practices

KEYS = ("by", "one", "other")
TIME, A_YEAR_AGO, NOW = "time", "A year ago", "Now"
FIELDS = (*CROSSED, TIME)
COMPARED = tuple(key for key, (_, crossed) in CROSSED.items() if crossed.compared)
WORTH_SAYING = 10  # points between two shares


@dataclass(frozen=True)
class Sides:
    """What is compared: two terms of one field."""

    by: str
    one: str
    other: str

    @classmethod
    def from_query(cls, query: Mapping[str, str], bank: Bank, selection: Selection) -> "Sides":
        """Nonsense is dropped; a side that is not chosen is the most common term that is left."""
        by = query.get("by", "")
        if by == TIME:
            return cls(TIME, A_YEAR_AGO, NOW)
        by = by if by in CROSSED else "focus"
        counts = bank.facets[CROSSED[by][0]].counts(selection.kept)
        common = sorted((term for term in counts if term != NOT_RECORDED), key=lambda term: -counts[term])
        chosen = {side: query.get(side, "") for side in ("one", "other")}
        one = chosen["one"] if chosen["one"] in counts else next((t for t in common if t != chosen["other"]), "")
        other = chosen["other"]
        if other not in counts or other == one:
            other = next((term for term in common if term != one), "")
        return cls(by, one, other)

    def named(self, side: str) -> str:
        """A side after "10 practices": with its term, or at its time."""
        if self.by == TIME:
            return side[0].lower() + side[1:]
        return phrase(self.by, side) if FIELD[CROSSED[self.by][0]].said else f"with {side}"

    def among(self, side: str) -> str:
        """A side after "more common": with its term, or at its time."""
        named = self.named(side)
        return f"among practices {named}" if self.by != TIME and FIELD[CROSSED[self.by][0]].said else named


@dataclass(frozen=True)
class TermContrast:
    """One term of a field: how many of each side have it, and the shares, None where they would mislead.

    `chance_range` is how many points the other side's share may really be larger, allowing for chance; None where there
    are no shares, and by time.
    """

    label: str
    numbers: tuple[int, int]
    shares: tuple[float | None, float | None]
    chance_range: tuple[float, float] | None = None

    @property
    def apart(self) -> float | None:
        """Points by which the other side's share is larger."""
        one, other = self.shares
        return None if one is None or other is None else other - one


@dataclass(frozen=True)
class FieldContrast:
    """`key` is that of its filter. `recorded` is how many practices of each side record the field: what its shares are
    of.
    """

    key: str
    label: str
    lines: Sequence[TermContrast]
    recorded: tuple[int, int]
    sentence: str

    @property
    def furthest(self) -> TermContrast | None:
        """The term whose shares differ most, if they differ by enough to say."""
        apart = [line for line in self.lines if abs(line.apart or 0) >= WORTH_SAYING]
        return max(apart, key=lambda line: abs(line.apart or 0), default=None)

    @property
    def longest(self) -> int:
        return max((number for line in self.lines for number in line.numbers), default=0)


@dataclass(frozen=True)
class Contrast:
    """`undated` practices carry no date; by time they stand on both sides. None by anything else."""

    sides: Sides
    label: str
    wholes: tuple[int, int]
    both: int
    fields: Sequence[FieldContrast]
    undated: int | None = None

    @property
    def nothing(self) -> str:
        """Why there is nothing to compare; "" where there is something."""
        if not self.sides.one or not self.sides.other:
            return "Fewer than two terms of this field are recorded, so there is nothing to compare."
        if self.undated == self.wholes[1]:
            return (
                "None of these practices carries a date, and none is guessed, so a year ago cannot be told from now. "
                "Practices published here carry one."
            )
        return ""

    @property
    def in_words(self) -> str:
        named = [self.sides.named(side) for side in (self.sides.one, self.sides.other)]
        said = f"{practices(self.wholes[0])} {named[0]}, {practices(self.wholes[1])} {named[1]}"
        return f"{said}; {self.both:,} {are(self.both)} on both sides." if self.both else f"{said}."

    @property
    def table(self) -> pd.DataFrame:
        """The same numbers, one row a term of a field."""
        one, other = self.sides.one, self.sides.other
        heading = ["Field", "Term", one, f"{one}: recorded", other, f"{other}: recorded"]
        heading += [f"{other} less {one}, points", "At least, allowing for chance", "At most, allowing for chance"]
        rows = [
            [field.label, line.label, line.numbers[0], field.recorded[0], line.numbers[1], field.recorded[1]]
            + [
                None if points is None else round(points, 1)
                for points in (line.apart, *(line.chance_range or (None, None)))
            ]
            for field in self.fields
            for line in field.lines
        ]
        return pd.DataFrame(rows, columns=heading)

    @property
    def caution(self) -> str:
        few = [
            side
            for side, whole in zip((self.sides.one, self.sides.other), self.wholes, strict=True)
            if 0 < whole < SMALL
        ]
        general = "People chose what to put in: a difference here need not be one in the world."
        if any(line.chance_range for field in self.fields for line in field.lines):
            general += (
                " The range beside a difference allows for chance: it is right 95 times in 100, "
                "less often for the largest of many."
            )
            if self.both:
                general += " Practices on both sides make it wider than it need be."
        if self.undated is not None:
            general += (
                f" {practices(self.undated)} {'carries' if self.undated == 1 else 'carry'} no date and "
                f"{'stands' if self.undated == 1 else 'stand'} on both sides; what was retired since is on neither."
            )
        if not few:
            return general
        return f"{general} {listed(few)} {have(len(few))} fewer than five practices: read those."


def contrast(bank: Bank, selection: Selection, sides: Sides, today: date) -> Contrast:
    """`today` is the day that "a year ago" counts from."""
    undated = None
    if sides.by == TIME:
        dated, older = _dated(bank), _dated(bank, a_year_before(today))
        one, other = selection.kept & (older | ~dated), selection.kept
        undated = _number(selection.kept & ~dated)
    else:
        facet = bank.facets[CROSSED[sides.by][0]]
        one, other = (selection.kept & facet.with_any([term]) for term in (sides.one, sides.other))
    return Contrast(
        sides=sides,
        label=label_of(bank, sides.by),
        wholes=(_number(one), _number(other)),
        both=_number(one & other),
        fields=[_field(bank, key, (one, other), sides) for key in COMPARED if key != sides.by],
        undated=undated,
    )


def label_of(bank: Bank, by: str) -> str:
    """What is compared by, on screen."""
    return "Time" if by == TIME else bank.vocabulary.label(CROSSED[by][0])


def _dated(bank: Bank, until: date = date.max) -> Mask:
    """Which rows carry the date they were published on, and it is not after `until`."""
    rows = np.zeros(len(bank), dtype=bool)
    for slug, publication in bank.publications.items():
        if publication.listed and publication.published_at.date() <= until and slug in bank.row_of:
            rows[bank.row_of[slug]] = True
    return rows


def _field(bank: Bank, key: str, masks: tuple[Mask, Mask], sides: Sides) -> FieldContrast:
    column = CROSSED[key][0]
    counts = [bank.facets[column].counts(mask) for mask in masks]
    missing = [each.get(NOT_RECORDED, 0) for each in counts]
    recorded = (_number(masks[0]) - missing[0], _number(masks[1]) - missing[1])
    lines = []
    for term in counts[0]:
        numbers = (counts[0][term], counts[1][term])
        if any(numbers):
            known = term != NOT_RECORDED
            shares = (_share(numbers[0], recorded[0]), _share(numbers[1], recorded[1])) if known else (None, None)
            judged = sides.by != TIME and None not in shares
            lines.append(TermContrast(term, numbers, shares, _range(numbers, recorded) if judged else None))
    field = FieldContrast(key, bank.vocabulary.label(column), lines, recorded, "")
    return replace(field, sentence=_said(field, FILTERS[key][1].noun, sides))


def _said(field: FieldContrast, noun: str, sides: Sides) -> str:
    recorded, line = field.recorded, field.furthest
    if not all(recorded):
        without = [
            f"practices of {sides.named(side)}" if sides.by == TIME else side
            for side, number in zip((sides.one, sides.other), recorded, strict=True)
            if not number
        ]
        return f"No {noun} is recorded for {listed(without, 'or')}, so there is nothing to compare."
    if min(recorded) < SMALL:
        return "Too few to say: fewer than five practices of one side record it. Read those, not the shares."
    if line is None or line.apart is None:
        return f"No share differs by {WORTH_SAYING} points or more."
    points = line.apart
    at = 1 if points > 0 else 0
    among = (sides.among(sides.one), sides.among(sides.other))
    first = f"{line.label} is {abs(points):.0f} points more common {among[at]} than {among[1 - at]}"
    most, least = (f"{line.numbers[here]:,} of {recorded[here]:,}" for here in (at, 1 - at))
    return f"{first}: {most} against {least}. {_allowing_for_chance(line, at)}".rstrip()


def _allowing_for_chance(line: TermContrast, at: int) -> str:
    """How much more common the term may really be on the side `at`, in whole points."""
    if line.chance_range is None:
        return ""
    low, high = (
        round(points) for points in (line.chance_range if at else (-line.chance_range[1], -line.chance_range[0]))
    )
    if low > 0:
        return f"Allowing for chance, it is between {low} and {high} points."
    return f"This could be chance: it may be anything from {-low} points less to {high} points more."


def _range(numbers: tuple[int, int], recorded: tuple[int, int]) -> tuple[float, float]:
    low, high = difference_interval((numbers[1], recorded[1]), (numbers[0], recorded[0]))
    return 100 * low, 100 * high


def _share(number: int, whole: int) -> float | None:
    return 100 * number / whole if whole >= SMALL else None


def _number(mask: Mask) -> int:
    return int(np.count_nonzero(mask))
