"""Lets a contributor follow and change their submission, with its reference and its private code.

Guesses are counted in the database, for the reference and for the address they come from, and a wrong
reference takes as long and says the same as a wrong code.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from practicebank.submissions import codes
from practicebank.submissions.form.model import Submission
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import (
    PLAIN_WORDS,
    PRIVATE,
    Move,
    Role,
    Status,
    Step,
    due,
    last_answer,
    meaning_of,
    next_steps,
)
from practicebank.submissions.storage.audit_log import Actor, Event
from practicebank.submissions.storage.engine import read
from practicebank.submissions.storage.rate_limits import (
    CODES_FOR_A_REFERENCE,
    CODES_FROM_AN_ADDRESS,
    count_attempt,
    forget_attempts,
)
from practicebank.submissions.storage.records import WITH_CONTACT, SubmissionRecord, record
from practicebank.submissions.storage.tables import submissions
from practicebank.submissions.useful import found_useful

_CONTRIBUTOR = Actor(Role.CONTRIBUTOR)
_NOBODYS_SALT = "0" * 32


class NotYours(Exception):
    """No submission has that reference and that code."""

    def __init__(self) -> None:
        super().__init__("No submission has this reference and this private code. Check both and try again.")


@dataclass(frozen=True)
class TrackedEvent:
    """One line of a submission's story, as its contributor may read it."""

    at: datetime
    step: Step
    after: Status
    words: str
    questions: dict[str, str]


@dataclass(frozen=True)
class Tracked:
    """Where a submission stands. `place` is its place in the queue, None when it is not in it. `asked` is the
    last question when an answer is awaited, `answer_by` the last day for it, None when there is none. `answered` is
    when the answer came that reviewers have now, `hear_by` the day by which one of them decides or asks again, and
    `late` says that it has passed. `may` lists the contributor's next steps, `useful` says what readers answered, ""
    before it was published."""

    reference: str
    status: Status
    meaning: str
    turn: str
    place: int | None
    asked: TrackedEvent | None
    answer_by: date | None
    answered: datetime | None
    hear_by: date | None
    late: bool
    story: tuple[TrackedEvent, ...]
    may: tuple[Move, ...]
    submission: Submission
    sent_at: datetime
    changed_at: datetime
    last_event: int
    slug: str
    useful: str


def track(queue: ReviewQueue, reference: str, code: str, *, address: str = "") -> Tracked:
    """Raises `NotYours`, `limits.TooManyAttempts`, `QueueUnavailable`. `address` is where the request comes
    from.
    """
    found = _let_in(queue, reference, code, address)
    story = tuple(_told(event) for event in queue.history(found.reference) if event.step not in PRIVATE)
    questions = [told for told in story if told.step is Step.ASK]
    answer = last_answer(story)
    by = due(found.status, found.since) if answer and found.status is Status.IN_REVIEW else None
    slug = found.slug if found.published_at else ""
    return Tracked(
        reference=found.reference,
        status=found.status,
        meaning=meaning_of(found.status, story),
        turn=PLAIN_WORDS[found.status][1],
        place=queue.place(found.reference),
        asked=questions[-1] if questions and found.status is Status.ASKED else None,
        answer_by=queue.answer_by(found.since) if found.status is Status.ASKED else None,
        answered=answer.at if answer else None,
        hear_by=by.date() if by else None,
        late=by is not None and by.date() < datetime.now(UTC).date(),
        story=story,
        may=next_steps(found.status, [Role.CONTRIBUTOR]),
        submission=found.submission,
        sent_at=found.sent_at,
        changed_at=found.changed_at,
        last_event=found.last_event,
        slug=slug,
        useful=found_useful(queue, slug) if slug else "",
    )


def respond(
    queue: ReviewQueue,
    reference: str,
    code: str,
    step: Step,
    *,
    expected: Status,
    seen: int | None = None,
    words: str = "",
    submission: Submission | None = None,
    answer: str = "",
    address: str = "",
) -> Tracked:
    """The contributor's own steps: `CORRECT`, `ANSWER`, `WITHDRAW`, `SEND_AGAIN`, `CONFIRM`. `answer` says how
    the practice is doing, one of `states.ANSWERS`.

    Raises what `track` and `ReviewQueue.move` raise.
    """
    found = _let_in(queue, reference, code, address)
    more = {"answer": answer} if answer else None
    queue.move(
        found.reference,
        step,
        _CONTRIBUTOR,
        expected=expected,
        seen=seen,
        words=words,
        submission=submission,
        more=more,
    )
    return track(queue, reference, code, address=address)


def _let_in(queue: ReviewQueue, reference: str, code: str, address: str) -> SubmissionRecord:
    known = codes.read_reference(reference)
    now = datetime.now(UTC)
    limits = ((CODES_FROM_AN_ADDRESS, address), (CODES_FOR_A_REFERENCE, known))
    for limit, who in limits:
        count_attempt(queue, limit, who, now=now)
    query = WITH_CONTACT.where(submissions.c.reference == known)
    row = read(queue.engine, lambda connection: connection.execute(query).one_or_none())
    given = codes.code_hash(code, row.salt if row else _NOBODYS_SALT)
    right = codes.same(given, row.code_hash if row else codes.code_hash("", _NOBODYS_SALT + "x"))
    if not row or not right:
        raise NotYours
    forget_attempts(queue, CODES_FOR_A_REFERENCE, row.reference, now=now)
    return record(row)


def _told(event: Event) -> TrackedEvent:
    return TrackedEvent(event.at, event.step, event.after, event.words, dict(event.questions))
