"""A desk with a queue on both engines, and two reviewers at it."""

from collections.abc import Iterator

import pytest
from desks import KEY, PEOPLE, sit_down
from examples import NIGHT_WALKS

from practicebank.bank.bank import Bank
from practicebank.bank.shelf import Shelf
from practicebank.desk.desk import Desk
from practicebank.services import Services
from practicebank.settings import Settings
from practicebank.submissions import codes
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.storage.audit_log import verify_log


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The bank of the catalogue, opened once; nothing is added to it."""
    return Shelf(Settings())


@pytest.fixture
def bank(shelf: Shelf) -> Bank:
    return shelf.current()


@pytest.fixture
def own_services(url: str) -> Iterator[Services]:
    """A process with a bank of its own: what is published comes into it. Whatever a test did, its log must hold."""
    services = Services(Settings(database_url=url, reviewer_key=KEY, reviewers=PEOPLE, smtp_url="smtp://localhost"))
    yield services
    engine = services.queue().engine
    faults = verify_log(engine)
    engine.dispose()
    assert faults == []


@pytest.fixture
def services(own_services: Services, shelf: Shelf) -> Services:
    """A process that shows the bank all tests share: to open one takes longer than most of them."""
    own_services.shelf = shelf
    return own_services


@pytest.fixture
def queue(own_services: Services) -> ReviewQueue:
    return own_services.queue()


@pytest.fixture
def ada(services: Services) -> Desk:
    return sit_down(services, "Ada")


@pytest.fixture
def ben(services: Services) -> Desk:
    return sit_down(services, "Ben")


@pytest.fixture
def reference(queue: ReviewQueue) -> str:
    return queue.submit(NIGHT_WALKS, codes.new_key()).reference
