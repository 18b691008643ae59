"""The queue as reviewers work through it: one page of it, and how many stand in each state, counted in SQL."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.states import QUEUED, Status, Step, last_answer
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.tables import event_details, events, submissions

_since = sa.func.coalesce(submissions.c.since, submissions.c.sent_at, type_=submissions.c.sent_at.type)
_COLUMNS = (
    *(submissions.c[name] for name in ("reference", "status", "title", "effectiveness", "focus", "organisation")),
    *(submissions.c[name] for name in ("sent_at", "last_event", "reviewer", "slug", "published_at", "confirmed_at")),
    submissions.c.answer,
    _since.label("since"),
)


@dataclass(frozen=True)
class WorklistQuery:
    """Which submissions: in these states (any, when none is named), about this focus, from an organisation whose
    name holds these letters, held by this reviewer, and in their state since before the time given for it.
    """

    statuses: Sequence[Status] = ()
    focus: str = ""
    organisation: str = ""
    reviewer: str = ""
    since_before: Mapping[Status, datetime] = field(default_factory=dict)
    references: Sequence[str] = ()


@dataclass(frozen=True)
class QueuedSubmission:
    """A submission in the list, and since when it is in its state. `asked` is what its contributor was asked last,
    while an answer is awaited; `answered` says that the answer has come, and it is the reviewers' turn."""

    reference: str
    status: Status
    title: str
    effectiveness: str
    focus: tuple[str, ...]
    organisation: str
    sent_at: datetime
    since: datetime
    last_event: int
    reviewer: str
    slug: str
    published_at: datetime | None
    confirmed_at: datetime | None
    answer: str
    asked: str = ""
    answered: bool = False


@dataclass(frozen=True)
class QueuePage:
    """Some of those wanted, and how many of them stand in each state: what the other filters leave of it,
    whichever states were asked for."""

    standing: tuple[QueuedSubmission, ...]
    counts: Mapping[Status, int]


def page_of(queue: HoldsEngine, wanted: WorklistQuery, *, first: int = 0, most: int = 25) -> QueuePage:
    """The longest sent first, counted and listed as they stood at one moment. Raises `QueueUnavailable`."""
    conditions = _conditions(wanted)
    counted = sa.select(submissions.c.status, sa.func.count()).where(*conditions).group_by(submissions.c.status)
    listed = sa.select(*_COLUMNS).where(*conditions, *_in_states(wanted))
    listed = listed.order_by(submissions.c.sent_at, submissions.c.reference).offset(first).limit(most)

    def work(connection: sa.Connection) -> QueuePage:
        counts = {row[0]: int(row[1]) for row in connection.execute(counted)}
        rows = [standing(row) for row in connection.execute(listed)] if most else []
        told = tuple(_with_answers(connection, rows, [row.reference for row in rows]))
        return QueuePage(told, {status: counts.get(status, 0) for status in Status})

    return read(queue.engine, work)


_Among = Sequence[str] | sa.Select[Any]


def _with_answers(
    connection: sa.Connection, rows: Sequence[QueuedSubmission], references: _Among
) -> list[QueuedSubmission]:
    """With what was asked and whether it was answered. `references` are those of the rows, or a query for them."""
    asked, answered = _asked(connection, references), _answered(connection, references)
    return [
        replace(
            row,
            asked=asked.get(row.reference, "") if row.status is Status.ASKED else "",
            answered=row.status in QUEUED and row.reference in answered,
        )
        for row in rows
    ]


def _asked(connection: sa.Connection, references: _Among) -> dict[str, str]:
    """The words of the last question to each of these."""
    said = (
        sa.select(events.c.reference, event_details.c.details)
        .join(event_details, events.c.number == event_details.c.number)
        .where(events.c.reference.in_(references), events.c.step == str(Step.ASK))
        .order_by(events.c.number)
    )
    return {row.reference: json.loads(row.details).get("words", "") for row in connection.execute(said)}


def _answered(connection: sa.Connection, references: _Among) -> set[str]:
    """Which of these are with the reviewers again because their contributor answered."""
    query = sa.select(events.c.reference, events.c.step, events.c.after).where(events.c.reference.in_(references))
    histories: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query.order_by(events.c.number)):
        histories[row.reference].append(row)
    return {reference for reference, history in histories.items() if last_answer(history)}


def every(queue: HoldsEngine, wanted: WorklistQuery) -> list[QueuedSubmission]:
    """All of them, for a file."""
    found = (*_conditions(wanted), *_in_states(wanted))
    query = sa.select(*_COLUMNS).where(*found).order_by(submissions.c.sent_at, submissions.c.reference)
    references = sa.select(submissions.c.reference).where(*found)

    def work(connection: sa.Connection) -> list[QueuedSubmission]:
        return _with_answers(connection, [standing(row) for row in connection.execute(query)], references)

    return read(queue.engine, work)


def standing(row: sa.Row[Any]) -> QueuedSubmission:
    values = dict(row._mapping)
    return QueuedSubmission(
        **{
            **values,
            "status": Status(row.status),
            "focus": tuple(word for word in row.focus.split("; ") if word),
            "reviewer": row.reviewer or "",
            "slug": row.slug or "",
            "answer": row.answer or "",
        }
    )


def _in_states(wanted: WorklistQuery) -> list[sa.ColumnElement[bool]]:
    return [submissions.c.status.in_([str(status) for status in wanted.statuses])] if wanted.statuses else []


def _conditions(wanted: WorklistQuery) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [~submissions.c.founding]
    if wanted.focus:
        whole = sa.literal("; ") + submissions.c.focus + sa.literal("; ")
        conditions.append(whole.contains(f"; {wanted.focus}; ", autoescape=True))
    if wanted.organisation:
        conditions.append(submissions.c.organisation.icontains(wanted.organisation, autoescape=True))
    if wanted.reviewer:
        conditions.append(submissions.c.reviewer == wanted.reviewer)
    if wanted.references:
        conditions.append(submissions.c.reference.in_(wanted.references))
    if wanted.since_before:
        late = [
            sa.and_(submissions.c.status == str(status), _since < before)
            for status, before in wanted.since_before.items()
        ]
        conditions.append(sa.or_(*late))
    return conditions
