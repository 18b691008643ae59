"""A small bank behind the server's routes, asked as a program would ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import serve
from starlette.testclient import TestClient

from practicebank.settings import Settings

PRACTICES = """\
title,summary,effectiveness,focus,organisation,linked_to,topics
Navigators,What was done.,Promising,Diversion; Prevention,Kent Police,,
Safer streets,Lamps against burglary.,Promising,Prevention,,,Crime prevention
Burglary burglary,Burglary.,Didn’t work,Prevention,,,
=1+1,What was done.,Promising,Prevention,<script>alert(1)</script>,HMICFRS,
"""


def _small_bank(folder: Path) -> Settings:
    (folder / "practices.csv").write_text(PRACTICES, encoding="utf-8")
    return Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return _small_bank(tmp_path)


@pytest.fixture
def own_client(settings: Settings) -> TestClient:
    """For a test that changes the files of `settings`."""
    return TestClient(serve(settings))


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """For tests that only ask."""
    return TestClient(serve(_small_bank(tmp_path_factory.mktemp("bank"))))


@pytest.fixture(scope="session")
def real_bank() -> Iterator[TestClient]:
    """The bank of this repository's data."""
    with TestClient(serve(Settings())) as client:
        yield client
