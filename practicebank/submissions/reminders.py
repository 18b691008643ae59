"""Writes to contributors by itself: before an unanswered question lapses, and a year after a practice was published
or last confirmed, and once again a month later. Only where the bank sends mail, and to nobody twice on one day (UTC).

Each is an event in the log, written with the message.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.follow_ups import FollowUpPeriod, a_year_before, practices_in
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor, Event
from practicebank.submissions.storage.engine import read
from practicebank.submissions.storage.records import WITH_CONTACT, SubmissionRecord, record
from practicebank.submissions.storage.tables import contacts, events, submissions

ONCE_AGAIN = timedelta(days=30)
_SYSTEM = Actor(Role.SYSTEM)
_DAYS_BEFORE = 7
_LAST_TIME = "We asked a month ago and have not heard from you. We will not ask again this year."


@dataclass(frozen=True)
class Reminded:
    """How many contributors were reminded of a question, and how many were asked how their practice is doing."""

    reminded: int = 0
    followed_up: int = 0


def remind(queue: ReviewQueue, *, now: datetime | None = None) -> Reminded:
    """Does what is due. Raises `QueueUnavailable`."""
    now = now or datetime.now(UTC)
    if not queue.mails:
        return Reminded()
    written = _written_to(queue, now)
    return Reminded(
        sum(_remind(queue, found, written) for found in _about_to_lapse(queue, now)),
        sum(_follow_up(queue, found, written, now) for found in practices_in(queue, _due(now))),
    )


def remind_from(last_day: date, answer_days: int) -> date:
    """The first day on which a question that lapses after `last_day` is brought to mind."""
    return last_day - timedelta(days=min(_DAYS_BEFORE, answer_days // 2))


def _due(now: datetime) -> FollowUpPeriod:
    return FollowUpPeriod(end=a_year_before(now))


def _about_to_lapse(queue: ReviewQueue, now: datetime) -> Iterator[SubmissionRecord]:
    query = WITH_CONTACT.where(submissions.c.status == Status.ASKED).order_by(submissions.c.since)
    for found in read(queue.engine, lambda connection: [record(row) for row in connection.execute(query)]):
        last_day = queue.answer_by(found.since)
        if last_day and remind_from(last_day, queue.answer_days) <= now.date() <= last_day:
            yield found


def _remind(queue: ReviewQueue, found: SubmissionRecord, written: set[str]) -> bool:
    said = queue.history(found.reference)
    question = [event for event in said if event.step is Step.ASK][-1]
    if any(event.step is Step.REMIND and event.number > question.number for event in said):
        return False
    return _write(queue, found, Step.REMIND, written, question.words, question)


def _follow_up(queue: ReviewQueue, found: SubmissionRecord, written: set[str], now: datetime) -> bool:
    if not found.submission.ask_again or not found.submission.contact_email:
        return False
    since = found.confirmed_at or found.published_at or found.since
    asked = [event for event in queue.history(found.reference) if event.step is Step.FOLLOW_UP and event.at > since]
    if len(asked) > 1 or (asked and now - asked[0].at < ONCE_AGAIN):
        return False
    return _write(queue, found, Step.FOLLOW_UP, written, _LAST_TIME if asked else "")


def _write(
    queue: ReviewQueue,
    found: SubmissionRecord,
    step: Step,
    written: set[str],
    words: str,
    question: Event | None = None,
) -> bool:
    email = found.submission.contact_email.casefold()
    if not email or email in written:
        return False
    with suppress(SomebodyWasQuicker):  # it was answered, or moved, this very moment
        queue.move(
            found.reference,
            step,
            _SYSTEM,
            expected=found.status,
            seen=found.last_event,
            words=words,
            questions=question.questions if question else None,
        )
        written.add(email)
        return True
    return False


def _written_to(queue: ReviewQueue, now: datetime) -> set[str]:
    """The addresses that have been reminded or asked today."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    steps: Sequence[str] = (Step.REMIND, Step.FOLLOW_UP)
    query = (
        sa.select(contacts.c.contact_email)
        .join(events, events.c.reference == contacts.c.reference)
        .where(events.c.step.in_(steps), events.c.role == str(Role.SYSTEM), events.c.at >= midnight)
    )
    return {email.casefold() for email in read(queue.engine, lambda connection: connection.scalars(query).all())}
