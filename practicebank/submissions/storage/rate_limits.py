"""Counts attempts in the database, so that every process of the bank keeps to the same limits.

Who attempts is stored as a hash that changes with each period, and only until the period ends.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.storage.engine import HoldsEngine, upsert, write
from practicebank.submissions.storage.tables import attempts


@dataclass(frozen=True)
class Limit:
    """At most so many attempts in each period. `name` keeps the counts of two limits apart."""

    name: str
    most: int
    period: timedelta


SUBMISSIONS_OF_A_SESSION = Limit("submissions of a session", 10, timedelta(hours=1))
SUBMISSIONS_OF_AN_ADDRESS = Limit("submissions of an address", 30, timedelta(hours=1))
DRAFTS_OF_AN_ADDRESS = Limit("drafts of an address", 100, timedelta(hours=1))
ANSWERS_OF_AN_ADDRESS = Limit("answers of an address", 60, timedelta(hours=1))
REMARKS_OF_AN_ADDRESS = Limit("remarks of an address", 10, timedelta(hours=1))
CODES_FOR_A_REFERENCE = Limit("codes for a reference", 10, timedelta(minutes=15))
CODES_FROM_AN_ADDRESS = Limit("codes from an address", 50, timedelta(minutes=15))


class TooManyAttempts(Exception):
    """The limit is reached; `until` says when the next attempt will be heard."""

    def __init__(self, until: datetime, now: datetime) -> None:
        minutes = max(1, -(-int((until - now).total_seconds()) // 60))
        super().__init__(f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}.")
        self.until = until


def count_attempt(queue: HoldsEngine, limit: Limit, who: str, *, now: datetime | None = None) -> None:
    """Counts one attempt by a session or an address. Raises `TooManyAttempts` past the limit, or
    `QueueUnavailable`. An empty `who` is nobody we could tell apart, and is not counted.
    """
    if not who:
        return
    now = now or datetime.now(UTC)
    row = {**_period(limit, who, now), "count": 1}

    def work(connection: sa.Connection) -> int:
        connection.execute(attempts.delete().where(attempts.c.until < now))
        insert = upsert(connection, attempts).values(row)
        more = insert.on_conflict_do_update(index_elements=["key_hash", "until"], set_={"count": attempts.c.count + 1})
        return int(connection.execute(more.returning(attempts.c.count)).scalar_one())

    if write(queue.engine, work) > limit.most:
        raise TooManyAttempts(row["until"], now)


def forget_attempts(queue: HoldsEngine, limit: Limit, who: str, *, now: datetime | None = None) -> None:
    """Starts the count of this period again: whoever it was got in."""
    period = _period(limit, who, now or datetime.now(UTC))
    same = sa.and_(attempts.c.key_hash == period["key_hash"], attempts.c.until == period["until"])
    write(queue.engine, lambda connection: connection.execute(attempts.delete().where(same)))


def filled_by_a_machine(honeypot: str) -> bool:
    """Was the field filled in that people do not see?"""
    return bool(honeypot.strip())


def _period(limit: Limit, who: str, now: datetime) -> dict[str, Any]:
    seconds = limit.period.total_seconds()
    until = datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)
    key = f"{limit.name}|{until.isoformat()}|{who}"
    return {"key_hash": hashlib.sha256(key.encode("utf-8", "replace")).hexdigest(), "until": until}
