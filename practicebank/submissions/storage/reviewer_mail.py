"""What each reviewer wants to be told by mail, and up to when they have been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.storage.engine import HoldsEngine, read, upsert, write
from practicebank.submissions.storage.tables import events, reviewer_mail

_A_DAY = timedelta(days=1)


class Wish(StrEnum):
    """When a reviewer is written to; whichever it is, once a day at most."""

    AT_ONCE = "at once"
    DAILY = "once a day"
    HELD = "only about what I hold"
    NEVER = "never"


@dataclass(frozen=True)
class ToldReviewer:
    """A reviewer who is told of what happened after `at` and after the event `event`."""

    email: str
    wish: Wish
    seen_at: datetime
    at: datetime
    event: int
    mailed_at: datetime | None


def wish_of(queue: HoldsEngine, email: str, *, now: datetime | None = None) -> Wish:
    """What this reviewer wants, who is at the desk now: `DAILY` until they say otherwise. Raises `QueueUnavailable`, as
    do the others.
    """
    now = now or datetime.now(UTC)
    mine = reviewer_mail.c.email == email
    query = sa.select(reviewer_mail.c.wish, reviewer_mail.c.seen_at).where(mine)
    known = read(queue.engine, lambda connection: connection.execute(query).one_or_none())
    if known is None:
        add_reviewers(queue, [email], now=now)
    elif now - known.seen_at > _A_DAY:
        seen = reviewer_mail.update().where(mine).values(seen_at=now)
        write(queue.engine, lambda connection: connection.execute(seen))
    return Wish(known.wish) if known else Wish.DAILY


def keep_wish(queue: HoldsEngine, email: str, wish: Wish) -> None:
    """From now on: what happened while they wanted to be told of nothing is not told later."""
    values = {"wish": str(wish)}

    def work(connection: sa.Connection) -> None:
        change = reviewer_mail.update().where(reviewer_mail.c.email == email, reviewer_mail.c.wish != str(wish))
        connection.execute(change.values(**values, told_at=datetime.now(UTC), told_event=_last_event(connection)))

    write(queue.engine, work)


def add_reviewers(queue: HoldsEngine, emails: Sequence[str], *, now: datetime) -> None:
    """Whoever is not known yet is told of what happens from now on."""

    def work(connection: sa.Connection) -> None:
        event = _last_event(connection)
        for email in emails:
            row = {"email": email, "wish": str(Wish.DAILY), "seen_at": now, "told_at": now, "told_event": event}
            connection.execute(upsert(connection, reviewer_mail).values(row).on_conflict_do_nothing())

    write(queue.engine, work)


def all_told(connection: sa.Connection) -> list[ToldReviewer]:
    rows = connection.execute(sa.select(reviewer_mail).order_by(reviewer_mail.c.email))
    return [
        ToldReviewer(row.email, Wish(row.wish), row.seen_at, row.told_at, row.told_event, row.mailed_at) for row in rows
    ]


def move_on(connection: sa.Connection, told: ToldReviewer, now: datetime, event: int, *, mailed: bool) -> bool:
    """Notes that this reviewer has been told up to here. False when another server did it first, or they have changed
    what they want.
    """
    same = sa.and_(
        reviewer_mail.c.email == told.email,
        reviewer_mail.c.wish == str(told.wish),
        reviewer_mail.c.told_at == told.at,
        reviewer_mail.c.told_event == told.event,
    )
    values: dict[str, Any] = {"told_at": now, "told_event": event, **({"mailed_at": now} if mailed else {})}
    return connection.execute(reviewer_mail.update().where(same).values(values)).rowcount == 1


def forget_reviewers(queue: HoldsEngine, unseen_since: datetime, but: Sequence[str]) -> int:
    """Deletes what is kept about those who have not been at the desk since then, and says how many they were."""
    gone = reviewer_mail.delete().where(reviewer_mail.c.seen_at < unseen_since, reviewer_mail.c.email.not_in(but))
    return write(queue.engine, lambda connection: connection.execute(gone).rowcount)


def _last_event(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.max(events.c.number))).scalar_one())
