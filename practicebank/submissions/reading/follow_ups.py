"""Published practices by when their contributors are asked again, counted and paged in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from practicebank.submissions.states import Status
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.records import WITH_CONTACT, SubmissionRecord, record
from practicebank.submissions.storage.tables import submissions

_last_confirmed = sa.func.coalesce(
    submissions.c.confirmed_at, submissions.c.published_at, type_=submissions.c.published_at.type
)
_published = sa.and_(submissions.c.status == str(Status.PUBLISHED), ~submissions.c.founding)


@dataclass(frozen=True)
class FollowUpPeriod:
    """Practices last confirmed (or else published) from `first` on and before `end`; None is without limit.

    `answered` asks only for those confirmed at least once.
    """

    first: datetime | None = None
    end: datetime | None = None
    answered: bool = False


def count_spans(queue: HoldsEngine, spans: Mapping[str, FollowUpPeriod]) -> dict[str, int]:
    """How many practices are in each, as they stand at one moment. Raises `QueueUnavailable`."""
    counted = [
        sa.func.count().filter(sa.and_(sa.true(), *_conditions(span))).label(name) for name, span in spans.items()
    ]
    query = sa.select(*counted).where(_published)
    row = read(queue.engine, lambda connection: connection.execute(query).one())
    return dict(row._mapping)


def practices_in(
    queue: HoldsEngine, span: FollowUpPeriod, *, first: int = 0, most: int | None = None
) -> Sequence[SubmissionRecord]:
    """Those longest unconfirmed first, with their contacts."""
    query = WITH_CONTACT.where(_published, *_conditions(span)).order_by(_last_confirmed, submissions.c.reference)
    query = query.offset(first).limit(most)
    return read(queue.engine, lambda connection: [record(row) for row in connection.execute(query)])


def a_year_before(now: datetime) -> datetime:
    """The end of the day on which what falls due today was confirmed."""
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
    try:
        return midnight.replace(year=midnight.year - 1)
    except ValueError:
        return midnight.replace(year=midnight.year - 1, month=3, day=1)


def _conditions(span: FollowUpPeriod) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if span.first is not None:
        conditions.append(_last_confirmed >= sa.literal(span.first, submissions.c.published_at.type))
    if span.end is not None:
        conditions.append(_last_confirmed < sa.literal(span.end, submissions.c.published_at.type))
    if span.answered:
        conditions.append(submissions.c.confirmed_at.is_not(None))
    return conditions
