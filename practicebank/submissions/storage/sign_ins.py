"""Which sign-ins with the reviewers' key hold, at every process of the bank: a row of each until its time is over or
its reviewer signs out.

They stand among the attempts, whose rows go when their time is over. Only a hash of the ticket is stored.
"""

import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa

from practicebank.submissions.storage.engine import HoldsEngine, read, upsert, write
from practicebank.submissions.storage.tables import attempts


def keep_sign_in(queue: HoldsEngine, ticket: str, until: datetime) -> None:
    """Raises `QueueUnavailable`, as do the others."""
    row = {"key_hash": _hash(ticket), "until": until, "count": 1}
    write(
        queue.engine,
        lambda connection: connection.execute(upsert(connection, attempts).values(row).on_conflict_do_nothing()),
    )


def sign_in_holds(queue: HoldsEngine, ticket: str, *, now: datetime | None = None) -> bool:
    kept = sa.select(attempts.c.until).where(attempts.c.key_hash == _hash(ticket))
    until = read(queue.engine, lambda connection: connection.execute(kept).scalar())
    return until is not None and until > (now or datetime.now(UTC))


def end_sign_in(queue: HoldsEngine, ticket: str) -> None:
    kept = attempts.delete().where(attempts.c.key_hash == _hash(ticket))
    write(queue.engine, lambda connection: connection.execute(kept))


def _hash(ticket: str) -> str:
    return hashlib.sha256(f"sign-in|{ticket}".encode("utf-8", "replace")).hexdigest()
