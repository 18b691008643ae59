"""What readers may see of the queue: published practices, those that were retired or replaced since, what was set in
practices of the catalogue, and what the desk says of any.

Nothing else of it leaves through here: no submission that is not public, no contact without consent, no
organisation that asked to be withheld, nothing said to the reviewers alone.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from practicebank.bank.publications import Amended, Notice, Publication, Publications
from practicebank.catalogue.accounts import Account, Statement
from practicebank.catalogue.sources import Source
from practicebank.evidence import INDEPENDENTLY, WITH_FIGURES, evaluated
from practicebank.fields import ACCOUNT, COLUMNS, WITHHELD
from practicebank.submissions.amended import READ_BY_ALL, cell_of
from practicebank.submissions.form.answers import without_idle_answers
from practicebank.submissions.form.model import Submission
from practicebank.submissions.states import PUBLIC, Status, Step
from practicebank.submissions.storage.audit_log import event_of, with_details
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.records import WITH_CONTACT, SubmissionRecord, record
from practicebank.submissions.storage.tables import event_details, events, submissions
from practicebank.words import beginning

_LONGEST_BEGINNING = 240
_TOLD = [str(Step.EDIT), str(Step.REPLY)]
_UNSEEN = [str(step) for step in (Step.ADOPT, Step.NOTE, Step.REMARK, Step.PROPOSE)]  # readers see nothing of them
_PUBLIC = [str(status) for status in PUBLIC]


def public_change_since(queue: HoldsEngine, number: int) -> bool:
    """Has an event after this one touched what readers see? Cheap: only the events since are looked at."""
    public = sa.or_(events.c.before.in_(_PUBLIC), events.c.after.in_(_PUBLIC))
    query = sa.select(sa.exists().where(events.c.number > number, public, events.c.step.not_in(_UNSEEN)))
    return bool(read(queue.engine, lambda connection: connection.scalar(query)))


def public_practices(queue: HoldsEngine) -> Publications:
    """All of it, as it stands at one moment. Raises `QueueUnavailable`."""
    query = WITH_CONTACT.where(submissions.c.status.in_(_PUBLIC), submissions.c.slug.is_not(None))
    order = submissions.c.published_at, submissions.c.reference

    def work(connection: sa.Connection) -> Publications:
        why = _last_words(connection)
        found = [record(row) for row in connection.execute(query.order_by(*order))]
        return Publications(
            tuple(
                _publication(each, why.get(each.reference, ""))
                for each in found
                if not (each.founding and each.status is Status.PUBLISHED)  # which the catalogue holds
            ),
            {each.slug: each.amended for each in found if each.founding and each.amended},
            _notices(connection, {each.reference: each for each in found}),
        )

    return read(queue.engine, work)


def _notices(connection: sa.Connection, found: Mapping[str, SubmissionRecord]) -> dict[str, tuple[Notice, ...]]:
    """What was corrected since readers see it, and the answers that are theirs to read. `found` are by reference."""
    told = with_details().where(events.c.step.in_(_TOLD), events.c.before.in_(_PUBLIC))
    notices: dict[str, tuple[Notice, ...]] = {}
    for event in map(event_of, connection.execute(told)):
        if event.reference not in found:
            continue
        withheld = found[event.reference].submission.withhold_organisation
        fields = tuple(
            field for field in event.changed if field in READ_BY_ALL and not (withheld and field == "organisation")
        )
        if fields or event.more.get("public"):
            sources = (event.more["source"],) if event.more.get("source") else ()
            slug = found[event.reference].slug
            notices[slug] = (*notices.get(slug, ()), Notice(event.at, fields, event.words, sources))
    return notices


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
        account=_account(submission, (found.published_at or found.since).date(), found.amended),
        contact=tuple(value for value in submission.contact().values() if value),
        listed=listed,
        published_at=found.published_at or found.since,
        confirmed_at=found.confirmed_at,
        answer=found.answer,
        since=found.since,
        because="" if listed else because,
        replaced_by=found.replaced_by,
        founding=found.founding,
        sources={
            field: Source(each.urls[0], each.confidence)
            for field, each in _sourced(submission, found.amended).items()
            if field in COLUMNS and not (field == "organisation" and submission.withhold_organisation)
        },
    )


def _cells(submission: Submission, slug: str) -> dict[str, str]:
    cells = {column: cell_of(submission, column) for column in COLUMNS}
    return {
        **cells,
        "summary": cells["summary"] or beginning(submission.tried, _LONGEST_BEGINNING),  # of practice that did not work
        **({"organisation": WITHHELD} if submission.withhold_organisation else {}),
        "evaluated": evaluated(cells["evaluated"], cells["evaluation_design"]),
        "slug": slug,
    }


def _account(submission: Submission, told_on: date, amended: Mapping[str, Amended]) -> Account:
    """What was told beyond the columns, and the pages that reviewers named for what they set. Its figures are the
    contributor's own unless somebody else evaluated it.
    """
    own = submission.evaluator not in INDEPENDENTLY
    sourced = _sourced(submission, amended)
    statements = []
    for field in ACCOUNT:
        answer = getattr(submission, field.name)
        for text in answer if field.several else (answer,):
            if text.strip():
                if field.name in sourced:
                    each = sourced[field.name]
                    statements.append(Statement(field.name, text, each.urls, each.confidence, each.read))
                else:
                    figures = own and field.name in WITH_FIGURES
                    statements.append(Statement(field.name, text, read=told_on.isoformat(), own_figures=figures))
    return tuple(statements)


def _sourced(submission: Submission, amended: Mapping[str, Amended]) -> dict[str, Amended]:
    """What reviewers named a page for and that still says what they set: review may have written it anew."""
    return {
        field: each
        for field, each in amended.items()
        if each.urls and each.value and cell_of(submission, field) == each.value
    }
