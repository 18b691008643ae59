"""The log on the desk: read, exported, and its chain proved whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from practicebank.desk.desk import Desk
from practicebank.paging import shown_page
from practicebank.submissions.reading.audit_search import AuditQuery, entries, still_in_review
from practicebank.submissions.states import PRIVATE
from practicebank.submissions.storage.audit_log import Event, verify_log

PER_PAGE = 50
HEADER = (
    "number",
    "at",
    "reference",
    "who",
    "role",
    "step",
    "before",
    "after",
    "words",
    "questions",
    "note",
    "changed",
)


@dataclass(frozen=True)
class LogPage:
    events: Sequence[Event]
    total: int
    page: int
    last_page: int


@dataclass(frozen=True)
class Proof:
    """Whether the chain holds: `faults` in the order of the log, none when it does."""

    events: int
    faults: Sequence[str]


def log_page(desk: Desk, sought: AuditQuery, page: int = 1) -> LogPage:
    """One page, the newest first. Raises `QueueUnavailable`."""
    found = entries(desk.queue, sought, first=(max(page, 1) - 1) * PER_PAGE, most=PER_PAGE)
    shown, last_page = shown_page(page, found.total, PER_PAGE)
    if shown < page:
        return log_page(desk, sought, shown)
    return LogPage(_veiled(desk, found.events), found.total, shown, last_page)


def log_rows(desk: Desk, sought: AuditQuery) -> list[tuple[object, ...]]:
    """Every event sought, as the rows of a file under `HEADER`."""
    return [
        (
            event.number,
            event.at.isoformat(timespec="seconds"),
            event.reference,
            event.who,
            str(event.role),
            str(event.step),
            str(event.before or ""),
            str(event.after),
            event.words,
            "\n".join(f"{field}: {text}" for field, text in event.questions.items()),
            event.note,
            "; ".join(event.changed),
        )
        for event in _veiled(desk, entries(desk.queue, sought).events)
    ]


def prove(desk: Desk) -> Proof:
    """Reads the whole log and follows its chain."""
    return Proof(desk.queue.revision(), verify_log(desk.queue.engine))


def _veiled(desk: Desk, events: Sequence[Event]) -> list[Event]:
    """Where two must agree, what others say of a submission under review is read on the submission itself, by
    whoever has rated it."""
    if not desk.two_reviewers:
        return list(events)
    me = desk.reviewer.email
    private = [event for event in events if event.step in PRIVATE and event.who != me]
    open_now = still_in_review(desk.queue, sorted({event.reference for event in private}))
    hidden = {event.number for event in private if event.reference in open_now}
    return [replace(event, note="", more={}) if event.number in hidden else event for event in events]
