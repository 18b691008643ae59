"""The log as reviewers read it: filtered and paged in SQL, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from practicebank.submissions.states import Status, Step
from practicebank.submissions.storage.audit_log import Event, event_of, with_details
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.tables import events, submissions


@dataclass(frozen=True)
class AuditQuery:
    """Which events: of this submission, this step, this person ("-" for contributors), in this span of time."""

    reference: str = ""
    step: Step | None = None
    who: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Entries:
    events: Sequence[Event]
    total: int


def entries(queue: HoldsEngine, sought: AuditQuery, *, first: int = 0, most: int | None = None) -> Entries:
    """Some of them, and how many there are. Raises `QueueUnavailable`."""
    conditions = _conditions(sought)
    counted = sa.select(sa.func.count()).select_from(events).where(events.c.number > 0, *conditions)
    listed = with_details().where(*conditions).order_by(None).order_by(events.c.number.desc())

    def work(connection: sa.Connection) -> Entries:
        rows = connection.execute(listed.offset(first).limit(most))
        return Entries([event_of(row) for row in rows], int(connection.scalar(counted) or 0))

    return read(queue.engine, work)


def still_in_review(queue: HoldsEngine, references: Sequence[str]) -> frozenset[str]:
    """Which of these submissions are being reviewed now."""
    query = sa.select(submissions.c.reference).where(
        submissions.c.reference.in_(list(references)), submissions.c.status == str(Status.IN_REVIEW)
    )
    return frozenset(read(queue.engine, lambda connection: list(connection.scalars(query))))


def _conditions(sought: AuditQuery) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if sought.reference:
        conditions.append(events.c.reference == sought.reference)
    if sought.step is not None:
        conditions.append(events.c.step == str(sought.step))
    if sought.who:
        conditions.append(events.c.who == ("" if sought.who == "-" else sought.who))
    if sought.since is not None:
        conditions.append(events.c.at >= sought.since)
    if sought.before is not None:
        conditions.append(events.c.at < sought.before)
    return conditions
