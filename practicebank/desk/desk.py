"""The desk itself: a reviewer whom the door has let in, the queue, and the bank that readers see."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from practicebank.access.door import SIGNED_OUT, Reviewer
from practicebank.access.people import NotAllowed
from practicebank.bank.bank import Bank
from practicebank.services import Services
from practicebank.submissions.states import Role, Status
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.sign_ins import sign_in_holds


class Desk:
    """What a reviewer works at during one run of a page, one callback or one file.

    To make it is to ask the door, and nobody else gets one: so no function of the desk has to ask. It does not notice
    that somebody signs out, so nothing keeps it for later; `renew` it instead.
    """

    def __init__(self, services: Services, who: object) -> None:
        """`who` is whoever claims to be a reviewer. Raises `NotAllowed`, `QueueUnavailable`."""
        self.reviewer: Reviewer = services.door.check(who)
        self.queue = services.queue(services.shelf.current().vocabulary)
        if self.reviewer.with_key and not sign_in_holds(self.queue, self.reviewer.ticket):  # out at another server
            raise NotAllowed(SIGNED_OUT)
        self.services = services

    def renew(self) -> "Desk":
        """The desk at a later moment, if its reviewer is still let in. Raises `NotAllowed`, `QueueUnavailable`."""
        return Desk(self.services, self.reviewer)

    @property
    def two_reviewers(self) -> bool:
        """Whether two must agree before anything is published or declined."""
        return self.services.settings.two_reviewers

    @property
    def review(self) -> Path:
        """The file with the checklist and the reasons for declining."""
        return self.services.settings.review

    @property
    def actor(self) -> Actor:
        """The reviewer as the log names them."""
        return Actor(Role.REVIEWER, self.reviewer.email)

    def bank(self) -> Bank:
        """The bank as it stands."""
        return self.services.shelf.current()

    def bring_to_readers(self) -> None:
        """Puts into the bank what was decided. A database that is away just now is looked at again within seconds, by
        the thread that watches it: what was decided is decided.
        """
        with suppress(QueueUnavailable):
            self.services.watch.refresh(self.queue)


@dataclass(frozen=True)
class Seen:
    """The submission as a reviewer saw it when they decided: its state and its last event."""

    status: Status
    event: int
