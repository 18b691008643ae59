"""The dots: every practice in every cell it belongs to, and what a box holds."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.analysis import dots as dots_module
from practicebank.analysis.dots import MOST_PICKED, Box, divided, dots, dots_of_box, finding, opened
from practicebank.analysis.gap_map import AXES_OF_DOTS, CROSSED, Axes, gap_map
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.fields import COLUMNS, NOT_RECORDED
from practicebank.settings import Settings
from tests.depth import examples
from tests.practicebank.small_tables import csv_text

REAL = open_bank(Settings())
NOTHING_ASKED = Filters()
DIVERSION = Filters({"focus": ["Diversion"]})


def bank_of(folder: Path, *rows: dict[str, str]) -> Bank:
    (folder / "practices.csv").write_text(csv_text(*rows, columns=COLUMNS), encoding="utf-8")
    return open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")}))


@pytest.mark.parametrize("filters", [NOTHING_ASKED, DIVERSION], ids=["all", "filtered"])
@pytest.mark.parametrize("axes", [AXES_OF_DOTS, Axes(), Axes("region", "target_group", "focus")])
def test_every_cell_holds_as_many_kept_dots_as_the_map_counts(axes, filters):
    selection = REAL.select(filters)
    drawn = gap_map(REAL, selection, axes)
    packed = dots(REAL, selection, drawn)
    everything = gap_map(REAL, REAL.select(NOTHING_ASKED), axes)
    for row in drawn.cells:
        for cell in row:
            here = packed.get((cell.row, cell.column), [])
            assert sum(dot.kept for dot in here) == cell.number
            assert len(here) == everything.cell(cell.row, cell.column).number
            slugs = {REAL.practices["slug"].iloc[row] for row in opened(REAL, selection, axes, box(drawn, cell)).rows}
            assert {dot.slug for dot in here if dot.kept} == slugs


def box(drawn, cell):
    return Box.of([cell.row], [cell.column], [], drawn)


def test_dots_stand_in_the_order_of_their_colour_and_are_named_by_the_first_of_several_terms():
    axes = Axes("effectiveness", "scale", "focus")
    selection = REAL.select(NOTHING_ASKED)
    terms = REAL.facets["focus"].terms
    for here in dots(REAL, selection, gap_map(REAL, selection, axes)).values():
        places = [terms.index(dot.term) for dot in here]
        assert places == sorted(places)
    two = next(row for row, cell in enumerate(REAL.practices["focus"]) if "; " in str(cell))
    slug, held = REAL.practices["slug"].iloc[two], str(REAL.practices["focus"].iloc[two]).split("; ")
    every = {
        dot.term
        for here in dots(REAL, selection, gap_map(REAL, selection, axes)).values()
        for dot in here
        if dot.slug == slug
    }
    assert every == {min(held, key=terms.index)}


@pytest.mark.parametrize("filters", [NOTHING_ASKED, DIVERSION], ids=["all", "filtered"])
@pytest.mark.parametrize("axes", [AXES_OF_DOTS, Axes("effectiveness", "target_group", "focus")])
def test_a_column_divides_into_all_it_keeps_each_practice_once(axes, filters):
    selection = REAL.select(filters)
    drawn = gap_map(REAL, selection, axes)
    parts = divided(dots(REAL, selection, drawn))
    assert {term: sum(parts[term].values()) for term in drawn.column_terms} == drawn.column_totals


def test_those_left_out_can_be_hidden():
    selection = REAL.select(DIVERSION)
    packed = dots(REAL, selection, gap_map(REAL, selection, AXES_OF_DOTS), everything=False)
    assert {dot.slug for here in packed.values() for dot in here} == {
        REAL.practices["slug"].iloc[row] for row in selection.rows
    }


def test_too_many_practices_are_counts_until_few_enough_are_kept(monkeypatch):
    monkeypatch.setattr(dots_module, "MOST_DOTS", 20)
    everything, few = REAL.select(NOTHING_ASKED), REAL.select(DIVERSION)
    assert dots(REAL, everything, gap_map(REAL, everything, AXES_OF_DOTS)) is None
    packed = dots(REAL, few, gap_map(REAL, few, AXES_OF_DOTS))
    assert all(dot.kept for here in packed.values() for dot in here)


def test_a_practice_in_several_cells_is_so_many_dots(monkeypatch):
    everything = REAL.select(NOTHING_ASKED)
    drawn = gap_map(REAL, everything, AXES_OF_DOTS)
    number = sum(len(here) for here in dots(REAL, everything, drawn).values())
    assert number > len(REAL)
    monkeypatch.setattr(dots_module, "MOST_DOTS", number)
    assert dots(REAL, everything, drawn) is not None
    monkeypatch.setattr(dots_module, "MOST_DOTS", number - 1)
    assert dots(REAL, everything, drawn) is None


def test_a_box_is_dots_where_the_picture_has_none(monkeypatch):
    selection = REAL.select(NOTHING_ASKED)
    drawn = gap_map(REAL, selection, AXES_OF_DOTS)
    tried = opened(REAL, selection, AXES_OF_DOTS, Box.of(["Randomised trial"], [], [], drawn)).rows
    assert dots_of_box(REAL, selection, AXES_OF_DOTS, tried) == ()
    monkeypatch.setattr(dots_module, "MOST_DOTS", 20)
    found = dots_of_box(REAL, selection, AXES_OF_DOTS, tried)
    assert {dot.slug for dot in found} == {REAL.practices["slug"].iloc[row] for row in tried}
    assert dots_of_box(REAL, selection, AXES_OF_DOTS, selection.rows) == ()


def test_a_box_of_whole_cells_is_said_in_words_and_as_filters():
    selection = REAL.select(NOTHING_ASKED)
    drawn = gap_map(REAL, selection, AXES_OF_DOTS)
    found = opened(
        REAL, selection, AXES_OF_DOTS, Box.of(["Comparison group", "Randomised trial"], ["Prevention"], [], drawn)
    )
    assert found.words == "4 practices on Prevention with a randomised trial or with a comparison group"
    assert found.filters == Filters(
        {"focus": ["Prevention"], "evaluation_design": ["Randomised trial", "Comparison group"]}
    )
    column = opened(REAL, selection, AXES_OF_DOTS, Box.of([], ["Diversion"], [], drawn))
    assert (column.words, column.filters) == ("8 practices on Diversion", DIVERSION)


def test_nothing_opened_is_everything_kept():
    selection = REAL.select(DIVERSION)
    found = opened(REAL, selection, AXES_OF_DOTS, Box())
    assert not Box()
    assert found.rows.tolist() == selection.rows.tolist()
    assert (found.words, found.filters) == ("8 practices", DIVERSION)


def test_a_cell_of_a_field_already_filtered_otherwise_has_no_filters_of_its_own():
    selection = REAL.select(DIVERSION)
    drawn = gap_map(REAL, selection, AXES_OF_DOTS)
    assert opened(REAL, selection, AXES_OF_DOTS, Box.of([], ["Prevention"], [], drawn)).filters is None


def test_practices_picked_one_by_one_are_filters_where_filters_can_say_the_same():
    selection = REAL.select(NOTHING_ASKED)
    trials = [
        REAL.practices["slug"].iloc[row]
        for row in REAL.select(Filters({"evaluation_design": ["Randomised trial"]})).rows
    ]
    drawn = gap_map(REAL, selection, AXES_OF_DOTS)
    found = opened(REAL, selection, AXES_OF_DOTS, Box.of([], [], [*trials, "no-such", "<b>"], drawn))
    assert found.words == "3 practices picked"
    assert REAL.select(found.filters).rows.tolist() == found.rows.tolist()
    one = opened(REAL, selection, AXES_OF_DOTS, Box.of([], [], trials[:1], drawn))
    assert (one.words, one.filters) == ("1 practice picked", None)
    assert opened(REAL, selection, AXES_OF_DOTS, Box.of([], [], ["no-such"], drawn)).filters is None


def test_nonsense_in_a_box_is_dropped_and_a_long_list_is_cut():
    drawn = gap_map(REAL, REAL.select(NOTHING_ASKED), AXES_OF_DOTS)
    assert not Box.of(["<b>", ""], ["Nope"], [], drawn)
    assert len(Box.of([], [], [f"slug-{at}" for at in range(500)], drawn).picked) == MOST_PICKED


TERMS = {
    "focus": ["", "Prevention", "Diversion", "Prevention; Reoffending"],
    "effectiveness": ["", "Promising", "Worked", "Hopeful"],
    "evaluation_design": ["", "Randomised trial", "None", "Planned or under way"],
    "evaluated": ["", "Yes", "No"],
}


@settings(max_examples=examples(15))
@given(st.lists(st.fixed_dictionaries({key: st.sampled_from(terms) for key, terms in TERMS.items()}), max_size=12))
def test_dots_add_up_whatever_is_missing(tmp_path_factory, table):
    rows = [{"title": f"Practice {at}", **row} for at, row in enumerate(table)] or [{"title": "Only"}]
    bank = bank_of(tmp_path_factory.mktemp("dots"), *rows)
    selection = bank.select(NOTHING_ASKED)
    for axes in (AXES_OF_DOTS, Axes("effectiveness", "focus", "evaluation_design")):
        drawn = gap_map(bank, selection, axes)
        packed = dots(bank, selection, drawn)
        assert {dot.slug for here in packed.values() for dot in here} == set(bank.practices["slug"])
        standing = Counter(column for (_, column), here in packed.items() for _ in here)
        assert standing == {term: number for term, number in drawn.column_totals.items() if number}
        title, _ = finding(bank, selection, drawn)
        assert title


@pytest.mark.parametrize(
    ("axes", "title", "more"),
    [
        (
            AXES_OF_DOTS,
            "13 of 63 practices have an evaluation on record",
            "4 practices under “Not recorded” were evaluated: only the design is not recorded.",
        ),
        (Axes("topic", "linked_to"), "55 of 63 practices are without a recorded link", ""),
    ],
)
def test_the_title_is_what_the_picture_shows(axes, title, more):
    selection = REAL.select(NOTHING_ASKED)
    assert finding(REAL, selection, gap_map(REAL, selection, axes)) == (title, more)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([("A", "Prevention", "Local")], "1 of 12 pairs of focus and scale have a practice"),
        (
            [("A", "Prevention", "Local"), ("B", "Prevention", "Local"), ("C", "Diversion", "National")],
            "Most stand together on Prevention done locally: 2 of 3",
        ),
        (
            [(name, *pair) for pair in (("Prevention", "Local"), ("Diversion", "National")) for name in "AB"],
            "Most stand together on Prevention done locally and on Diversion done nationally: 2 each",
        ),
        ([("A", "Prevention", "")], "No practice shown has a recorded scale"),
    ],
)
def test_the_title_of_other_fields_names_the_fullest_cell(tmp_path, rows, title):
    bank = bank_of(tmp_path, *({"title": name, "focus": focus, "scale": scale} for name, focus, scale in rows))
    selection = bank.select(NOTHING_ASKED)
    assert finding(bank, selection, gap_map(bank, selection, Axes("focus", "scale"))) == (title, "")


def test_nothing_shown_says_so():
    selection = REAL.select(Filters({"effectiveness": ["Worked"]}))
    drawn = gap_map(REAL, selection, AXES_OF_DOTS)
    assert finding(REAL, selection, drawn) == ("No practice is shown", "")


def test_every_pair_of_fields_can_be_drawn():
    selection = REAL.select(NOTHING_ASKED)
    for rows in CROSSED:
        for columns in CROSSED:
            if rows != columns:
                drawn = gap_map(REAL, selection, Axes(rows, columns))
                assert dots(REAL, selection, drawn)
                assert finding(REAL, selection, drawn)[0]
    assert NOT_RECORDED in drawn.row_terms
