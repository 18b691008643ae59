"""The queue view: what is new, whose turn it is, how old, and why it stands where it stands; and what became of all
that was ever sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from textwrap import shorten

from practicebank.desk.desk import Desk
from practicebank.desk.due_dates import Urgency, age_in_words, for_how_long, late_since, urgency
from practicebank.paging import shown_page
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.funnel import Funnel, funnel
from practicebank.submissions.reading.worklist import QueuedSubmission, WorklistQuery, every, page_of
from practicebank.submissions.states import Status, due, turn_of

PER_PAGE = 25
LONGEST_WHY = 90
ANSWERED = "The contributor has answered"
OPEN = (Status.WAITING, Status.IN_REVIEW, Status.ASKED)


@dataclass(frozen=True)
class QueueFilters:
    """What a reviewer asks the queue for. No state means everything that is not done with."""

    statuses: tuple[Status, ...] = ()
    focus: str = ""
    organisation: str = ""
    mine: bool = False
    late: bool = False


@dataclass(frozen=True)
class Item:
    """One submission in the list, and what its state means for whoever works through it. `why` says why it
    stands where it stands."""

    standing: QueuedSubmission
    turn: str
    why: str
    age: str
    in_state: str
    due: datetime | None
    urgency: Urgency
    mine: bool


@dataclass(frozen=True)
class Work:
    """`counts` are what the other filters leave of each state; those of the states asked for add up to `total`."""

    items: Sequence[Item]
    counts: Mapping[Status, int]
    total: int
    page: int
    last_page: int


def work(desk: Desk, asked: QueueFilters, page: int = 1, *, now: datetime | None = None) -> Work:
    """One page of it. Raises `QueueUnavailable`."""
    now, email = now or datetime.now(UTC), desk.reviewer.email
    wanted = wanted_by(asked, email, now)
    found = page_of(desk.queue, wanted, first=(max(page, 1) - 1) * PER_PAGE, most=PER_PAGE)
    total = sum(found.counts[status] for status in wanted.statuses)
    shown, last_page = shown_page(page, total, PER_PAGE)
    if shown < page:
        return work(desk, asked, shown, now=now)
    items = [item(standing, email, now) for standing in found.standing]
    return Work(items, found.counts, total, shown, last_page)


def all_work(desk: Desk, asked: QueueFilters, *, now: datetime | None = None) -> list[Item]:
    """Everything on every page of it, for a file."""
    now, email = now or datetime.now(UTC), desk.reviewer.email
    return [item(standing, email, now) for standing in every(desk.queue, wanted_by(asked, email, now))]


def wanted_by(asked: QueueFilters, email: str, now: datetime) -> WorklistQuery:
    wanted = WorklistQuery(asked.statuses or OPEN, asked.focus, asked.organisation)
    if asked.mine:
        wanted = replace(wanted, reviewer=email)
    if asked.late:
        wanted = replace(wanted, since_before=late_since(now))
    return wanted


def item(standing: QueuedSubmission, email: str, now: datetime) -> Item:
    by = due(standing.status, standing.since)
    return Item(
        standing,
        turn_of(standing.status),
        _why(standing),
        age_in_words(standing.sent_at, now),
        for_how_long(standing.since, now),
        by,
        urgency(by, now),
        standing.reviewer == email,
    )


def _why(standing: QueuedSubmission) -> str:
    if standing.answered:
        return ANSWERED
    if standing.status is Status.WAITING:
        return "new" if standing.since == standing.sent_at else "back in the queue"
    if standing.status is Status.ASKED:
        return shorten(standing.asked, LONGEST_WHY, placeholder=" …") if standing.asked else "asked"
    return ""


def pace(desk: Desk) -> Funnel:
    """Read again only when something has happened since. Raises `QueueUnavailable`."""
    return _funnel(desk.queue, desk.queue.revision())


@lru_cache(maxsize=2)
def _funnel(queue: ReviewQueue, revision: int) -> Funnel:
    return funnel(queue)
