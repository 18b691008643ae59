"""The follow-ups as a calendar file (RFC 5545) that any diary program reads."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from practicebank.desk.desk import Desk
from practicebank.desk.follow_ups import all_due

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
