"""A catalogue that is half written, or replaced while it is read, is never shown mixed up, and is right at the next visit."""

import os
from dataclasses import replace as with_other
from pathlib import Path

import pytest

from practicebank.bank.shelf import Shelf
from practicebank.settings import Settings
from tests.practicebank.small_tables import csv_text

OLD = csv_text(*({"title": f"Old {number}"} for number in range(9)))
NEW = csv_text(*({"title": f"New {number}", "summary": "Two\nlines, “quoted”."} for number in range(9)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "practices.csv"
    path.write_text(OLD, encoding="utf-8")
    return with_other(Settings(), catalogue=path, sources=tmp_path / "none.csv")


def titles(shelf: Shelf) -> list[str]:
    return list(shelf.current().practices["title"])


@pytest.mark.parametrize("part", [0.0, 0.02, 0.4, 0.5, 0.77, 0.9, 0.98])
def test_of_a_half_written_file_only_its_own_rows_are_shown_and_soon_all_of_them(
    settings: Settings, part: float
) -> None:
    shelf = Shelf(settings)
    old = titles(shelf)
    raw = NEW.encode()
    settings.catalogue.write_bytes(raw[: int(len(raw) * part)])
    shown = titles(shelf)
    if shown == old:
        assert "practices.csv" in shelf.problem
    else:
        assert shown == [f"New {number}" for number in range(len(shown))]
    settings.catalogue.write_bytes(raw)
    assert titles(shelf) == [f"New {number}" for number in range(9)]
    assert shelf.problem == ""


def test_a_catalogue_replaced_while_it_is_read_is_shown_whole_and_then_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(settings)
    new = settings.catalogue.with_name("new.csv")
    new.write_text(NEW, encoding="utf-8")

    def replaced(_practices: int) -> None:
        if new.exists():
            os.replace(new, settings.catalogue)

    monkeypatch.setattr(shelf, "_has_read", replaced)
    assert titles(shelf) == [f"Old {number}" for number in range(9)]
    assert not new.exists()
    assert titles(shelf) == [f"New {number}" for number in range(9)]
