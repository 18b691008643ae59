"""What readers may see of the queue: published practices, and those that were retired or replaced since.

Nothing else of it leaves through here: no submission that is not public, no contact without consent, no
organisation that asked to be withheld, nothing said to the reviewers alone.
"""

import json
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from practicebank.bank.publications import Publication, Publications
from practicebank.catalogue.accounts import Account, Statement
from practicebank.evidence import INDEPENDENTLY, NO, WITH_FIGURES, YES, evaluated
from practicebank.fields import ACCOUNT, COLUMNS, SEPARATOR, WITHHELD
from practicebank.submissions.form.answers import without_idle_answers
from practicebank.submissions.form.model import Submission
from practicebank.submissions.states import PUBLIC, Status, Step
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.records import WITH_CONTACT, SubmissionRecord, record
from practicebank.submissions.storage.tables import event_details, events, submissions
from practicebank.words import beginning

_LONGEST_BEGINNING = 240
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
    """Why each practice was retired or replaced, as its contributor was told."""
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


def as_published(found: SubmissionRecord, now: datetime) -> Publication:
    """What readers would get if this were published now, as it stands."""
    return _publication(replace(found, status=Status.PUBLISHED, published_at=found.published_at or now), "")


def _publication(found: SubmissionRecord, because: str) -> Publication:
    submission = without_idle_answers(found.submission.for_readers())
    listed = found.status is Status.PUBLISHED
    return Publication(
        cells=_cells(submission, found.slug),
        account=_account(submission, (found.published_at or found.since).date()),
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
    cells = {column: _cell(getattr(submission, column, "")) for column in COLUMNS}
    return {
        **cells,
        "summary": cells["summary"] or beginning(submission.tried, _LONGEST_BEGINNING),  # of practice that did not work
        **({"organisation": WITHHELD} if submission.withhold_organisation else {}),
        "evaluated": evaluated(cells["evaluated"], cells["evaluation_design"]),
        "slug": slug,
        "page_url": "",
    }


def _cell(value: object) -> str:
    """An answer as a column of the table keeps it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return "" if value is None else str(value).strip()


def _account(submission: Submission, told_on: date) -> Account:
    """What was told beyond the columns; its figures are the contributor's own unless somebody else evaluated it."""
    own = submission.evaluator not in INDEPENDENTLY
    statements = []
    for field in ACCOUNT:
        answer = getattr(submission, field.name)
        for text in answer if field.several else (answer,):
            if text.strip():
                figures = own and field.name in WITH_FIGURES
                statements.append(Statement(field.name, text, read=told_on.isoformat(), own_figures=figures))
    return tuple(statements)
