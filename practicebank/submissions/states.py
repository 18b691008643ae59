"""Where a submission can be, how long, and who may move it from where to where: one table, `MOVES`.

Nothing else in the bank decides whether a step is legal. To add a state, add it to `Status`, give it rows in
`MOVES` and words in `PLAIN_WORDS`; a test fails until it has both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar


class Status(StrEnum):
    WAITING = "waiting"
    IN_REVIEW = "in review"
    ASKED = "more information asked"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"
    REPLACED = "replaced"


class Role(StrEnum):
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    READER = "reader"  # anybody, who is not asked for a name
    SYSTEM = "system"


class Step(StrEnum):
    SEND = "send"
    CORRECT = "correct"  # the contributor changes what was sent
    ANSWER = "answer"  # ... after a question
    WITHDRAW = "withdraw"
    SEND_AGAIN = "send again"  # ... after withdrawing
    CLAIM = "claim"
    RELEASE = "release"
    EDIT = "edit"  # a reviewer changes words
    ASK = "ask"
    NOTE = "note"  # private: the contributor never sees it
    RATE = "rate"  # a reviewer's view against the checklist; private too
    PUBLISH = "publish"
    DECLINE = "decline"
    REOPEN = "reopen"
    FOLLOW_UP = "follow up"  # the contributor is asked how the practice is doing
    CONFIRM = "confirm"  # the answer to a follow-up
    RETIRE = "retire"
    REPLACE = "replace"
    RESTORE = "restore"
    ADOPT = "adopt"  # a practice of the catalogue comes to the desk
    REMARK = "remark"  # a reader says what is wrong or missing, or questions the label
    PROPOSE = "propose"  # a reviewer's correction, which another one makes
    REPLY = "reply"  # to a remark or a proposal that is not followed
    REMIND = "remind"  # of a question that is about to lapse
    NEW_CODE = "new code"  # mailed to whoever lost theirs
    LAPSE = "lapse"  # no answer came
    ERASE = "erase"  # personal data removed


@dataclass(frozen=True)
class Move:
    """One legal step. `before` is None for what does not exist yet; `words` says that the contributor is
    told why. `held` is whether a reviewer must hold it for the step to lead there, None where that is no matter.
    """

    step: Step
    before: Status | None
    after: Status
    by: frozenset[Role]
    words: bool = False
    held: bool | None = None


class StepNotAllowed(Exception):
    """That step may not be taken from that state, or not by that role."""


_CONTRIBUTOR = frozenset({Role.CONTRIBUTOR})
_REVIEWER = frozenset({Role.REVIEWER})
_READER = frozenset({Role.READER})
_SYSTEM = frozenset({Role.SYSTEM})

PUBLIC = (Status.PUBLISHED, Status.RETIRED, Status.REPLACED)  # what has a page that everyone can read

MOVES: tuple[Move, ...] = (
    Move(Step.SEND, None, Status.WAITING, _CONTRIBUTOR),
    # the contributor
    Move(Step.CORRECT, Status.WAITING, Status.WAITING, _CONTRIBUTOR),
    Move(Step.CORRECT, Status.IN_REVIEW, Status.IN_REVIEW, _CONTRIBUTOR),
    Move(Step.ANSWER, Status.ASKED, Status.IN_REVIEW, _CONTRIBUTOR, held=True),  # back to whoever holds it
    Move(Step.ANSWER, Status.ASKED, Status.WAITING, _CONTRIBUTOR, held=False),
    Move(Step.WITHDRAW, Status.WAITING, Status.WITHDRAWN, _CONTRIBUTOR),
    Move(Step.WITHDRAW, Status.IN_REVIEW, Status.WITHDRAWN, _CONTRIBUTOR),
    Move(Step.WITHDRAW, Status.ASKED, Status.WITHDRAWN, _CONTRIBUTOR),
    Move(Step.SEND_AGAIN, Status.WITHDRAWN, Status.WAITING, _CONTRIBUTOR),
    # a reviewer, before the decision
    Move(Step.CLAIM, Status.WAITING, Status.IN_REVIEW, _REVIEWER),
    Move(Step.CLAIM, Status.IN_REVIEW, Status.IN_REVIEW, _REVIEWER),  # taking it over
    Move(Step.CLAIM, Status.ASKED, Status.ASKED, _REVIEWER),  # ... with the question: the answer comes to them
    Move(Step.RELEASE, Status.IN_REVIEW, Status.WAITING, _REVIEWER),
    Move(Step.RELEASE, Status.ASKED, Status.ASKED, _REVIEWER),  # the question stands
    Move(Step.EDIT, Status.IN_REVIEW, Status.IN_REVIEW, _REVIEWER),
    Move(Step.RATE, Status.IN_REVIEW, Status.IN_REVIEW, _REVIEWER),
    Move(Step.ASK, Status.IN_REVIEW, Status.ASKED, _REVIEWER, words=True),
    Move(Step.REOPEN, Status.ASKED, Status.IN_REVIEW, _REVIEWER, words=True),  # taking the question back
    # the decision, and taking it back
    Move(Step.PUBLISH, Status.IN_REVIEW, Status.PUBLISHED, _REVIEWER),
    Move(Step.DECLINE, Status.IN_REVIEW, Status.DECLINED, _REVIEWER, words=True),
    Move(Step.REOPEN, Status.DECLINED, Status.IN_REVIEW, _REVIEWER, words=True),
    Move(Step.REOPEN, Status.PUBLISHED, Status.IN_REVIEW, _REVIEWER, words=True),
    # a published practice
    Move(Step.ADOPT, None, Status.PUBLISHED, _SYSTEM),
    Move(Step.REMARK, Status.PUBLISHED, Status.PUBLISHED, _READER),
    Move(Step.PROPOSE, Status.PUBLISHED, Status.PUBLISHED, _REVIEWER),
    Move(Step.EDIT, Status.PUBLISHED, Status.PUBLISHED, _REVIEWER),
    Move(Step.FOLLOW_UP, Status.PUBLISHED, Status.PUBLISHED, _REVIEWER | _SYSTEM),
    Move(Step.CONFIRM, Status.PUBLISHED, Status.PUBLISHED, _REVIEWER | _CONTRIBUTOR),
    Move(Step.RETIRE, Status.PUBLISHED, Status.RETIRED, _REVIEWER, words=True),
    Move(Step.REPLACE, Status.PUBLISHED, Status.REPLACED, _REVIEWER, words=True),
    Move(Step.REPLACE, Status.RETIRED, Status.REPLACED, _REVIEWER, words=True),
    Move(Step.RESTORE, Status.RETIRED, Status.PUBLISHED, _REVIEWER, words=True),
    Move(Step.RESTORE, Status.REPLACED, Status.PUBLISHED, _REVIEWER, words=True),
    # the bank itself
    Move(Step.REMIND, Status.ASKED, Status.ASKED, _SYSTEM),
    Move(Step.LAPSE, Status.ASKED, Status.WITHDRAWN, _SYSTEM, words=True),
    # from every state to the same one
    *(Move(Step.REPLY, status, status, _REVIEWER, words=True) for status in Status),
    *(Move(Step.NOTE, status, status, _REVIEWER) for status in Status),
    *(Move(Step.NEW_CODE, status, status, _SYSTEM) for status in Status),
    *(Move(Step.ERASE, status, status, _SYSTEM | _REVIEWER, words=True) for status in Status),
)

_MOVES = {(move.step, move.before, held): move for move in MOVES for held in (True, False) if move.held in (None, held)}

QUEUED = (Status.WAITING, Status.IN_REVIEW)  # what has a place in the queue
HELD = (Status.IN_REVIEW, Status.ASKED)  # what a reviewer can hold
CLOSED = (Status.DECLINED, Status.WITHDRAWN, Status.RETIRED, Status.REPLACED)  # nobody's turn any more
PRIVATE = frozenset({Step.NOTE, Step.RATE, Step.REMARK, Step.PROPOSE, Step.REPLY})  # a contributor is not told of it

ALLOWED: Mapping[Status, timedelta] = {
    Status.WAITING: timedelta(days=14),  # until somebody opens it
    Status.IN_REVIEW: timedelta(days=28),  # until it is decided
    Status.ASKED: timedelta(days=28),  # until the contributor answers
}

ANSWERS = ("still running", "adapted", "spread", "stopped", "newly evaluated")  # to a follow-up

_TURNS = {Status.WAITING: "Reviewers", Status.IN_REVIEW: "Reviewers", Status.ASKED: "Contributor"}

PLAIN_WORDS: dict[Status, tuple[str, str]] = {
    # state: (what it means for the contributor, whose turn it is)
    Status.WAITING: ("We have it, and nobody has opened it yet.", "The reviewers’ turn."),
    Status.IN_REVIEW: ("A reviewer is reading it.", "The reviewers’ turn."),
    Status.ASKED: ("A reviewer has asked you something.", "Your turn."),
    Status.PUBLISHED: ("It is in the bank for everyone to read.", "Nobody’s turn: it is done."),
    Status.DECLINED: ("It will not be published. The reason is below.", "Nobody’s turn: it is done."),
    Status.WITHDRAWN: (
        "It was withdrawn. You can send it again.",
        "Nobody’s turn, unless you send it again.",
    ),
    Status.RETIRED: ("It was published and has since been retired.", "Nobody’s turn: it is done."),
    Status.REPLACED: (
        "It was published, and a newer practice has taken its place.",
        "Nobody’s turn: it is done.",
    ),
}

WORDS_AFTER: dict[tuple[Status, Step], str] = {
    # state, and what has happened before: what it means for the contributor then
    (Status.WAITING, Step.CLAIM): "We have it. A reviewer has opened it before, and it waits to be taken up again.",
    (Status.WAITING, Step.ANSWER): "Your answer has arrived. It waits for a reviewer to take it up.",
    (Status.IN_REVIEW, Step.ANSWER): "Your answer has arrived, and a reviewer has it.",
}


class Happened(Protocol):
    """An event, as far as it matters here."""

    @property
    def step(self) -> Step: ...

    @property
    def after(self) -> Status: ...


_Happened = TypeVar("_Happened", bound=Happened)


def turn_of(status: Status) -> str:
    """Whose turn it is, for anybody but the contributor."""
    return _TURNS.get(status, "Nobody")


def meaning_of(status: Status, history: Sequence[Happened]) -> str:
    """What the state means for the contributor of a submission with this history, oldest first."""
    steps = {event.step for event in history}
    before = Step.ANSWER if last_answer(history) else Step.CLAIM if Step.CLAIM in steps else Step.SEND
    return WORDS_AFTER.get((status, before), PLAIN_WORDS[status][0])


def last_answer(history: Sequence[_Happened]) -> _Happened | None:
    """The answer that made it the reviewers' turn, which it has been since; None when nothing was answered."""
    for event in reversed(history):
        if event.step == Step.ANSWER:
            return event
        if event.after not in QUEUED:
            return None
    return None


def due(status: Status, since: datetime) -> datetime | None:
    """The date by which it should leave this state, None where nobody's turn is."""
    return since + ALLOWED[status] if status in ALLOWED else None


def check_step(step: Step, before: Status | None, role: Role, *, held: bool = True) -> Move:
    """The move this step makes with what a reviewer holds, or nobody. Raises `StepNotAllowed` when the table does
    not have it.
    """
    move = _MOVES.get((step, before, held))
    if move is None:
        where = f"that is {before}" if before else "that does not exist"
        raise StepNotAllowed(f"A submission {where} has no step “{step}”.")
    if role not in move.by:
        raise StepNotAllowed(f"The step “{step}” is not for a {role}.")
    return move


def next_steps(before: Status, roles: Iterable[Role]) -> tuple[Move, ...]:
    """What may follow, for somebody with these roles."""
    allowed = set(roles)
    return tuple(move for move in MOVES if move.before is before and move.by & allowed)
