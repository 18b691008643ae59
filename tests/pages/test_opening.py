"""What a reader sees while a large bank is read."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest
from reading import html_of
from streamlit.testing.v1 import AppTest

from practicebank.bank.shelf import BankOpening
from practicebank.services import services_of
from practicebank.settings import Settings
from tests.conftest import ROOT

REAL = (ROOT / "data" / "practices.csv").read_text(encoding="utf-8")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A catalogue that comes through a pipe: it is as slow as the test wants."""
    os.mkfifo(tmp_path / "practices.csv")
    monkeypatch.setenv("PRACTICEBANK_CATALOGUE", str(tmp_path / "practices.csv"))
    return Settings.from_environment()


@contextmanager
def being_read(settings: Settings) -> Iterator[TextIO]:
    """Afterwards the file is a plain one, as the pipe had it, and the bank is open."""
    opened = services_of(settings).shelf
    assert opened.open_beside()
    with settings.catalogue.open("w", encoding="utf-8") as pipe:
        yield pipe
        plain = settings.catalogue.with_suffix(".new")
        plain.write_text(REAL, encoding="utf-8")
        plain.replace(settings.catalogue)
    opened.wait()


def test_the_page_says_that_the_bank_is_being_opened_and_is_then_the_page(app: AppTest, settings: Settings) -> None:
    with being_read(settings) as pipe:
        said = html_of(app.run())
        assert "Opening the bank" in said
        assert "0 practices read" in said
        pipe.write(REAL)
    said = html_of(app.run())
    assert "Opening the bank" not in said
    assert "63 practices in all" in said


def test_a_bank_that_cannot_be_opened_after_all_says_why(app: AppTest, settings: Settings) -> None:
    with being_read(settings) as pipe:
        assert "Opening the bank" in html_of(app.run())
        pipe.write("nothing,of,the,kind\n")
    assert services_of(settings).shelf.problem.startswith("practices.csv has no column")


def test_visitors_are_told_how_far_it_is_and_never_wait(settings: Settings) -> None:
    with being_read(settings) as pipe:
        with pytest.raises(BankOpening, match="The bank is being opened: 0 practices read"):
            services_of(settings).shelf.current()
        assert not services_of(settings).shelf.open_beside()
        assert len([each for each in threading.enumerate() if each.name == "opening the bank"]) == 1
        pipe.write(REAL)
    assert len(services_of(settings).shelf.current()) == 63
