"""The tile map's counts, against counting by hand; its words; and what is near to a reader."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.analysis.places import PlaceMap, how_near, place_map
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.catalogue.places import load_places
from practicebank.fields import NOT_RECORDED, WITHHELD
from practicebank.settings import Settings
from tests.depth import examples
from tests.practicebank.small_tables import VOCABULARY, csv_text

PLACES = """\
organisation,region,column,row,short
Essex Police,Eastern,7,7,Essex
Kent Police,South East,6,8,Kent
Surrey Police,South East,4,8,Surrey
Gwent Police,Wales,2,6,Gwent
Dorset Police,South West,2,8,Dorset
"""
FORCES = ("Essex Police", "Kent Police", "Surrey Police", "Gwent Police", "Dorset Police")


def bank_of(folder: Path, *organisations: str, places: str = PLACES) -> Bank:
    """A practice for each organisation named, by turns promising and untested."""
    rows = [
        {"title": f"P{at}", "organisation": name, "effectiveness": ("Promising", "Untested")[at % 2]}
        for at, name in enumerate(organisations)
    ]
    (folder / "practices.csv").write_text(csv_text(*rows), encoding="utf-8")
    (folder / "places.csv").write_text(places, encoding="utf-8")
    return open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")}))


def shown(bank: Bank, **query: str) -> PlaceMap:
    chosen = Filters.from_query({key: [value] for key, value in query.items()}, bank.facets)
    drawn = place_map(bank, bank.select(chosen))
    assert drawn is not None
    return drawn


@pytest.fixture(scope="module")
def real() -> Bank:
    return open_bank(Settings())


def test_the_real_map_agrees_with_the_catalogue(real: Bank) -> None:
    drawn = shown(real)
    named = Counter(real.practices["organisation"].astype(object).fillna(NOT_RECORDED))
    assert {tile.bar.label: tile.bar.number for tile in drawn.tiles} == {
        place.organisation: named[place.organisation] for place in real.places.tiles
    }
    assert {bar.label for bar in drawn.elsewhere} >= {"Police Scotland", "Public Health Wales"}
    assert drawn.missing.number == 23
    assert drawn.title == "20 of 43 police forces have shared a practice; Northamptonshire Police the most, 4"
    assert drawn.sentence == (
        "9 other organisations have shared 9 practices. No force in the West Midlands has shared one. "
        "For 23 practices no organisation is recorded."
    )
    assert {bar.label: bar.number for bar in drawn.regions}["South East"] == 9
    assert (drawn.first, drawn.columns) == ((1, 0), 7)


def test_tiles_stand_in_reading_order(real: Bank) -> None:
    places = [(tile.place.row, tile.place.column) for tile in shown(real).tiles]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("organisations", "title"),
    [
        ([], "No practice is shown"),
        ([""], "None of 5 police forces has shared a practice"),
        (["Kent Police"], "1 of 5 police forces has shared a practice: Kent Police, 1"),
        (
            ["Kent Police"] * 2 + ["Gwent Police"],
            "2 of 5 police forces have shared a practice; Kent Police the most, 2",
        ),
        (["Kent Police", "Gwent Police"], "2 of 5 police forces have shared a practice, 1 each"),
        (FORCES, "All 5 police forces have shared a practice, 1 each"),
        (
            [*FORCES[:2] * 2, "Gwent Police"],
            "3 of 5 police forces have shared a practice; Essex Police and Kent Police the most, 2 each",
        ),
        ([*FORCES, *FORCES[:4]], "All 5 police forces have shared a practice; 4 of them the most, 2 each"),
        (["Kent Police"] * 1_200, "1 of 5 police forces has shared a practice: Kent Police, 1,200"),
    ],
)
def test_the_title_is_the_finding(tmp_path: Path, organisations: list[str], title: str) -> None:
    assert shown(bank_of(tmp_path, *organisations)).title == title


@pytest.mark.parametrize(("organisations", "said"), [([""], "no practice"), (["Kent Police"] * 2, "2 practices")])
def test_a_map_of_one_names_it(tmp_path: Path, organisations: list[str], said: str) -> None:
    one = "\n".join(line for line in PLACES.splitlines() if not line.endswith(("Essex", "Surrey", "Gwent", "Dorset")))
    assert shown(bank_of(tmp_path, *organisations, places=one)).title == f"Kent Police has shared {said}"


def test_a_choice_is_not_taken_for_everything(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, "Kent Police", "Gwent Police", "Kent Police")
    drawn = shown(bank, effectiveness="Promising")
    assert drawn.title == "1 of 5 police forces has shared a practice shown here: Kent Police, 2"
    chosen = shown(bank, organisation="Kent Police")
    assert {tile.bar.label: (tile.bar.number, tile.more) for tile in chosen.tiles if tile.more} == {
        "Kent Police": (2, 2),
        "Gwent Police": (0, 1),
    }


def test_a_tile_is_said_in_words(tmp_path: Path) -> None:
    drawn = shown(bank_of(tmp_path, "Kent Police", "Kent Police", "Gwent Police"))
    said = [drawn.in_words(tile.bar) for tile in drawn.tiles]
    assert "Kent Police: 2 practices, 1 Promising and 1 Untested – new or innovative" in said
    assert "Gwent Police: 1 practice, Promising" in said
    assert "Dorset Police: no practice" in said


def test_who_is_withheld_stands_beside_the_map_and_is_no_organisation(tmp_path: Path) -> None:
    drawn = shown(bank_of(tmp_path, WITHHELD, "College", "College"))
    assert [(bar.label, bar.number) for bar in drawn.elsewhere] == [("College", 2), (WITHHELD, 1)]
    assert "1 other organisation has shared 2 practices." in drawn.sentence


def test_without_the_file_there_is_no_map(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, "Kent Police", places="nonsense")
    assert place_map(bank, bank.select(Filters())) is None
    assert len(bank.places.faults) == 1


NAMES = (*FORCES, "Kent Police (old)", "kent police", "Public Health Wales", "")


@settings(max_examples=examples(40))
@given(organisations=st.lists(st.sampled_from(NAMES), max_size=12), promising=st.booleans())
def test_the_map_adds_up_to_what_is_shown(organisations: list[str], promising: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drawn = shown(bank_of(Path(folder), *organisations), **({"effectiveness": "Promising"} if promising else {}))
    kept = organisations[::2] if promising else organisations
    by_hand = Counter(kept)
    bars = drawn.bars
    assert {bar.label: bar.number for bar in bars if bar.number} == {
        name or NOT_RECORDED: number for name, number in by_hand.items()
    }
    assert all(sum(bar.parts) == bar.number for bar in bars)
    assert drawn.whole == len(kept) == drawn.table["Practices"].sum()
    assert drawn.table.iloc[:, 3:].to_numpy().sum() == len(kept)
    assert drawn.title
    assert drawn.sentence or len(by_hand) > 0


@pytest.mark.parametrize(
    ("near", "organisation", "regions", "said"),
    [
        ("", "Kent Police", ["South East"], ""),
        ("Nobody", "Kent Police", ["South East"], ""),
        ("Kent Police", "Kent Police", [], "Tried in your force: Kent Police"),
        ("Kent Police", "Surrey Police", [], "Tried in your region: South East"),
        ("Kent Police", "", ["Wales", "South East"], "Tried in your region: South East"),
        ("Kent Police", "Gwent Police", ["Wales"], "Not recorded as tried in your force or region"),
        ("Kent Police", "", [], "Not recorded as tried in your force or region"),
    ],
)
def test_what_is_near_is_said(tmp_path: Path, near: str, organisation: str, regions: list[str], said: str) -> None:
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    places = load_places(tmp_path / "places.csv", VOCABULARY)
    assert how_near(places, near, organisation, regions) == said
