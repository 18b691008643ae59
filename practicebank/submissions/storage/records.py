"""Turns submissions into rows of the queue and back, inside somebody else's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from practicebank.bank.publications import Amended
from practicebank.submissions.amended import amended_in
from practicebank.submissions.form.model import PERSONAL, Submission, stored
from practicebank.submissions.states import Status
from practicebank.submissions.storage.tables import contacts, submissions

WITH_CONTACT = sa.select(submissions, *(contacts.c[name] for name in PERSONAL)).select_from(
    submissions.outerjoin(contacts)
)


class NoSuchSubmission(Exception):
    """There is no submission with that reference."""


@dataclass(frozen=True)
class SubmissionRecord:
    """A submission and where it stands, and since when. `last_event` is what a mover hands back as `seen`;
    `answer` is the one to the last follow-up. `founding`: it is a practice of the catalogue, which nobody sent.
    `amended` is what the desk set since readers see it, by field; `remarks` how many wait for an answer.
    """

    reference: str
    status: Status
    submission: Submission
    sent_at: datetime
    changed_at: datetime
    last_event: int
    reviewer: str
    slug: str
    published_at: datetime | None
    replaced_by: str
    since: datetime
    confirmed_at: datetime | None
    answer: str
    founding: bool
    amended: Mapping[str, Amended]
    remarks: int


@dataclass(frozen=True)
class QueueLine:
    """A submission in a list: what can be shown without reading the whole text, and no personal data."""

    reference: str
    status: Status
    title: str
    summary: str
    effectiveness: str
    focus: tuple[str, ...]
    organisation: str
    sent_at: datetime
    changed_at: datetime
    last_event: int
    reviewer: str
    slug: str


LINE = sa.select(*(submissions.c[name] for name in QueueLine.__dataclass_fields__))


def content_columns(submission: Submission, content: str) -> dict[str, str]:
    """The content and what of it stands in columns of its own, so that lists need not read it."""
    return {
        "content": content,
        "title": submission.title,
        "summary": submission.summary,
        "effectiveness": submission.effectiveness,
        "focus": "; ".join(submission.focus),
        "organisation": submission.organisation,
    }


def row_of(connection: sa.Connection, reference: str) -> sa.Row[Any]:
    """The row of `WITH_CONTACT`. Raises `NoSuchSubmission`."""
    row = connection.execute(WITH_CONTACT.where(submissions.c.reference == reference)).one_or_none()
    if row is None:
        raise NoSuchSubmission(f"There is no submission {reference}.")
    return row


def record(row: sa.Row[Any]) -> SubmissionRecord:
    return SubmissionRecord(
        reference=row.reference,
        status=Status(row.status),
        submission=submission_of(row),
        sent_at=row.sent_at,
        changed_at=row.changed_at,
        last_event=row.last_event,
        reviewer=row.reviewer or "",
        slug=row.slug or "",
        published_at=row.published_at,
        replaced_by=row.replaced_by or "",
        since=row.since or row.sent_at,
        confirmed_at=row.confirmed_at,
        answer=row.answer or "",
        founding=row.founding,
        amended=amended_in(row.amended),
        remarks=row.remarks,
    )


def line(row: sa.Row[Any]) -> QueueLine:
    values = dict(row._mapping)
    focus = tuple(word for word in row.focus.split("; ") if word)
    named = {
        "status": Status(row.status),
        "focus": focus,
        "reviewer": row.reviewer or "",
        "slug": row.slug or "",
    }
    return QueueLine(**{**values, **named})


def submission_of(row: sa.Row[Any]) -> Submission:
    """The submission of a row of `WITH_CONTACT`; an erased contact is empty."""
    return stored(row.content, {name: getattr(row, name) or "" for name in PERSONAL})


def store_contact(connection: sa.Connection, reference: str, contact: Mapping[str, str]) -> None:
    connection.execute(contacts.delete().where(contacts.c.reference == reference))
    if any(contact.values()):
        connection.execute(contacts.insert().inline(), {"reference": reference, **contact})
