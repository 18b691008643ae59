"""Twelve months after a practice is published its contributor is asked how it is doing, and every year after.

The 63 practices the bank began with have no date: nobody knows when they were added, so they never fall due.
What is due is also a calendar file (RFC 5545) that any diary program reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from practicebank.bank.publications import a_year_after
from practicebank.desk.decisions import Refused, checked, move
from practicebank.desk.desk import Desk, Seen
from practicebank.paging import shown_page
from practicebank.submissions.mail.messages import message
from practicebank.submissions.reading.follow_ups import FollowUpPeriod, a_year_before, count_spans, practices_in
from practicebank.submissions.states import ANSWERS, Step
from practicebank.submissions.storage.records import SubmissionRecord

PER_PAGE = 25
AHEAD = timedelta(days=60)
GRACE = timedelta(days=30)
_A_DAY = timedelta(days=1)
STANDINGS = ("overdue", "due", "due soon", "answered")


@dataclass(frozen=True)
class Due:
    """A practice whose contributor is asked again on `on`. `may_ask` says that there is an address and consent;
    `text` is the message to copy where no mail is sent.
    """

    record: SubmissionRecord
    on: date
    standing: str
    may_ask: bool
    text: str


@dataclass(frozen=True)
class Ledger:
    practices: Sequence[Due]
    counts: Mapping[str, int]
    founding: int
    page: int
    last_page: int


def ledger(desk: Desk, standing: str = "overdue", page: int = 1, *, now: datetime | None = None) -> Ledger:
    """One page of the practices that stand so. Raises `QueueUnavailable`."""
    now = now or datetime.now(UTC)
    spans = _spans(now)
    counts = count_spans(desk.queue, spans)
    page, last_page = shown_page(page, counts[standing], PER_PAGE)
    found = practices_in(desk.queue, spans[standing], first=(page - 1) * PER_PAGE, most=PER_PAGE)
    founding = len(desk.bank()) - sum(1 for each in desk.bank().publications.values() if each.listed)
    return Ledger([_due(record, standing) for record in found], counts, founding, page, last_page)


def all_due(desk: Desk, *, now: datetime | None = None) -> list[Due]:
    """Everything that is overdue, due or due soon, for a calendar or a file."""
    spans = _spans(now or datetime.now(UTC))
    waiting = [name for name in STANDINGS if name != "answered"]
    return [_due(record, name) for name in waiting for record in practices_in(desk.queue, spans[name])]


def ask_again(desk: Desk, reference: str, seen: Seen) -> int:
    """Writes to the contributor, where the bank sends mail, and notes that they were asked."""
    record = checked(desk, reference, Step.FOLLOW_UP, seen)
    if not may_ask(record):
        raise Refused("Nobody has agreed to be asked again, or no address is kept any more.")
    return move(desk, reference, Step.FOLLOW_UP, seen)


def confirm(desk: Desk, reference: str, seen: Seen, answer: str, words: str = "") -> int:
    """Records how the practice is doing: its page says when that was and what the answer is."""
    if answer not in ANSWERS:
        raise Refused("Choose how the practice is doing.")
    checked(desk, reference, Step.CONFIRM, seen)
    return move(desk, reference, Step.CONFIRM, seen, words=words, more={"answer": answer})


def may_ask(record: SubmissionRecord) -> bool:
    return record.submission.ask_again and bool(record.submission.contact_email)


def due_on(record: SubmissionRecord) -> date:
    """A year after it was last confirmed, or else published."""
    return a_year_after((record.confirmed_at or record.published_at or record.since).date())


def _due(record: SubmissionRecord, standing: str) -> Due:
    written = message(Step.FOLLOW_UP, record.reference)
    text = f"{written.subject}\n\n{written.body}" if written else ""
    return Due(record, due_on(record), standing, may_ask(record), text)


def _spans(now: datetime) -> dict[str, FollowUpPeriod]:
    """Which practices stand how today, by when they were last confirmed."""
    a_year_ago = a_year_before(now)
    too_long_ago = a_year_ago - GRACE - _A_DAY
    return {
        "overdue": FollowUpPeriod(end=too_long_ago),
        "due": FollowUpPeriod(first=too_long_ago, end=a_year_ago),
        "due soon": FollowUpPeriod(first=a_year_ago, end=a_year_ago + AHEAD),
        "answered": FollowUpPeriod(first=a_year_ago, answered=True),
    }


_LONGEST_LINE = 74


def calendar(desk: Desk, *, now: datetime | None = None) -> bytes:
    """An all-day event for each practice that is overdue, due or due soon; nobody's name or address is in it."""
    now = now or datetime.now(UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Practice bank//Follow-ups//EN", "CALSCALE:GREGORIAN"]
    for due in all_due(desk, now=now):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{due.record.reference}-{due.on:%Y%m%d}@practice-bank",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{due.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text('Follow up: ' + due.record.submission.title)}",
            f"DESCRIPTION:{_text(f'Ask how the practice is doing. {due.record.reference}')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(folded + "\r\n" for line in lines for folded in _folded(line)).encode()


def _text(said: str) -> str:
    """Text that cannot end its line or begin a property of its own."""
    return re.sub(r"([\\;,])", r"\\\1", " ".join(said.split()))


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes; what continues one begins with a space. No letter is cut in two."""
    start = ""
    while len((start + line).encode()) > _LONGEST_LINE:
        piece = line
        while len((start + piece).encode()) > _LONGEST_LINE:
            piece = piece[: max(1, int(len(piece) * 0.9))]
        yield start + piece
        line, start = line[len(piece) :], " "
    yield start + line
