"""A desk with a queue on both engines, and two reviewers at it."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from examples import NIGHT_WALKS, TERMS

from practicebank.access.door import Door
from practicebank.bank.shelf import Bank, open_bank
from practicebank.desk.desk import Desk
from practicebank.settings import Settings
from practicebank.submissions import codes
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.audit_log import verify_log

KEY = "a key that nobody guesses"
_sessions = count(1)


@pytest.fixture(scope="session")
def bank() -> Bank:
    return open_bank(Settings())


@pytest.fixture
def queue(url: str) -> Iterator[ReviewQueue]:
    """Whatever a test did to it, its log must hold afterwards."""
    queue = open_queue(url, TERMS, mails=True)
    yield queue
    faults = verify_log(queue.engine)
    queue.engine.dispose()
    assert faults == []


@pytest.fixture
def entrance() -> Door:
    return Door(Settings(reviewer_key=KEY))


@pytest.fixture
def sit_down(queue: ReviewQueue, entrance: Door, bank: Bank) -> Callable[[str], Desk]:
    """A desk for somebody by this name, who has come in with the key."""

    def sit(name: str) -> Desk:
        email = f"{name.casefold()}@example.org"
        who = entrance.enter_with_key(
            queue, KEY, name, email, session=str(next(_sessions)), address=str(next(_sessions))
        )
        return Desk(queue, entrance, who, lambda: bank, lambda: None)

    return sit


@pytest.fixture
def ada(sit_down: Callable[[str], Desk]) -> Desk:
    return sit_down("Ada")


@pytest.fixture
def ben(sit_down: Callable[[str], Desk]) -> Desk:
    return sit_down("Ben")


@pytest.fixture
def reference(queue: ReviewQueue) -> str:
    return queue.submit(NIGHT_WALKS, codes.new_key()).reference
