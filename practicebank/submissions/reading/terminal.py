"""The queue as an operator's terminal shows it, and as JSON."""

from datetime import UTC, datetime
from typing import Any

from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import Status, turn_of
from practicebank.words import counted


def queue_listing(queue: ReviewQueue, status: Status | str | None = None) -> list[dict[str, Any]]:
    """One dict of plain JSON values for each submission, the longest waiting first; nothing personal.

    Raises `ValueError` for a state there is not, `QueueUnavailable`.
    """
    wanted = [Status(status)] if status else []
    return [
        {
            "reference": line.reference,
            "status": str(line.status),
            "turn": turn_of(line.status),
            "title": line.title,
            "effectiveness": line.effectiveness,
            "focus": list(line.focus),
            "organisation": line.organisation,
            "sent_at": line.sent_at.isoformat(timespec="seconds"),
            "changed_at": line.changed_at.isoformat(timespec="seconds"),
            "reviewer": line.reviewer,
        }
        for line in queue.lines(*wanted)
    ]


def as_text(listing: list[dict[str, Any]], *, now: datetime | None = None) -> str:
    """A table for people: reference, state, age in days, title; and how many there are."""
    now = now or datetime.now(UTC)
    rows = [(entry["reference"], entry["status"], _days(entry["sent_at"], now), entry["title"]) for entry in listing]
    rows.insert(0, ("reference", "state", "days", "title"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    return "\n".join([*lines, counted(len(listing), "submission")])


def _days(sent_at: str, now: datetime) -> str:
    return str((now - datetime.fromisoformat(sent_at)).days)
