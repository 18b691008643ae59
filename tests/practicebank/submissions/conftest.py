"""A queue and something in it, on both engines."""

from collections.abc import Iterator

import pytest
from examples import NIGHT_WALKS, TERMS

from practicebank.submissions import keys
from practicebank.submissions.log import verify_log
from practicebank.submissions.queue import Receipt, ReviewQueue, open_queue


@pytest.fixture
def queue(url: str) -> Iterator[ReviewQueue]:
    """A queue that writes mails; whatever a test did to it, its log must hold afterwards."""
    queue = open_queue(url, TERMS, mails=True, tracking_page="https://bank.example.org/submission")
    yield queue
    faults = verify_log(queue.engine)
    queue.engine.dispose()
    assert faults == []


@pytest.fixture
def receipt(queue: ReviewQueue) -> Receipt:
    return queue.submit(NIGHT_WALKS, keys.new_key())
