"""Counts what readers answer to “Was this useful?”: a number for each practice, day (UTC) and answer, and nothing else.

No session, address, time of day or text is kept with it, so an answer cannot be found again to change it.

Whoever shared the practice, and reviewers, are told the numbers so that no single answer can be worked out. Fewer than
five answers in all are only said to be fewer. Each number is rounded down to a multiple of five: it may be any of five.
There is no sum to subtract from, and today's answers are told tomorrow, so that nobody sees one arrive.
"""

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from practicebank.submissions.storage.engine import HoldsEngine, read, upsert, write
from practicebank.submissions.storage.rate_limits import ANSWERS_OF_AN_ADDRESS, count_attempt
from practicebank.submissions.storage.tables import useful

STEP = 5


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


def found_useful(queue: HoldsEngine, slug: str, *, now: datetime | None = None) -> str:
    """What may be told of the answers to a practice, in words. Raises `QueueUnavailable`."""
    today = (now or datetime.now(UTC)).astimezone(UTC).date()
    query = sa.select(useful.c.answer, sa.func.sum(useful.c.count)).group_by(useful.c.answer)
    query = query.where(useful.c.slug == slug, useful.c.day < today)
    rows = read(queue.engine, lambda connection: connection.execute(query).all())
    return in_words({Useful(answer): int(number) for answer, number in rows})


def in_words(counts: Mapping[Useful, int]) -> str:
    """The answers of the days before today, blurred."""
    if sum(counts.values()) < STEP:
        return f"Fewer than {STEP} readers said before today whether it was useful."
    yes, partly, no = (_blurred(counts.get(answer, 0)) for answer in Useful)
    said = f"{yes} found it useful, {partly} partly, {no} not"
    return f"Readers who answered before today: {said}. Numbers are rounded down to the nearest five."


def _blurred(number: int) -> str:
    return f"at least {number - number % STEP:,}" if number >= STEP else f"fewer than {STEP}"
