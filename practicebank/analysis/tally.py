"""What a chart shows: its bars, the words beside them, and the table that its twin and its CSV come from."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from practicebank.ratings import Rating, rating_of
from practicebank.words import are, practices

SMALL = 5
"""Fewer practices than these are better read than divided."""


@dataclass(frozen=True)
class Bar:
    """One row of a chart. `term` is what it narrows `Tally.key` to; "" when it cannot be chosen.

    `parts` are the counts of a divided bar, in the order of `Tally.part_names`; a plain bar has none.
    """

    label: str
    number: int
    term: str = ""
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Tally:
    """`question` is what it answers, `title` the finding, `counted` what is counted and out of how many.

    `key` is the filter its bars narrow, "" for none; `whole` the practices shown.
    """

    name: str
    key: str
    question: str
    title: str
    counted: str
    sentence: str
    caution: str
    heading: str
    bars: Sequence[Bar]
    whole: int
    part_names: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        return max((bar.number for bar in self.bars), default=0)

    @property
    def parts_shown(self) -> Sequence[str]:
        """The parts that a practice shown has."""
        return [name for at, name in enumerate(self.part_names) if any(bar.parts[at] for bar in self.bars)]

    def rating_of(self, term: str) -> Rating:
        """How a rating is drawn in its bars. A tally of ratings names every one the bank has."""
        return rating_of(term, self.part_names or [bar.label for bar in self.bars])

    def divided(self, bar: Bar) -> str:
        """How a bar divides, in shares; in words when it has too few practices for those."""
        if 0 < bar.number < SMALL:
            return "fewer than five: read those, not the shares"
        return ", ".join(
            f"{100 * number / bar.number:.0f}% {part}"
            for part, number in zip(self.part_names, bar.parts, strict=True)
            if number
        )

    def of_part(self, bar: Bar, part: str) -> str:
        """ "Diversion: 6 of 8 practices are Promising (75%)." """
        number = bar.parts[self.part_names.index(part)]
        shared = share(number, bar.number)
        percent = "" if shared is None else f" ({shared:.0f}%)"
        return f"{bar.label}: {number:,} of {practices(bar.number)} {are(number)} {part}{percent}."

    @property
    def alt(self) -> str:
        """The chart in words, for whoever cannot see it."""
        return f"Bar chart. {self.title}. {self.sentence} {self.counted}"

    @property
    def table(self) -> pd.DataFrame:
        """The same numbers, one row a bar: counts, and shares in per cent of the row or of all practices."""
        columns = [self.heading, "Practices"]
        rows: list[list[object]] = [[bar.label, bar.number] for bar in self.bars]
        if not self.part_names:
            columns.append("Share of practices, %")
            for row, bar in zip(rows, self.bars, strict=True):
                row.append(share(bar.number, self.whole))
        for at, part in enumerate(self.part_names):
            columns += [part, f"{part}, %"]
            for row, bar in zip(rows, self.bars, strict=True):
                row += [bar.parts[at], share(bar.parts[at], bar.number)]
        return pd.DataFrame(rows, columns=columns)


def share(part: int, whole: int) -> float | None:
    """Per cent with one decimal; None when there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None
