"""Over time: how many of the practices shown were added and how many confirmed in each quarter.

Only practices published here carry dates; those of the public listing have none and are counted apart.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from practicebank.bank.bank import Bank, Selection


@dataclass(frozen=True)
class Quarter:
    label: str
    added: int
    confirmed: int


@dataclass(frozen=True)
class OverTime:
    """`quarters` run without a gap from the first date to the last; `undated` practices are in none of them."""

    quarters: Sequence[Quarter]
    dated: int
    undated: int

    @property
    def longest(self) -> int:
        return max((number for quarter in self.quarters for number in (quarter.added, quarter.confirmed)), default=0)


def over_time(bank: Bank, selection: Selection) -> OverTime:
    slugs = set(bank.practices["slug"].iloc[selection.rows])
    dated = [practice for slug, practice in bank.publications.items() if slug in slugs and practice.listed]
    added = Counter(_quarter(practice.published_at) for practice in dated)
    confirmed = Counter(_quarter(practice.confirmed_at) for practice in dated if practice.confirmed_at)
    found = [*added, *confirmed]
    numbers = range(min(found), max(found) + 1) if found else range(0)
    quarters = [Quarter(f"{at // 4}, quarter {at % 4 + 1}", added[at], confirmed[at]) for at in numbers]
    return OverTime(quarters, len(dated), len(selection) - len(dated))


def _quarter(when: date | datetime) -> int:
    """Quarters counted from the year 0, so that the next one is one more."""
    return when.year * 4 + (when.month - 1) // 3
