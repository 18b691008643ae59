"""The ZIP of the whole bank, and the bank that comes out of it again."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.briefing.archive import SUMS, BrokenCopy, archive, rebuild
from practicebank.settings import Settings
from tests.practicebank.briefing.choices import HOSTILE, REAL, bank_of_rows, hostile_bank
from tests.practicebank.briefing.hostile_practice import bank_with_it

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def zipped() -> bytes:
    return archive(REAL, Settings(), DAY)


def rebuilt(body: bytes, folder: Path) -> Bank:
    (folder / "copy.zip").write_bytes(body)
    return open_bank(rebuild(folder / "copy.zip", folder / "back"))


def changed(body: bytes, **contents: bytes | None) -> bytes:
    """The ZIP with other files in it: by name, None for one that is left out."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            if name not in contents:
                after.writestr(name, before.read(name))
        for name, content in contents.items():
            if content is not None:
                after.writestr(name, content)
    return held.getvalue()


def test_the_bank_that_is_rebuilt_is_the_same_bank(zipped: bytes, tmp_path: Path) -> None:
    back = rebuilt(zipped, tmp_path)
    pd.testing.assert_frame_equal(back.practices, REAL.practices)
    assert back.version == REAL.version
    assert back.vocabulary == REAL.vocabulary
    assert back.sources.by_practice == REAL.sources.by_practice
    assert back.places == REAL.places
    assert {key: facet.counts() for key, facet in back.facets.items()} == {
        key: facet.counts() for key, facet in REAL.facets.items()
    }
    for words in ("burglary", "DA", "young people stealing cars"):
        assert (
            back.select(Filters(q=words), "match").rows.tolist() == REAL.select(Filters(q=words), "match").rows.tolist()
        )


def test_a_copy_of_the_rebuilt_bank_is_the_same_file(zipped: bytes, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_bytes(zipped)
    settings = rebuild(tmp_path / "copy.zip", tmp_path / "back")
    again = archive(open_bank(settings), settings, DAY)
    with zipfile.ZipFile(io.BytesIO(zipped)) as one, zipfile.ZipFile(io.BytesIO(again)) as other:
        assert one.read(SUMS).decode().splitlines() == other.read(SUMS).decode().splitlines()


def test_a_copy_from_before_there_were_accounts_still_opens(zipped: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped)) as copy:
        sums = [line for line in copy.read(SUMS).decode().splitlines() if not line.endswith("bank/accounts.csv")]
    back = rebuilt(changed(zipped, **{"bank/accounts.csv": None, SUMS: "\n".join(sums).encode()}), tmp_path)
    assert len(back) == 63
    assert back.account("hot-spots-app") == ()
    assert back.faults == ()


def test_a_bank_without_a_map_has_none_in_its_copy(tmp_path: Path) -> None:
    (tmp_path / "practices.csv").write_bytes(Settings().catalogue.read_bytes())
    settings = Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(tmp_path / "practices.csv")})
    body = archive(open_bank(settings), settings, DAY)
    with zipfile.ZipFile(io.BytesIO(body)) as copy:
        assert "bank/places.csv" not in copy.namelist()
        assert "places" not in copy.read("datapackage.json").decode()
    assert rebuilt(body, tmp_path).places.tiles == ()


def test_what_was_published_is_told_in_the_copy_and_rebuilt(tmp_path: Path) -> None:
    bank = bank_with_it()
    body = archive(bank, Settings(), DAY)
    with zipfile.ZipFile(io.BytesIO(body)) as copy:
        lines = list(csv.DictReader(io.StringIO(copy.read("bank/accounts.csv").decode(), newline="")))
        catalogue = list(csv.DictReader(io.StringIO(copy.read("bank/practices.csv").decode(), newline="")))
    told = [line for line in lines if line["slug"] == "hostile"]
    assert lines[-len(told) :] == told
    assert {(line["confidence"], line["source_url"], line["read"]) for line in told} == {("told", "", "2027-03-03")}
    assert catalogue[-1]["evaluation_design"] == "Comparison group"
    assert "Alex Example" not in body.decode("latin-1")
    back = rebuilt(body, tmp_path)
    assert [each.text for each in back.account("weve-got-heart")] == [
        each.text for each in REAL.account("weve-got-heart")
    ]
    again = archive(back, rebuild(tmp_path / "copy.zip", tmp_path / "again"), DAY)
    with zipfile.ZipFile(io.BytesIO(body)) as one, zipfile.ZipFile(io.BytesIO(again)) as other:
        assert one.read("bank/practices.csv") == other.read("bank/practices.csv")


def test_what_only_a_design_says_is_not_written_into_the_catalogue(tmp_path: Path) -> None:
    line = "night-walks,evaluation_design,Randomised trial,https://example.org,high"
    rows = [
        {"slug": slug, "title": slug, "evaluated": said} for slug, said in {"night-walks": "", "vans": "No"}.items()
    ]
    bank = bank_of_rows(tmp_path, *rows, accounts=f"slug,field,text,source_url,confidence\n{line}\n")
    assert bank.faults == ()
    body = archive(bank, Settings(), DAY)
    with zipfile.ZipFile(io.BytesIO(body)) as copy:
        catalogue = list(csv.DictReader(io.StringIO(copy.read("bank/practices.csv").decode(), newline="")))
    assert [row["evaluated"] for row in catalogue] == ["", "No"]
    assert rebuilt(body, tmp_path).practices["evaluated"].tolist() == ["Yes", "No"]


def test_hostile_text_survives_and_runs_nowhere(tmp_path: Path) -> None:
    bank = hostile_bank(tmp_path)
    body = archive(bank, Settings(), DAY)
    back = rebuilt(body, tmp_path)
    assert list(back.practices["title"]) == list(bank.practices["title"])
    with zipfile.ZipFile(io.BytesIO(body)) as copy:
        opened = csv.DictReader(io.StringIO(copy.read("practices.csv").decode("utf-8-sig"), newline=""))
        titles = [row["title"] for row in opened]
        raw = [item["title"] for item in json.loads(copy.read("practices.json"))]
    assert f"'{HOSTILE[0]}" in titles
    assert HOSTILE[0] in raw


def test_the_data_package_names_every_column_in_order(zipped: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped)) as copy:
        package = json.loads(copy.read("datapackage.json"))
        for resource in package["resources"]:
            header = next(csv.reader(io.StringIO(copy.read(resource["path"]).decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert package["version"] == REAL.version


def test_nothing_private_is_in_a_copy(zipped: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped)) as copy:
        assert sorted(copy.namelist()) == [
            "LICENCE.txt",
            "README.txt",
            "SHA256SUMS",
            "bank/accounts.csv",
            "bank/places.csv",
            "bank/practices.csv",
            "bank/sources.csv",
            "bank/synonyms.csv",
            "bank/vocabulary.toml",
            "datapackage.json",
            "practice-bank.html",
            "practices.csv",
            "practices.json",
            "practices.xlsx",
        ]
        assert str(Path.cwd()) not in "".join(
            copy.read(name).decode(errors="replace") for name in copy.namelist() if not name.endswith("xlsx")
        )


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({"bank/practices.csv": b"title\nother\n"}, "bank/practices.csv in copy.zip was changed"),
        ({"bank/practices.csv": None}, "lacks bank/practices.csv"),
        ({SUMS: None}, "has no SHA256SUMS"),
        ({SUMS: b"abc  nothing\n"}, "lacks bank/practices.csv, bank/vocabulary.toml, nothing"),
    ],
)
def test_a_broken_copy_is_not_rebuilt(
    zipped: bytes, tmp_path: Path, contents: dict[str, bytes | None], said: str
) -> None:
    with pytest.raises(BrokenCopy, match=said):
        rebuilt(changed(zipped, **contents), tmp_path)
    assert not (tmp_path / "back").exists()


def test_a_copy_cannot_write_outside_its_folder(zipped: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped)) as copy:
        sums = copy.read(SUMS).decode()
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    escaping = changed(zipped, **{SUMS: f"{empty}  ../outside\n{sums}".encode(), "../outside": b""})
    with pytest.raises(BrokenCopy, match="outside the folder"):
        rebuilt(escaping, tmp_path)
    assert not (tmp_path / "outside").exists()


def test_what_is_no_zip_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BrokenCopy, match=r"copy.zip cannot be read"):
        rebuilt(b"not a zip", tmp_path)
