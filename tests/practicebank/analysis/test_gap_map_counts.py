"""The gap map: every practice in every cell it belongs to, every empty cell accounted for."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from practicebank.analysis.gap_map import COLOURS, CROSSED, Axes, GapMap, State, gap_map, prefilled, rows_of_cell
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.fields import COLUMNS, NOT_RECORDED, values_in
from practicebank.settings import Settings
from tests.practicebank.small_tables import csv_text

REAL = open_bank(Settings())


def bank(folder: Path, *rows: Mapping[str, str]) -> Bank:
    (folder / "practices.csv").write_text(csv_text(*rows, columns=COLUMNS), encoding="utf-8")
    return open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")}))


def drawn(bank: Bank, rows: str, columns: str, **filters: Sequence[str]) -> GapMap:
    chosen = Filters.from_query(filters, bank.facets)
    return gap_map(bank, bank.select(chosen), Axes(rows, columns))


@pytest.mark.parametrize(("rows", "columns"), list(permutations(CROSSED, 2)))
def test_every_cell_counts_the_practices_that_name_both_terms(rows, columns):
    drawn_map = drawn(REAL, rows, columns)

    def terms(record, key):
        cell = record[CROSSED[key][0]]
        return values_in(CROSSED[key][0], cell) if isinstance(cell, str) else [NOT_RECORDED]

    records = REAL.practices.to_dict("records")
    for row in drawn_map.cells:
        for cell in row:
            inside = [
                record
                for record in records
                if cell.row in terms(record, rows) and cell.column in terms(record, columns)
            ]
            assert cell.number == len(inside)
            assert sum(cell.parts) == len(inside)
            there = rows_of_cell(REAL, REAL.select(Filters()), drawn_map.axes, cell)
            assert {REAL.practices["slug"].iloc[at] for at in there} == {record["slug"] for record in inside}


def test_a_gap_is_told_apart_from_what_is_not_recorded(tmp_path):
    opened = bank(
        tmp_path,
        {"title": "A", "focus": "Diversion", "target_groups": "Offenders; Victims"},
        {"title": "B", "focus": "Prevention", "target_groups": "Families"},
        {"title": "C", "focus": "Prevention"},
    )
    found = drawn(opened, "target_group", "focus")
    sure, perhaps, missing = (
        found.cell(*pair)
        for pair in (("Families", "Diversion"), ("Offenders", "Prevention"), (NOT_RECORDED, "Diversion"))
    )
    assert (sure.state, sure.might) == (State.GAP, 0)
    assert (perhaps.state, perhaps.might) == (State.PERHAPS, 1)
    assert missing.state is State.NOTHING_MISSING
    assert found.in_words(sure) == "No practice on Diversion for Families."
    assert found.in_words(perhaps) == "No practice on Prevention for Offenders is recorded."
    assert found.perhaps(perhaps) == "1 practice is recorded too thinly to say: it might belong here."
    assert found.in_words(found.cell("Offenders", "Diversion")) == "1 practice on Diversion for Offenders: 1 Promising."
    assert found.title == "3 of 32 pairs of target group and focus have a practice"


def test_gaps_of_common_terms_come_first_and_terms_nobody_has_are_said_once(tmp_path):
    opened = bank(
        tmp_path,
        {"title": "A", "focus": "Diversion", "scale": "Local"},
        {"title": "B", "focus": "Prevention", "scale": "National"},
        {"title": "C", "focus": "Prevention", "scale": "National"},
    )
    found = drawn(opened, "scale", "focus")
    assert [(cell.row, cell.column) for cell in found.gaps] == [("Local", "Prevention"), ("National", "Diversion")]
    assert found.empty_terms == [("scale", "Regional"), ("focus", "Reoffending"), ("focus", "Organisational")]


def test_the_bank_rules_no_pair_out():
    for rows, columns in permutations(CROSSED, 2):
        assert drawn(REAL, rows, columns).not_applicable == []


def test_a_pair_the_vocabulary_rules_out_is_no_gap_but_a_practice_of_it_is_counted(tmp_path):
    pair, why = ("National", "Diversion"), "Stated for this test."
    stated = f'\n[[not_applicable]]\nscale = "{pair[0]}"\nfocus = "{pair[1]}"\nwhy = "{why}"\n'
    vocabulary = Settings().vocabulary.read_text(encoding="utf-8") + stated
    (tmp_path / "vocabulary.toml").write_text(vocabulary, encoding="utf-8")
    others = (
        {"title": "A", "scale": "Local", "focus": "Diversion"},
        {"title": "B", "scale": "National", "focus": "Prevention"},
    )
    found = drawn(bank(tmp_path, *others), "scale", "focus")
    cell = found.cell(*pair)
    assert cell.state is State.NOT_APPLICABLE
    assert found.not_applicable == [cell]
    assert cell not in found.gaps
    assert found.in_words(cell) == f"Not applicable: practices on Diversion done nationally. {why}"
    assert found.title == "2 of 11 pairs of scale and focus have a practice"
    opened = bank(tmp_path, *others, {"title": "C", "scale": pair[0], "focus": pair[1]})
    assert drawn(opened, "scale", "focus").cell(*pair).number == 1


def test_an_empty_cell_of_an_evaluation_is_no_gap():
    found = drawn(REAL, "evaluation_design", "focus")
    cell = found.cell("Randomised trial", "Diversion")
    assert cell.state is State.NONE_RECORDED
    assert found.gaps == []
    assert not found.axes.have_gaps
    assert found.in_words(cell) == "No practice on Diversion with a randomised trial is recorded."
    filled = found.cell("Randomised trial", "Prevention")
    assert found.in_words(filled) == "3 practices on Prevention with a randomised trial: 3 Promising."
    assert found.title == "10 of 63 practices have both on record"
    assert found.what_empty_means == (
        "An empty cell means that none is recorded there, not that there is none. "
        "No practice shown has “Process evaluation only” or “None” on record."
    )


@pytest.mark.parametrize(
    ("rows", "row", "where"),
    [
        ("evaluator", "Both", "on Prevention evaluated both in-house and independently"),
        ("outcome", "No difference", "on Prevention that showed no difference"),
        ("outcome", NOT_RECORDED, "on Prevention with no outcome recorded"),
        ("region", "Wales", "on Prevention done in Wales"),
        ("region", "North East", "on Prevention done in the North East"),
        ("scale", "Local", "on Prevention done locally"),
        ("linked_to", NOT_RECORDED, "on Prevention with no link recorded"),
    ],
)
def test_a_cell_is_said_as_somebody_would_say_it(rows, row, where):
    assert drawn(REAL, rows, "focus").where(row, "Prevention") == where


def test_a_term_that_the_vocabulary_does_not_know_is_said_by_its_field(tmp_path):
    opened = bank(tmp_path, {"title": "A", "evaluation_design": "Cohort study", "scale": "Village"})
    found = drawn(opened, "evaluation_design", "scale")
    assert found.where("Cohort study", "Village") == "done at the scale Village with the evaluation design Cohort study"


def test_a_focus_that_came_later_is_no_gap_until_somebody_has_it(tmp_path):
    found = drawn(REAL, "target_group", "focus")
    assert found.cell("Adults", "Investigation").state is State.NONE_RECORDED
    assert not [cell for cell in found.gaps if cell.column == "Investigation"]
    assert ("focus", "Investigation") not in found.empty_terms
    assert found.later["Investigation"].startswith("The practices of the public listing were sorted before")
    opened = bank(tmp_path, {"title": "A", "focus": "Investigation", "target_groups": "Adults"})
    own = drawn(opened, "target_group", "focus")
    assert own.cell("Adults", "Investigation").number == 1
    assert own.cell("Victims", "Investigation").state is State.NONE_RECORDED


def test_the_map_narrows_with_the_filters():
    found = drawn(REAL, "topic", "effectiveness", focus=["Diversion"])
    assert found.whole == 8
    assert sum(found.column_totals.values()) == 8


def test_turning_the_map_keeps_numbers_and_words():
    one, other = drawn(REAL, "topic", "focus"), drawn(REAL, "focus", "topic")
    for row in one.cells:
        for cell in row:
            turned = other.cell(cell.column, cell.row)
            assert (turned.number, turned.state, turned.might) == (cell.number, cell.state, cell.might)
            assert other.in_words(turned) == one.in_words(cell)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Axes("topic", "focus", "effectiveness")),
        ({"rows": "region", "columns": "scale", "colour": "focus"}, Axes("region", "scale", "focus")),
        ({"rows": "focus"}, Axes("focus", "topic", "effectiveness")),
        ({"columns": "topic"}, Axes("focus", "topic", "effectiveness")),
        ({"rows": "scale", "columns": "scale"}, Axes("scale", "focus", "effectiveness")),
        ({"rows": "<b>", "columns": "slug", "colour": "topic"}, Axes()),
    ],
)
def test_axes_from_an_address(query, expected):
    assert Axes.from_query(query) == expected


@pytest.mark.parametrize(("rows", "columns"), list(permutations(CROSSED, 2)))
@pytest.mark.parametrize("colour", COLOURS)
def test_axes_survive_the_address(rows, columns, colour):
    axes = Axes(rows, columns, colour)
    assert Axes.from_query({key: value for key, value in axes.to_query().items() if value}) == axes


def test_a_gap_fills_in_the_form_but_never_with_not_recorded():
    axes = Axes("target_group", "focus")
    found = drawn(REAL, "target_group", "focus")
    assert prefilled(found.cell("Families", "Diversion"), axes) == {
        "prefill_target_groups": "Families",
        "prefill_focus": "Diversion",
    }
    assert prefilled(found.cell(NOT_RECORDED, "Diversion"), axes) == {"prefill_focus": "Diversion"}


def test_the_table_has_every_cell_once():
    table = drawn(REAL, "region", "partners").table
    assert len(table) == 10 * 12
    assert not table.duplicated(["Region", "Partners"]).any()
