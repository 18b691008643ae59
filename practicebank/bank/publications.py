"""What the desk decided, as the bank adds it to the catalogue file: practices published from submissions, and what was
set, retired or replaced among those of the file.

Plain values without a database: whoever only reads practices needs none.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from practicebank.catalogue.accounts import Account
from practicebank.catalogue.sources import Source


@dataclass(frozen=True)
class Publication:
    """A practice with a page of its own. `cells` are the columns of the table, "" for what is not recorded.

    `founding`: it stands in the catalogue file too, and was retired or replaced at the desk. `sources` are
    the pages that reviewers named for what they set, by column.

    Only one that is `listed` stands in lists and counts. What was retired or replaced keeps its address:
    `since` says when that was, `because` why, `replaced_by` the slug of what took its place.
    """

    cells: Mapping[str, str]
    account: Account
    contact: tuple[str, ...]
    listed: bool
    published_at: datetime
    confirmed_at: datetime | None
    answer: str
    since: datetime
    because: str
    replaced_by: str
    founding: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.cells["slug"]

    @property
    def due(self) -> date:
        """When its contributor is asked again: twelve months after it was published or last confirmed."""
        return a_year_after((self.confirmed_at or self.published_at).date())


@dataclass(frozen=True)
class Amended:
    """What the desk set in one field of a practice. `value` is the cell of a column or the text of a part of the
    account (links: one to a line), "" for what was taken out, and `before` what stood in the file when it was first
    set; `earlier` is what the desk set meanwhile, which the file may have taken over. `urls` say so, how surely
    `confidence`, read on `read`.
    """

    value: str
    before: str
    urls: tuple[str, ...]
    confidence: str
    read: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """What the desk tells readers about a practice. `fields` are those it corrected then, by their names; without any,
    it is the answer to a reader who questioned the label.
    """

    at: datetime
    fields: tuple[str, ...]
    words: str
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Publications:
    """All of them, in the order they were published. `amended` is by slug and field, of practices of the catalogue;
    `notices` by slug, the oldest first.
    """

    practices: tuple[Publication, ...] = ()
    amended: Mapping[str, Mapping[str, Amended]] = field(default_factory=dict)
    notices: Mapping[str, tuple[Notice, ...]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Changes with anything a reader could see; the same in every process. "" when there is nothing."""
        if not (self.practices or self.amended or self.notices):
            return ""
        return hashlib.sha256(repr((self.practices, self.amended, self.notices)).encode()).hexdigest()[:12]

    @property
    def listed(self) -> tuple[Publication, ...]:
        return tuple(practice for practice in self.practices if practice.listed)


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def a_year_before(day: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


@dataclass(frozen=True)
class Pace:
    """How many submissions were ever sent, opened by a reviewer, published and declined, and the median number of
    days from sending one to the first decision; None before there was one.
    """

    sent: int
    reviewed: int
    published: int
    declined: int
    days_to_decision: float | None
