"""Ends what has had its time: questions nobody answered, and personal data, which is kept no longer than promised
(drafts, contacts, sent messages, what reviewers wish to be told, and what somebody asks us to erase).

The log stays whole: erasing is an event of its own, and the words it removes were only covered by a
commitment.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.form.model import Submission
from practicebank.submissions.moves import SomebodyWasQuicker, change_row
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import CLOSED, Role, Status, Step, check_step
from practicebank.submissions.storage.audit_log import Actor, Head, NewEvent, append, commitment
from practicebank.submissions.storage.engine import read, write
from practicebank.submissions.storage.records import WITH_CONTACT, content_columns, row_of, submission_of
from practicebank.submissions.storage.reviewer_mail import forget_reviewers
from practicebank.submissions.storage.tables import contacts, drafts, event_details, events, outbox, submissions
from practicebank.words import day_in_words

SYSTEM = Actor(Role.SYSTEM)
ERASED_TITLE = "Erased"
REVIEWER_DAYS = 60


@dataclass(frozen=True)
class Tidied:
    drafts: int
    contacts: int
    messages: int
    lapsed: int
    reviewers: int


def tidy(
    queue: ReviewQueue,
    *,
    draft_days: int = 90,
    contact_days: int = 365,
    reviewers: Sequence[str] = (),
    now: datetime | None = None,
) -> Tidied:
    """Enforces every promise at once. `reviewers` are those named in the settings, who are kept."""
    now = now or datetime.now(UTC)
    return Tidied(
        delete_old_drafts(queue, draft_days, now=now),
        erase_old_contacts(queue, contact_days, now=now),
        delete_old_messages(queue, contact_days, now=now),
        lapse_unanswered(queue, now=now),
        forget_reviewers(queue, now - timedelta(days=REVIEWER_DAYS), reviewers),
    )


def delete_old_drafts(queue: ReviewQueue, days: int, *, now: datetime | None = None) -> int:
    """Deletes the drafts nobody has saved for so many days, and says how many they were."""
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    old = drafts.delete().where(drafts.c.saved_at < before)
    return write(queue.engine, lambda connection: connection.execute(old).rowcount)


def delete_old_messages(queue: ReviewQueue, days: int, *, now: datetime | None = None) -> int:
    """Deletes the messages that were sent or given up so many days ago."""
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    old = outbox.delete().where(outbox.c.outcome.not_in(("pending", "sending")), outbox.c.changed_at < before)
    return write(queue.engine, lambda connection: connection.execute(old).rowcount)


def lapse_unanswered(queue: ReviewQueue, *, now: datetime | None = None) -> int:
    """Withdraws each submission whose question was not answered within `queue.answer_days`, and says how many
    they were. The last day counts until its end (UTC), as the contributor was told it would.
    """
    today = (now or datetime.now(UTC)).date()
    asked = sa.select(submissions.c.reference, submissions.c.last_event, submissions.c.since)
    asked = asked.where(submissions.c.status == Status.ASKED).order_by(submissions.c.since)
    rows = read(queue.engine, lambda connection: connection.execute(asked).all())
    lapsed = 0
    for row in rows:
        last_day = queue.answer_by(row.since)
        if last_day is None or today <= last_day:
            continue
        why = f"No answer came by {day_in_words(last_day)}."
        with suppress(SomebodyWasQuicker):  # it was answered, or moved, this very moment
            queue.move(row.reference, Step.LAPSE, SYSTEM, expected=Status.ASKED, seen=row.last_event, words=why)
            lapsed += 1
    return lapsed


def erase_old_contacts(queue: ReviewQueue, days: int, *, now: datetime | None = None) -> int:
    """Erases the contacts of submissions that have been done with for so many days.

    Done with means declined, withdrawn, retired or replaced; or published, when the contributor agreed
    neither to be shown nor to be asked again.
    """
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    done = submissions.c.status.in_([*CLOSED, Status.PUBLISHED])
    query = WITH_CONTACT.where(done, submissions.c.changed_at < before, contacts.c.reference.is_not(None))
    rows = read(queue.engine, lambda connection: connection.execute(query).all())
    erased = 0
    for row in rows:
        submission = submission_of(row)
        if row.status == Status.PUBLISHED and (submission.publish_contact or submission.ask_again):
            continue
        why = f"The contact is kept for {days} days after a submission is done with."
        try:
            erase(queue, row.reference, SYSTEM, why, expected=Status(row.status), seen=row.last_event)
        except SomebodyWasQuicker:  # it is in use again, so it is not done with
            continue
        erased += 1
    return erased


def erase(
    queue: ReviewQueue,
    reference: str,
    by: Actor,
    why: str,
    *,
    expected: Status,
    seen: int | None = None,
    words: bool = False,
    content: bool = False,
) -> None:
    """Erases the contact and the messages not yet sent; with `words` all that was said about the submission;
    with `content` its text too, of which only its state and its dates remain.

    Raises `StepNotAllowed`, `SomebodyWasQuicker`, `NoSuchSubmission`, `QueueUnavailable`.
    """
    move = check_step(Step.ERASE, expected, by.role)

    def work(connection: sa.Connection, head: Head) -> tuple[None, Head]:
        row = row_of(connection, reference)
        if row.status != expected or seen not in (None, row.last_event):
            raise SomebodyWasQuicker(reference, Status(row.status))
        at = datetime.now(UTC)
        connection.execute(contacts.delete().where(contacts.c.reference == reference))
        connection.execute(outbox.delete().where(outbox.c.reference == reference))
        if words or content:
            said = sa.select(events.c.number).where(events.c.reference == reference)
            connection.execute(event_details.delete().where(event_details.c.number.in_(said)))
        values: dict[str, Any] = {"last_event": head.number + 1}
        if words or content:
            values |= {"remarks": 0, "amended": None}
        text = row.content
        if content:
            empty = Submission(title=ERASED_TITLE)
            text = empty.content()
            values |= content_columns(empty, text)
        change_row(connection, row, values)
        said_now = {"words": why, "erased": ["contact", *["words"] * words, *["content"] * content]}
        entry = NewEvent(reference, at, by, Step.ERASE, expected, move.after, commitment(row.salt, text), said_now)
        return None, append(connection, head, entry)

    queue.writer.write(work)
