"""What readers said about practices, and what reviewers propose to correct, while nobody has answered it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.amended import answer_of
from practicebank.submissions.moves import OPENS_A_REMARK, SETTLES
from practicebank.submissions.states import Step
from practicebank.submissions.storage.audit_log import Event, event_of, with_details
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.tables import events, submissions

LABEL = "label"
"""What a remark is about that questions the label."""


@dataclass(frozen=True)
class OpenRemark:
    """`who` is the reviewer who proposes it, "" for a reader. `proposed` are answers by field, none where the remark
    questions the label or names no field. `source` is an address, "" when none was named.
    """

    number: int
    at: datetime
    who: str
    about_label: bool
    proposed: Mapping[str, Any]
    words: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Remarked:
    """A practice with its open remarks, the oldest first."""

    reference: str
    slug: str
    title: str
    remarks: Sequence[OpenRemark]


def open_in(history: Sequence[Event]) -> list[OpenRemark]:
    """Those of one practice that nobody has answered and nobody has erased, the oldest first."""
    settled = {event.more.get(SETTLES) for event in history}
    opened = (event for event in history if event.step in OPENS_A_REMARK and not event.details_erased)
    return [_remark(event) for event in opened if event.number not in settled]


def waiting_remarks(queue: HoldsEngine) -> list[Remarked]:
    """Every practice that has some, the one that waits longest first. Raises `QueueUnavailable`."""
    waits = submissions.c.remarks > 0
    wanted = sa.select(submissions.c.reference, submissions.c.slug, submissions.c.title).where(waits)
    among = sa.select(submissions.c.reference).where(waits)

    def work(connection: sa.Connection) -> list[Remarked]:
        histories: dict[str, list[Event]] = {}
        for row in connection.execute(with_details().where(events.c.reference.in_(among))):
            histories.setdefault(row.reference, []).append(event_of(row))
        practices = connection.execute(wanted).all()
        return [Remarked(row.reference, row.slug, row.title, open_in(histories[row.reference])) for row in practices]

    found = [each for each in read(queue.engine, work) if each.remarks]
    return sorted(found, key=lambda each: each.remarks[0].number)


def _remark(event: Event) -> OpenRemark:
    said = event.more
    proposed = said.get("proposed", {})
    if event.step is Step.REMARK and said.get("field"):
        proposed = {said["field"]: answer_of(said["field"], said["value"])}
    return OpenRemark(
        event.number,
        event.at,
        event.who,
        said.get("about") == LABEL,
        proposed,
        event.words,
        said.get("source", ""),
        said.get("confidence", ""),
    )
