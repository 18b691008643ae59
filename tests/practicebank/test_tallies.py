"""What the charts count, and the words beside them."""

from pathlib import Path

import pytest

from practicebank import charts
from practicebank.filters import Filters
from practicebank.practice import NOT_RECORDED, split_cell
from practicebank.published import Bank, open_bank
from practicebank.settings import Settings
from practicebank.tallies import TALLIES, Tally

HEADER = "title,summary,effectiveness,focus,organisation,linked_to,topics\n"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return open_bank(Settings())


def tally(bank: Bank, name: str, **query: str) -> Tally:
    filters = Filters.from_query({key: [value] for key, value in query.items()}, bank.facets)
    return TALLIES[name](bank, bank.select(filters))


def small_bank(tmp_path: Path, rows: str) -> Bank:
    path = tmp_path / "practices.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return open_bank(Settings(catalogue=path))


def test_effectiveness_by_focus_is_the_published_cross_table(bank: Bank) -> None:
    shown = tally(bank, "effectiveness-by-focus")
    assert shown.part_names == ("Worked", "Promising", "Untested – new or innovative", "Didn’t work")
    assert {bar.label: bar.parts for bar in shown.bars} == {
        "Prevention": (0, 22, 13, 0),
        "Diversion": (0, 6, 2, 0),
        "Reoffending": (0, 3, 4, 0),
        "Organisational": (0, 7, 15, 0),
    }
    assert shown.counted == "72 mentions over 63 practices: a practice with two focuses counts in both."
    assert shown.title == "Most Organisational practices are Untested – new or innovative"
    assert "Diversion 6 Promising and 2 Untested – new or innovative" in shown.sentence


def test_the_table_holds_counts_and_shares(bank: Bank) -> None:
    table = tally(bank, "effectiveness-by-focus").table.set_index("Focus")
    assert table.loc["Prevention", "Promising"] == 22
    assert table.loc["Prevention", "Promising, %"] == 62.9
    assert table.loc["Reoffending", "Worked"] == 0


@pytest.mark.parametrize("name", TALLIES)
@pytest.mark.parametrize(
    "query",
    [{}, {"focus": "Diversion"}, {"effectiveness": "Promising", "linked_to": "Tilley award"}, {"q": "burglary"}],
    ids=["all", "one focus", "none", "search"],
)
def test_every_tally_agrees_with_counting_by_hand(bank: Bank, name: str, query: dict[str, str]) -> None:
    filters = Filters.from_query({key: [value] for key, value in query.items()}, bank.facets)
    selection = bank.select(filters)
    shown = TALLIES[name](bank, selection)
    assert shown.whole == len(selection)
    rows = bank.practices[selection.kept]
    if shown.key and not shown.part_names:
        column = {"topic": "topics"}.get(shown.key, shown.key)
        for bar in shown.bars:
            if bar.term and bar.term != NOT_RECORDED:
                by_hand = sum(bar.term in split_cell(cell) for cell in rows[column] if isinstance(cell, str))
                assert bar.number == by_hand, bar.label
            elif bar.term:
                assert bar.number == sum(not isinstance(cell, str) for cell in rows[column])
    for words in (shown.title, shown.counted, shown.sentence, shown.caution, shown.alt, shown.question):
        assert words.strip()
        assert "nan" not in words.lower()


def test_organisations_beyond_ten_stand_together_and_unknown_apart(bank: Bank) -> None:
    shown = tally(bank, "organisation")
    assert len(shown.bars) == 12
    assert shown.bars[0].label == "Northamptonshire Police"
    assert shown.bars[10].label == "Other organisations (18)"
    assert shown.bars[11].label == NOT_RECORDED
    assert sum(bar.number for bar in shown.bars) == 63


def test_completeness_counts_what_each_field_records(bank: Bank) -> None:
    shown = {bar.label: bar.number for bar in tally(bank, "completeness").bars}
    assert shown["Effectiveness"] == 63
    assert shown["Organisation"] == 39
    assert shown["Linked to"] == 6
    assert shown["Page at the source"] == 39


def test_fewer_than_five_are_flagged_and_one_is_singular(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,Promising,Prevention,,,\n")
    shown = TALLIES["effectiveness-by-focus"](bank, bank.select(Filters()))
    assert "Fewer than five practices" in shown.caution
    assert shown.counted.startswith("1 mention over 1 practice:")
    assert shown.title == "How effectiveness divides by focus"
    assert "1 is Promising." in TALLIES["effectiveness"](bank, bank.select(Filters())).sentence


def test_ties_are_named_together(tmp_path: Path) -> None:
    rows = "One,s,Promising,Prevention,,,\nTwo,s,Promising,Diversion,,,\n"
    bank = small_bank(tmp_path, rows)
    shown = TALLIES["focus"](bank, bank.select(Filters()))
    assert shown.title == "Prevention and Diversion are equally common: 1 of 2 practices each"


@pytest.mark.parametrize("dark", [False, True])
def test_figures_keep_zeros_natural_order_and_the_marks(bank: Bank, dark: bool) -> None:
    figure = charts.stacked(tally(bank, "effectiveness-by-focus"), dark)
    assert [trace["name"] for trace in figure["data"]] == [
        "Worked (0)",
        "Promising (38)",
        "Untested – new or innovative (34)",
        "Didn’t work (0)",
    ]
    assert figure["data"][1]["x"] == [22, 6, 3, 7]
    assert figure["data"][1]["customdata"][1] == ["Diversion", "Promising"]
    assert figure["data"][2]["marker"]["pattern"]["shape"] == "/"
    assert figure["layout"]["xaxis"]["range"][0] == 0


def test_a_tip_says_what_the_table_says(bank: Bank) -> None:
    figure = charts.stacked(tally(bank, "effectiveness-by-focus"), dark=False)
    assert figure["data"][1]["hovertext"][1] == "6 of 8 Diversion practices: Promising (75%)"


def test_a_strangers_term_is_escaped_in_a_figure(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,<b>Great</b>,<a href='x'>F</a>,,,\n")
    figure = charts.stacked(TALLIES["effectiveness-by-focus"](bank, bank.select(Filters())), False)
    words = str([(trace["y"], trace["name"], trace["hovertext"]) for trace in figure["data"]])
    assert "<b>G" not in words
    assert "<a" not in words
