"""By when something should happen to a submission, and whose turn it is: amber before the date, red after it."""

from datetime import datetime, timedelta
from enum import StrEnum

from practicebank.submissions.states import ALLOWED, Status


class Urgency(StrEnum):
    IN_TIME = "in time"
    SOON = "soon"
    LATE = "late"


AHEAD = timedelta(days=4)


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
