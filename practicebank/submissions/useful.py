"""Counts what readers answer to “Was this useful?”: a number for each practice, day (UTC) and answer, and nothing else.

No session, address, time of day or text is kept with it, so an answer cannot be found again to change it.
"""

from collections.abc import Container
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from practicebank.submissions.storage.engine import HoldsEngine, upsert, write
from practicebank.submissions.storage.rate_limits import ANSWERS_OF_AN_ADDRESS, count_attempt
from practicebank.submissions.storage.tables import useful


class Useful(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class NotInTheBank(Exception):
    """No practice has a page under that slug."""


def count_useful(
    queue: HoldsEngine,
    known: Container[str],
    slug: str,
    answer: str,
    *,
    address: str = "",
    now: datetime | None = None,
) -> None:
    """Counts one answer, one of `Useful`, to one of the `known` practices. `address` is where the request comes from.

    That a session answers once for a practice is up to its page. If the connection is lost while the database commits,
    the answer may be counted twice. Raises `NotInTheBank`, `ValueError` for any other answer, `TooManyAttempts` and
    `QueueUnavailable`.
    """
    if slug not in known:
        raise NotInTheBank
    now = now or datetime.now(UTC)
    row = {"slug": slug, "day": now.astimezone(UTC).date(), "answer": Useful(answer).value, "count": 1}
    count_attempt(queue, ANSWERS_OF_AN_ADDRESS, address, now=now)

    def work(connection: sa.Connection) -> None:
        insert = upsert(connection, useful).values(row)
        one_more = {"count": useful.c.count + 1}
        connection.execute(insert.on_conflict_do_update(index_elements=["slug", "day", "answer"], set_=one_more))

    write(queue.engine, work)
