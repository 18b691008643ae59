"""What reviewers are told by mail: what is new, answered or handed back, what readers said about a practice, what has
waited longer than promised, what is due for a follow-up, and what they hold themselves before its date.

One mail a day at most goes to each (UTC), and never the same thing twice: at once where they want that, else in the
morning, and only if there is something to tell. It names references and dates, never what was submitted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.form.email_address import same_mailbox
from practicebank.submissions.mail.messages import Line, digest
from practicebank.submissions.mail.outbox import mail_row
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.follow_ups import FollowUpPeriod, a_year_before, count_spans
from practicebank.submissions.states import QUEUED, Status, Step, due
from practicebank.submissions.storage.engine import read, write
from practicebank.submissions.storage.reviewer_mail import ToldReviewer, Wish, add_reviewers, all_told, move_on
from practicebank.submissions.storage.tables import contacts, events, outbox, submissions
from practicebank.words import are, counted, day_in_words, have, practices

AHEAD = timedelta(days=4)  # before its date, whoever holds a submission is reminded
MORNING = 7  # o'clock (UTC)
NEW, ANSWERED, HANDED_BACK = "New", "Answered by the contributor", "Handed back by another reviewer"
REMARKED, PROPOSED = "Said by a reader about a practice", "Correction proposed by another reviewer"
LATE, HELD = "Waiting longer than promised", "Held by you, decision due"
_TOLD_OF = {
    Step.SEND: NEW,
    Step.SEND_AGAIN: NEW,
    Step.ANSWER: ANSWERED,
    Step.RELEASE: HANDED_BACK,
    Step.REMARK: REMARKED,
    Step.PROPOSE: PROPOSED,
}


@dataclass(frozen=True)
class Reviewers:
    """Who is told: those `named` by address, and unless it is `only` them, whoever has been at the desk."""

    named: Sequence[str] = ()
    only: bool = False


@dataclass(frozen=True)
class _Now:
    """The queue at one moment, as far as reviewers are told of it."""

    at: datetime
    event: int
    told: Sequence[ToldReviewer]
    happened: Sequence[sa.Row[Any]]
    queued: Sequence[sa.Row[Any]]


def tell_reviewers(
    queue: ReviewQueue, reviewers: Reviewers, desk_page: str = "", *, now: datetime | None = None
) -> int:
    """Writes the mails that are due, and says how many. Any number of servers may do this at once. Raises
    `QueueUnavailable`.
    """
    if not queue.mails:
        return 0
    now = now or datetime.now(UTC)
    found = read(queue.engine, lambda connection: _look(connection, reviewers, now))
    if missing := [email for email in reviewers.named if email not in {told.email for told in found.told}]:
        add_reviewers(queue, missing, now=now)
    return sum(_tell(queue, found, told, desk_page) for told in found.told)


def _look(connection: sa.Connection, reviewers: Reviewers, now: datetime) -> _Now:
    told = [each for each in all_told(connection) if each.email in reviewers.named or not reviewers.only]
    event = int(connection.execute(sa.select(sa.func.max(events.c.number))).scalar_one())
    first = min((each.event for each in told if each.wish is not Wish.NEVER), default=event)
    steps = [str(step) for step in _TOLD_OF]
    happened = (
        sa.select(
            events.c.number, events.c.step, events.c.who, contacts.c.contact_email, submissions.c.reference, *_STANDING
        )
        .join(submissions, events.c.reference == submissions.c.reference)
        .outerjoin(contacts, contacts.c.reference == submissions.c.reference)
        .where(events.c.number > first, events.c.step.in_(steps))
        .order_by(events.c.number)
    )
    queued = sa.select(submissions.c.reference, *_STANDING).where(submissions.c.status.in_(QUEUED))
    queued = queued.order_by(submissions.c.sent_at, submissions.c.reference)
    rows = [connection.execute(query).all() if told else [] for query in (happened, queued)]
    return _Now(now, event, told, *rows)


_STANDING = (
    submissions.c.remarks,
    submissions.c.status,
    submissions.c.reviewer,
    sa.func.coalesce(submissions.c.since, submissions.c.sent_at, type_=submissions.c.sent_at.type).label("since"),
)


def _tell(queue: ReviewQueue, found: _Now, told: ToldReviewer, desk_page: str) -> bool:
    """Whether a mail was written to this reviewer."""
    if told.wish is Wish.NEVER or (told.mailed_at and told.mailed_at.date() >= found.at.date()):
        return False
    happened = list(_happened(found, told))
    in_the_morning = found.at.hour >= MORNING and told.at.date() < found.at.date()
    if not in_the_morning and not (happened and told.wish is Wish.AT_ONCE):
        return False
    lines: dict[str, list[Line]] = defaultdict(list)
    for heading, line in (*happened, *_come_due(found, told)):
        lines[heading].append(line)
    follow_ups = _follow_ups(queue, found, told)
    mail = digest(lines, _summary(found, told, follow_ups), desk_page) if lines or follow_ups else None

    def work(connection: sa.Connection) -> bool:
        if not move_on(connection, told, found.at, found.event, mailed=bool(mail)):
            return False
        if mail:
            connection.execute(outbox.insert().inline(), mail_row(None, mail, found.at, told.email))
        return bool(mail)

    return write(queue.engine, work)


def _happened(found: _Now, told: ToldReviewer) -> Iterator[tuple[str, Line]]:
    """Everything that somebody else did, and that this reviewer can take up, each beneath its heading."""
    latest = {row.reference: row for row in found.happened if row.number > told.event}
    for row in latest.values():
        heading, mine = _TOLD_OF[Step(row.step)], row.reviewer == told.email
        free = (row.status == Status.WAITING or not row.reviewer) and told.wish is not Wish.HELD
        if heading == ANSWERED:
            can = row.status in QUEUED and (mine or free)
        elif heading in (REMARKED, PROPOSED):
            can = bool(row.remarks) and told.wish is not Wish.HELD and row.who != told.email
        else:
            can = row.status in (Status.WAITING, Status.ASKED) and free and row.who != told.email
        if can and not same_mailbox(told.email, row.contact_email or ""):  # nobody decides on their own
            yield heading, Line(row.reference)


def _come_due(found: _Now, told: ToldReviewer) -> Iterator[tuple[str, Line]]:
    """What has come near its date, or past it, since this reviewer was told last."""
    for row in found.queued:
        by = due(Status(row.status), row.since) or found.at
        if row.status == Status.IN_REVIEW and row.reviewer == told.email:
            if any(told.at < day <= found.at for day in (by - AHEAD, by)):
                yield HELD, Line(row.reference, f"by {day_in_words(by.date())}")
        elif row.status == Status.WAITING and told.wish is not Wish.HELD and told.at < by <= found.at:
            yield LATE, Line(row.reference, f"since {day_in_words(row.since.date())}")


def _follow_ups(queue: ReviewQueue, found: _Now, told: ToldReviewer) -> int:
    """How many practices have come due for a follow-up since this reviewer was told last."""
    if told.wish is Wish.HELD:
        return 0
    new = FollowUpPeriod(first=a_year_before(told.at), end=a_year_before(found.at))
    return count_spans(queue, {"new": new})["new"]


def _summary(found: _Now, told: ToldReviewer, follow_ups: int) -> str:
    waiting = sum(row.status == Status.WAITING for row in found.queued)
    said = [f"{practices(follow_ups)} {have(follow_ups)} come due for a follow-up."] if follow_ups else []
    if told.wish is not Wish.HELD:
        said.append(f"In all, {counted(waiting, 'submission')} {are(waiting)} waiting for a reviewer.")
    return " ".join(said)
