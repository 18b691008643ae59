"""How submissions fare: how many were sent, reviewed, published and declined, and how long they took.

Only numbers leave here, none of them about one submission.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from practicebank.bank.publications import Pace
from practicebank.submissions.states import Status, Step
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.tables import events

_DECISIONS = {str(Step.PUBLISH), str(Step.DECLINE)}
_A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class TimeInState:
    """How long submissions stayed in one state: those that have left it. `days` is None when none has."""

    left: int
    days: float | None


@dataclass(frozen=True)
class Funnel:
    pace: Pace
    stays: Mapping[Status, TimeInState]


def funnel(queue: HoldsEngine) -> Funnel:
    """Read from the log, so that what was decided twice counts once. Raises `QueueUnavailable`."""
    columns = (events.c[name] for name in ("reference", "at", "step", "before", "after"))
    query = sa.select(*columns).where(events.c.number > 0).order_by(events.c.number)
    return read(queue.engine, lambda connection: _funnel(connection.execute(query)))


def _funnel(rows: sa.Result[Any]) -> Funnel:
    reached: dict[str, set[str]] = defaultdict(set)
    entered: dict[str, datetime] = {}
    sent: dict[str, datetime] = {}
    to_decision: dict[str, float] = {}
    stays: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        reference, at, step, before, after = row.reference, row.at, row.step, row.before, row.after
        reached[step].add(reference)
        if before is None:
            entered[reference] = sent[reference] = at
        elif before != after:
            stays[before].append((at - entered[reference]).total_seconds() / _A_DAY)
            entered[reference] = at
        if step in _DECISIONS and reference not in to_decision:
            to_decision[reference] = (at - sent[reference]).total_seconds() / _A_DAY
    ever_sent, reviewed, published, declined = (
        len(reached[step]) for step in (Step.SEND, Step.CLAIM, Step.PUBLISH, Step.DECLINE)
    )
    days = median(to_decision.values()) if to_decision else None
    pace = Pace(ever_sent, reviewed, published, declined, days)
    return Funnel(
        pace,
        {
            status: TimeInState(len(stays[status]), median(stays[status]) if stays[status] else None)
            for status in Status
        },
    )
