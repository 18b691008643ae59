"""The map's file: what is read of it, and what is a fault."""

from pathlib import Path

import pytest

from practicebank.catalogue.places import HEADER, LONGEST_NAME, Place, load_places
from practicebank.settings import Settings
from tests.practicebank.small_tables import VOCABULARY

KENT = "Kent Police,South East,6,8,Kent"
ESSEX = "Essex Police,Eastern,7,7,Essex"


def written(folder: Path, *lines: str, header: str = ",".join(HEADER)) -> Path:
    path = folder / "places.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


def test_every_line_is_a_tile(tmp_path: Path) -> None:
    places = load_places(written(tmp_path, KENT, "", ESSEX), VOCABULARY)
    assert places.tiles == (
        Place("Kent Police", "South East", 6, 8, "Kent"),
        Place("Essex Police", "Eastern", 7, 7, "Essex"),
    )
    assert places.faults == ()
    assert places.of["Essex Police"].region == "Eastern"


@pytest.mark.parametrize(
    ("name", "short"),
    [("Devon and Cornwall Police", "DCP"), ("kent", "kent"), ("the long arm of the law", "the lo")],
)
def test_without_a_short_name_a_tile_has_the_first_letters(tmp_path: Path, name: str, short: str) -> None:
    header = "organisation,region,column,row"
    [tile] = load_places(written(tmp_path, f"{name},South West,1,8", header=header), VOCABULARY).tiles
    assert tile.short == short


def test_the_columns_stand_in_any_order_and_another_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, "8,6,South East,Kent Police,x", header="Row,column,region,organisation,colour")
    places = load_places(path, VOCABULARY)
    assert [(fault.line, fault.column) for fault in places.faults] == [(1, "colour")]
    assert [(place.column, place.row) for place in places.tiles] == [(6, 8)]


def test_no_file_means_no_map_and_no_fault(tmp_path: Path) -> None:
    places = load_places(tmp_path / "none.csv", VOCABULARY)
    assert (places.tiles, places.faults) == ((), ())


@pytest.mark.parametrize(
    ("line", "column", "advice"),
    [
        (",South East,1,1,", "organisation", "Enter the name of an organisation."),
        ("not recorded,South East,1,1,", "organisation", "Enter the name of an organisation."),
        (f"{'x' * (LONGEST_NAME + 1)},South East,1,1,", "organisation", "Shorten it to 100 characters."),
        ("<b>Kent</b>,South East,1,1,K", "organisation", "Write it on one line, without < and >"),
        ('"Kent\nPolice",South East,1,1,K', "organisation", "Write it on one line"),
        ("Surrey Police,South East,1,1,<i>", "short", "Write it on one line, without < and >"),
        ("Surrey Police,South East,1,1,Surreys", "short", "Shorten it to 6 characters."),
        ("Surrey Police,Atlantis,1,1,S", "region", "Use a term of the vocabulary"),
        ("Surrey Police,,1,1,S", "region", "Use a term of the vocabulary"),
        ("Surrey Police,South East,,1,S", "column", "Enter a whole number from 0 to 30."),
        ("Surrey Police,South East,1,-1,S", "row", "Enter a whole number from 0 to 30."),
        ("Surrey Police,South East,1,31,S", "row", "Enter a whole number from 0 to 30."),
        ("Surrey Police,South East,²,1,S", "column", "Enter a whole number from 0 to 30."),
        ("Surrey Police,South East,1", "", "Give 5 cells: there are 3."),
        ("Kent Police,South East,1,1,K", "organisation", "Remove this line: line 2 has the same organisation."),
        ("Surrey Police,South East,6,8,S", "column", "Give it a place of its own: the tile of line 2 stands there."),
        ('Surrey Police,"South East,1,1,S', "", "Close the quotation mark"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_left_out(tmp_path: Path, line: str, column: str, advice: str) -> None:
    places = load_places(written(tmp_path, KENT, line, ESSEX), VOCABULARY)
    [fault] = places.faults
    assert (fault.line, fault.column) == (3, column)
    assert fault.advice.startswith(advice)
    assert [place.organisation for place in places.tiles] == ["Kent Police", "Essex Police"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"organisation,region\n",
        b"organisation,region,column,row,row\n",
        "organisation,region,column,row\n".encode("utf-16"),
        b"organisation,region,column,row\n\xe9,South East,1,1\n",
        b'"organisation,region,column,row',
    ],
)
def test_a_file_that_cannot_be_read_leaves_no_map_and_one_fault(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(raw)
    places = load_places(path, VOCABULARY)
    assert places.tiles == ()
    assert len(places.faults) == 1


def test_a_folder_in_its_place_is_a_fault(tmp_path: Path) -> None:
    assert len(load_places(tmp_path, VOCABULARY).faults) == 1


def test_the_forces_of_england_and_wales_have_a_tile_each() -> None:
    places = load_places(Settings().places, VOCABULARY)
    assert (len(places.tiles), places.faults) == (43, ())
    assert len({place.short for place in places.tiles}) == 43
    assert {place.region for place in places.tiles} == set(VOCABULARY["region"].names)
