"""What readers may see of the queue: published practices, and those that were withdrawn or replaced since.

Nothing else of it leaves through here: no submission that is not public, no contact without consent, no
organisation that asked to be withheld, nothing said to the reviewers alone.
"""

import json
from typing import Any

import sqlalchemy as sa

from practicebank.bank.publications import Publication, Publications, PublishedAnswer
from practicebank.fields import COLUMNS, MULTI_VALUED, SEPARATOR
from practicebank.submissions.form.contributor_copy import value_lines
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.questions import AnswerKind, Question, questions_of
from practicebank.submissions.states import PUBLIC, Status, Step
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.records import WITH_CONTACT, SubmissionRecord, record
from practicebank.submissions.storage.tables import event_details, events, submissions

_PUBLIC = [str(status) for status in PUBLIC]


def public_change_since(queue: HoldsEngine, number: int) -> bool:
    """Has an event after this one touched what readers see? Cheap: only the events since are looked at."""
    public = sa.or_(events.c.before.in_(_PUBLIC), events.c.after.in_(_PUBLIC))
    query = sa.select(sa.exists().where(events.c.number > number, public))
    return bool(read(queue.engine, lambda connection: connection.scalar(query)))


def public_practices(queue: HoldsEngine) -> Publications:
    """All of it, as it stands at one moment. Raises `QueueUnavailable`."""
    query = WITH_CONTACT.where(submissions.c.status.in_(_PUBLIC), submissions.c.slug.is_not(None))
    order = submissions.c.published_at, submissions.c.reference

    def work(connection: sa.Connection) -> Publications:
        why = _last_words(connection)
        rows = connection.execute(query.order_by(*order)).all()
        return Publications(tuple(_publication(record(row), why.get(row.reference, "")) for row in rows))

    return read(queue.engine, work)


def _last_words(connection: sa.Connection) -> dict[str, str]:
    """Why each practice was withdrawn or replaced, as its contributor was told."""
    gone = sa.select(submissions.c.reference).where(
        submissions.c.status.in_([str(Status.RETIRED), str(Status.REPLACED)])
    )
    said = (
        sa.select(events.c.reference, event_details.c.details)
        .join(event_details, events.c.number == event_details.c.number)
        .where(events.c.step.in_([str(Step.RETIRE), str(Step.REPLACE)]), events.c.reference.in_(gone))
        .order_by(events.c.number)
    )
    return {row.reference: json.loads(row.details).get("words", "") for row in connection.execute(said)}


def _publication(found: SubmissionRecord, because: str) -> Publication:
    submission = found.submission.for_readers()
    listed = found.status is Status.PUBLISHED
    return Publication(
        cells=_cells(submission, found.slug),
        told=_told(submission),
        links=submission.links,
        contact=tuple(value for value in submission.contact().values() if value),
        listed=listed,
        published_at=found.published_at or found.since,
        confirmed_at=found.confirmed_at,
        answer=found.answer,
        since=found.since,
        because="" if listed else because,
        replaced_by=found.replaced_by,
    )


def _cells(submission: Submission, slug: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column in COLUMNS:
        value: Any = getattr(submission, column, "")
        cells[column] = SEPARATOR.join(value) if column in MULTI_VALUED else str(value).strip()
    return {**cells, "slug": slug, "page_url": ""}


def _told(submission: Submission) -> tuple[PublishedAnswer, ...]:
    asked = [question for question in questions_of(submission.way) if _is_told(question)]
    told = [
        PublishedAnswer(
            question.label,
            "\n".join(value_lines(question, submission)),
            question.kind in (AnswerKind.DATE, AnswerKind.YES_OR_NO),
        )
        for question in asked
    ]
    return tuple(each for each in told if each.text)


def _is_told(question: Question) -> bool:
    """What stands in columns of the practice, and the links, are shown in places of their own."""
    return not question.private and question.field not in COLUMNS and question.kind is not AnswerKind.LINKS
