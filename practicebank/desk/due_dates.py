"""By when something should happen to a submission: amber before the date, red after it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from practicebank.submissions.states import Status


class Urgency(StrEnum):
    IN_TIME = "in time"
    SOON = "soon"
    LATE = "late"


ALLOWED: Mapping[Status, timedelta] = {
    Status.WAITING: timedelta(days=14),  # until somebody opens it
    Status.IN_REVIEW: timedelta(days=28),  # until it is decided
    Status.ASKED: timedelta(days=28),  # until the contributor answers
}
AHEAD = timedelta(days=4)


def due(status: Status, since: datetime) -> datetime | None:
    """The date by which it should leave this state, None where nobody's turn is."""
    return since + ALLOWED[status] if status in ALLOWED else None


def urgency(due: datetime | None, now: datetime, ahead: timedelta = AHEAD) -> Urgency:
    if due is None or now < due - ahead:
        return Urgency.IN_TIME
    return Urgency.SOON if now <= due else Urgency.LATE


def late_since(now: datetime) -> dict[Status, datetime]:
    """Whatever is in its state since before this is past its date."""
    return {status: now - allowed for status, allowed in ALLOWED.items()}


def age_in_words(since: datetime, now: datetime) -> str:
    days = (now - since).days
    return "today" if days < 1 else "1 day" if days == 1 else f"{days:,} days"


def for_how_long(since: datetime, now: datetime) -> str:
    return "since today" if (now - since).days < 1 else f"for {age_in_words(since, now)}"
