"""A queue and something in it, on both engines."""

import multiprocessing
import multiprocessing.forkserver
import os
import sys
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest
from examples import ANSWER_DAYS, NIGHT_WALKS, TERMS

from practicebank.submissions import codes
from practicebank.submissions.queue import Receipt, ReviewQueue, open_queue
from practicebank.submissions.storage.audit_log import verify_log
from tests.postbox import Postbox, running


@pytest.fixture(scope="session")
def processes() -> ForkServerContext:
    """Makes processes that have the package imported already, and nothing of this one's besides."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["sender", "psycopg", "sqlalchemy.dialects.postgresql.psycopg"])
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        multiprocessing.forkserver.ensure_running()
    return context


@pytest.fixture
def queue(url: str) -> Iterator[ReviewQueue]:
    """A queue that writes mails and whose questions lapse; whatever a test did to it, its log must hold afterwards."""
    queue = open_queue(
        url, TERMS, mails=True, tracking_page="https://bank.example.org/submission", answer_days=ANSWER_DAYS
    )
    yield queue
    faults = verify_log(queue.engine)
    queue.engine.dispose()
    assert faults == []


@pytest.fixture
def receipt(queue: ReviewQueue) -> Receipt:
    return queue.submit(NIGHT_WALKS, codes.new_key())


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def smtp(postbox: Postbox) -> Iterator[str]:
    with running(postbox) as address:
        yield address
