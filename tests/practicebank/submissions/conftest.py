"""Both engines, for real: every test that asks for `url` or `queue` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cluster import Cluster
from examples import NIGHT_WALKS, TERMS

from practicebank.submissions import keys
from practicebank.submissions.engine import open_engine
from practicebank.submissions.log import verify_log
from practicebank.submissions.queue import Receipt, ReviewQueue, open_queue

_numbers = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    open_engine(cluster.create("with_tables")).dispose()
    yield cluster
    cluster.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own, its tables made."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/queue.db"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"bank_{next(_numbers)}"
    yield cluster.create(name, template="with_tables")
    cluster.drop(name)


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
