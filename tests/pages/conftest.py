"""What the tests of pages share."""

import os
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.audit_log import verify_log


@pytest.fixture
def queue(app: AppTest) -> Iterator[ReviewQueue]:
    """The queue the app writes to; whatever was done through the form, its log holds."""
    queue = open_queue(os.environ["PRACTICEBANK_DATABASE_URL"])
    yield queue
    faults = verify_log(queue.engine)
    queue.engine.dispose()
    assert faults == []
