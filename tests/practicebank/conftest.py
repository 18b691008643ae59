"""Both engines, for real: every test that asks for `url` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cluster import Cluster

from practicebank.submissions.storage.engine import open_engine
from tests.conftest import empty_database

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
        (tmp_path / "queue.db").write_bytes(empty_database())
        yield f"sqlite:///{tmp_path}/queue.db"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"bank_{next(_numbers)}"
    yield cluster.create(name, template="with_tables")
    cluster.drop(name)
