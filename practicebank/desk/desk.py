"""The desk itself: the queue, the door that says who is at it, and the rules it keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from practicebank.access.door import Door, Reviewer
from practicebank.bank.shelf import Bank
from practicebank.desk.checklist import BUILT_IN
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import Role, Status
from practicebank.submissions.storage.audit_log import Actor


@dataclass(frozen=True)
class Desk:
    """`who` is whoever claims to be at it. `bank` gives the bank as it stands, `made_public` is called after
    something that readers see has changed. `review` is the file with the checklist.
    """

    queue: ReviewQueue
    door: Door
    who: object
    bank: Callable[[], Bank]
    made_public: Callable[[], None]
    two_reviewers: bool = False
    review: Path = BUILT_IN

    def reviewer(self) -> Reviewer:
        """Who is there. Raises `NotAllowed`; every function of the desk calls it first."""
        return self.door.check(self.who)


@dataclass(frozen=True)
class Seen:
    """The submission as a reviewer saw it when they decided: its state and its last event."""

    status: Status
    event: int


def actor(reviewer: Reviewer) -> Actor:
    """The reviewer as the log names them."""
    return Actor(Role.REVIEWER, reviewer.email)
