"""The files of the catalogue, written with what the desk set and read again."""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
from hypothesis import example, given, settings

from practicebank.bank.amendments import amended, in_effect
from practicebank.bank.files import Files, read_files
from practicebank.bank.publications import Amended
from practicebank.bank.shelf import open_bank
from practicebank.briefing.archive import archive
from practicebank.briefing.catalogue_files import catalogue_files
from practicebank.fields import TOLD_IN_ACCOUNTS
from practicebank.settings import Settings
from tests.depth import examples
from tests.practicebank.amended_files import OTHER, PAGE, SLUG, VALUES, Said, desk, read_from, said

REAL = Settings()


def again(files: Files, folder: Path) -> Files:
    """The files written and read."""
    for name, content in catalogue_files(files).items():
        (folder / name).write_bytes(content)
    return read_from(folder)


def assert_same(one: Files, other: Files) -> None:
    pd.testing.assert_frame_equal(one.practices, other.practices)
    assert [one.accounts.of(row) for row in range(len(one.practices))] == [
        other.accounts.of(row) for row in range(len(other.practices))
    ]
    assert one.sources.by_practice == other.sources.by_practice
    assert catalogue_files(one) == catalogue_files(other)


def test_with_nothing_set_they_are_those_of_the_archive_and_those_that_were_read(tmp_path):
    files = read_files(REAL)
    written = catalogue_files(files)
    with zipfile.ZipFile(io.BytesIO(archive(open_bank(REAL), REAL, date(2026, 12, 1)))) as copy:
        assert written == {name: copy.read(f"bank/{name}") for name in written}
    assert written == {path.name: path.read_bytes() for path in (REAL.catalogue, REAL.accounts, REAL.sources)}
    assert_same(again(files, tmp_path), files)


_PLAIN = {name: values[0] for name, values in VALUES.items()}
_ALL = {name: Amended(values[-1], values[0], (OTHER, PAGE), "medium", "2026-12-01") for name, values in VALUES.items()}
_NONE = {name: Amended("", "", (), "told", "2026-12-01") for name, values in VALUES.items() if "" in values}


@settings(max_examples=examples(25), deadline=None)
@given(said, desk)
@example(Said(_PLAIN), _ALL)
@example(
    Said({name: values[-1] for name, values in VALUES.items()}, frozenset(TOLD_IN_ACCOUNTS), frozenset(VALUES)), _NONE
)
@example(Said(_PLAIN | {"evaluation_design": "None"}), {"evaluated": _ALL["evaluated"]})
def test_after_an_export_the_files_say_what_the_desk_set_and_the_same_is_shown(
    now: Said, values: Mapping[str, Amended]
):
    with tempfile.TemporaryDirectory() as folder:
        shown, _ = amended(now.read(Path(folder)), {SLUG: values})

        back = again(shown, Path(folder))

        assert [*back.catalogue.faults, *back.accounts.faults, *back.sources.faults] == []
        assert in_effect(back, {SLUG: values}) == {}
        assert amended(back, {SLUG: values}) == (back, [])
        assert_same(back, shown)


def test_only_the_lines_of_what_was_set_differ(tmp_path):
    files = Said(_PLAIN | {"problem": "Disorder.", "result": "Calls fell."}).read(tmp_path)
    set_there = {name: Amended("Noise", "", (PAGE,), "high", "2026-12-01") for name in ("problem", "organisation")}

    before, after = (catalogue_files(amended(files, {SLUG: values})[0]) for values in ({}, set_there))

    for name, differ in {"practices.csv": [2], "accounts.csv": [3]}.items():
        lines = zip(before[name].splitlines(), after[name].splitlines(), strict=True)
        assert [at for at, (one, other) in enumerate(lines) if one != other] == differ
    assert after["sources.csv"].removeprefix(before["sources.csv"]).decode() == f"{SLUG},organisation,{PAGE},high\n"
