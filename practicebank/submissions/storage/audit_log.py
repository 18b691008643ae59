"""The event log: who did what to which submission, when, and why; chained so that tampering shows.

Each event's hash covers its own columns and the hash of the event before it; its number is one more. The
table makes a fork impossible: the number is the primary key, and the previous hash must belong to an event.
What an event says in words, and the submission's content, are covered by salted commitments only, so both
can be erased (by an event that says so) while the chain still holds. Contact details are not covered at
all.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, TypeVar

import sqlalchemy as sa

from practicebank.submissions.form.model import Submission, Way
from practicebank.submissions.form.questions import QUESTIONS, questions_of
from practicebank.submissions.states import Role, Status, Step, StepNotAllowed, check_step
from practicebank.submissions.storage.engine import read
from practicebank.submissions.storage.tables import event_details, events, submissions


@dataclass(frozen=True)
class Actor:
    """Who moves a submission. `name` is a reviewer's; contributors and the system have none in the log."""

    role: Role
    name: str = ""


@dataclass(frozen=True)
class NewEvent:
    """An event before it has its place in the chain."""

    reference: str
    at: datetime
    by: Actor
    step: Step
    before: Status | None
    after: Status
    content_hash: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The end of the chain: the number and the hash of its last event."""

    number: int
    hash: str


@dataclass(frozen=True)
class Event:
    """An event as it is read. `words` were written to the contributor, `note` is private to reviewers; `questions`
    and `changed` are by field, in form order.

    `details_erased` says that there were words and they have been removed.
    """

    number: int
    reference: str
    at: datetime
    role: Role
    who: str
    step: Step
    before: Status | None
    after: Status
    words: str
    questions: Mapping[str, str]
    note: str
    changed: Mapping[str, list[Any]]
    more: Mapping[str, Any]
    details_erased: bool


_LAST = sa.select(events.c.number, events.c.hash).order_by(events.c.number.desc()).limit(1)


def read_head(connection: sa.Connection) -> Head:
    number, hash_ = connection.execute(_LAST).one()
    return Head(number, hash_)


def chain(head: Head, entry: NewEvent) -> tuple[Head, dict[str, Any], dict[str, Any] | None]:
    """The new end of the chain, the event's row, and the row of its details when it has any."""
    number = head.number + 1
    details = None
    details_hash = None
    if entry.details:
        text = json.dumps(entry.details, ensure_ascii=False, sort_keys=True)
        salt = secrets.token_hex(16)
        details = {"number": number, "salt": salt, "details": text}
        details_hash = commitment(salt, text)
    row: dict[str, Any] = {
        "number": number,
        "reference": entry.reference,
        "at": entry.at,
        "role": str(entry.by.role),
        "who": entry.by.name,
        "step": str(entry.step),
        "before": str(entry.before) if entry.before else None,
        "after": str(entry.after),
        "content_hash": entry.content_hash,
        "details_hash": details_hash,
        "previous_hash": head.hash,
    }
    row["hash"] = _link(row)
    return Head(number, row["hash"]), row, details


def append(connection: sa.Connection, head: Head, entry: NewEvent) -> Head:
    head, row, details = chain(head, entry)
    connection.execute(events.insert().inline(), row)
    if details:
        connection.execute(event_details.insert().inline(), details)
    return head


def commitment(salt: str, text: str) -> str:
    """A hash that proves what the text was, and tells nothing about it once the salt is gone."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def _link(row: Mapping[Any, Any]) -> str:
    covered = [
        row["number"],
        row["reference"],
        row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        *(row[name] for name in ("role", "who", "step", "before", "after")),
        *(row[name] for name in ("content_hash", "details_hash", "previous_hash")),
    ]
    return hashlib.sha256(json.dumps(covered).encode()).hexdigest()


def history(connection: sa.Connection, reference: str) -> list[Event]:
    """The events of one submission, oldest first."""
    return [event_of(row) for row in connection.execute(with_details().where(events.c.reference == reference))]


def with_details() -> sa.Select[Any]:
    """Every event with what it said, oldest first: the rows of `event_of`."""
    joined = events.outerjoin(event_details, events.c.number == event_details.c.number)
    return (
        sa.select(*events.c, event_details.c.salt, event_details.c.details)
        .select_from(joined)
        .where(events.c.number > 0)
        .order_by(events.c.number)
    )


def event_of(row: sa.Row[Any]) -> Event:
    details = json.loads(row.details) if row.details else {}
    known = {name: details.pop(name, empty) for name, empty in _DETAILS.items()}
    known |= {name: in_form_order(known[name]) for name in ("questions", "changed")}
    return Event(
        number=row.number,
        reference=row.reference,
        at=row.at,
        role=Role(row.role),
        who=row.who,
        step=Step(row.step),
        before=Status(row.before) if row.before else None,
        after=Status(row.after),
        **known,
        more=details,
        details_erased=bool(row.details_hash and not row.details),
    )


_Said = TypeVar("_Said")


def in_form_order(said: Mapping[str, _Said]) -> dict[str, _Said]:
    """What was said by field, in the order in which the form asks, whichever way; what it does not ask comes last.
    The log itself keeps no order.
    """
    return dict(sorted(said.items(), key=lambda each: _PLACES.get(each[0], len(_PLACES))))


def _places() -> dict[str, int]:
    """One order for both ways: what only the short way asks comes after what it follows there."""
    fields = [asked.field for asked in questions_of(Way.PRACTICE)]
    for before, after in pairwise(asked.field for asked in questions_of(Way.DID_NOT_WORK)):
        if after not in fields:
            fields.insert(fields.index(before) + 1, after)
    return {name: place for place, name in enumerate(dict.fromkeys([*fields, *QUESTIONS]))}


_PLACES = _places()
_DETAILS: dict[str, Any] = {"words": "", "questions": {}, "note": "", "changed": {}}


def verify_log(engine: sa.Engine) -> list[str]:
    """Every fault of the log, in its order; [] when it is whole.

    Finds events that were changed, removed or put in, words that were changed or removed without an event
    saying so, steps the table of moves does not know, and submissions whose state or content is not what
    their last event left: a change through a side door.
    """
    return read(engine, lambda connection: list(faults_of(connection)))


def faults_of(connection: sa.Connection) -> Iterator[str]:
    """As `verify_log`, within a transaction."""
    expected = 0
    last: dict[str, sa.Row[Any]] = {}
    erased: dict[str, int] = {}
    missing: list[sa.Row[Any]] = []
    rows: sa.Result[Any] = connection.execute(with_details())
    first = connection.execute(sa.select(events).where(events.c.number <= 0)).all()
    if len(first) != 1 or first[0].hash != "0" * 64:
        yield "The first row of the log is missing or was changed."
    previous = "0" * 64
    for row in rows:
        expected += 1
        if row.number != expected:
            yield f"Event {expected} is missing: the next one is {row.number}."
            expected = row.number
        elif row.previous_hash != previous:
            yield f"Event {row.number} does not follow event {row.number - 1}."
        if row.hash != _link(row._mapping):
            yield f"Event {row.number} was changed after it was written."
        previous = row.hash
        if row.details is None:
            if row.details_hash:
                missing.append(row)
        elif row.details_hash != commitment(row.salt, row.details):
            yield f"The words of event {row.number} were changed after they were written."
        yield from _illegal(row, last.get(row.reference))
        if row.step == Step.ERASE:
            erased[row.reference] = row.number
        last[row.reference] = row
    for row in missing:
        if erased.get(row.reference, 0) < row.number:
            yield f"The words of event {row.number} were removed, and no event says so."
    yield from _side_doors(connection, last)


def _illegal(row: sa.Row[Any], earlier: sa.Row[Any] | None) -> Iterator[str]:
    if row.before != (earlier.after if earlier else None):
        yield f"Event {row.number} starts from a state that {row.reference} was not in."
    try:
        before = Status(row.before) if row.before else None
        moves = [check_step(Step(row.step), before, Role(row.role), held=held) for held in (True, False)]
    except (ValueError, StepNotAllowed):
        yield f"Event {row.number} is not a legal step."
        return
    if row.after not in [move.after for move in moves]:
        yield f"Event {row.number} ends in a state its step does not lead to."


def _side_doors(connection: sa.Connection, last: Mapping[str, sa.Row[Any]]) -> Iterator[str]:
    unseen = dict(last)
    for row in connection.execute(sa.select(submissions).order_by(submissions.c.sent_at)):
        event = unseen.pop(row.reference, None)
        if event is None:
            yield f"{row.reference} has no event in the log."
            continue
        if row.last_event != event.number:
            yield f"{row.reference} says event {row.last_event} was its last, the log says {event.number}."
        if row.status != event.after:
            yield f"{row.reference} is “{row.status}”, but event {event.number} left it “{event.after}”."
        if event.content_hash != commitment(row.salt, row.content) or row.title != _title(row.content):
            yield f"The content of {row.reference} was changed without an event."
    for reference in unseen:
        yield f"{reference} is in the log, but not in the queue."


def _title(content: str) -> str:
    return Submission.model_validate_json(content).title
