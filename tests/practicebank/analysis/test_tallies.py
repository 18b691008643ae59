"""What the charts count, and the words beside them."""

from pathlib import Path

import pytest

from practicebank.analysis import sentences
from practicebank.analysis.key_numbers import key_numbers
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import Bar, Tally
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.fields import COLUMNS, NOT_RECORDED, WITHHELD, split_cell
from practicebank.settings import Settings
from tests.practicebank.small_tables import csv_text

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
        "Investigation": (0, 0, 0, 0),
    }
    assert shown.counted == "72 mentions over 63 practices: a practice with two focuses counts in both."
    assert shown.title == "Most Organisational practices are Untested – new or innovative"
    assert shown.sentence == (
        "There are more Promising than Untested – new or innovative practices in Prevention (22 to 13) and "
        "Diversion (6 to 2); fewer in Reoffending (3 to 4) and Organisational (7 to 15). None is Worked or Didn’t work."
    )


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
    rows = bank.practices[selection.kept]
    out_of = {"outcome": sum(rows["evaluated"] == "Yes"), "started": rows["started"].notna().sum()}
    assert shown.whole == out_of.get(name, len(selection))
    if shown.key and not shown.part_names:
        column = {"topic": "topics"}.get(shown.key, shown.key)
        cells = rows[column].astype(str).str[:4] if column == "started" else rows[column]
        for bar in shown.bars:
            if bar.term and bar.term != NOT_RECORDED:
                by_hand = sum(bar.term in split_cell(cell) for cell in cells if isinstance(cell, str))
                assert bar.number == by_hand, bar.label
            elif bar.term:
                assert bar.number == sum(not isinstance(cell, str) for cell in rows[column])
    assert ("not a success rate" in shown.caution) != (name in ("evaluation", "outcome"))
    assert ("not the same as not evaluated" in shown.caution) == ("evaluation" in name or name == "outcome")
    for said in (shown.title, shown.counted, shown.sentence, shown.caution, shown.alt, shown.question):
        assert said.strip()
        assert "nan" not in said.lower()


def test_organisations_beyond_ten_stand_together_and_unknown_apart(bank: Bank) -> None:
    shown = tally(bank, "organisation")
    assert len(shown.bars) == 12
    assert shown.bars[0].label == "Northamptonshire Police"
    assert shown.bars[10].label == "Other organisations (19)"
    assert shown.bars[11].label == NOT_RECORDED
    assert sum(bar.number for bar in shown.bars) == 63


def test_completeness_counts_what_each_field_records(bank: Bank) -> None:
    shown = tally(bank, "completeness")
    numbers = {bar.label: bar.number for bar in shown.bars}
    assert numbers["Organisation"] == 40
    assert numbers["Linked to"] == 8
    assert numbers["Page at the source"] == 39
    assert len(numbers) == 11
    assert shown.sentence == "Summary, Effectiveness and Focus are recorded for every practice shown."


def years(tmp_path: Path, *started: str) -> Tally:
    path = tmp_path / "practices.csv"
    rows = [{"title": f"P{at}", "started": each} for at, each in enumerate(started)]
    path.write_text(csv_text(*rows, columns=COLUMNS), encoding="utf-8")
    bank = open_bank(Settings(catalogue=path, accounts=tmp_path / "accounts.csv"))
    return TALLIES["started"](bank, bank.select(Filters()))


@pytest.mark.parametrize(
    ("started", "bars", "title", "sentence"),
    [
        pytest.param((), [], "No practice is shown", "No practice is shown.", id="none shown"),
        pytest.param(
            ("", ""), [], "No starting year is on record", "For 2 practices no starting year is recorded.", id="none"
        ),
        pytest.param(
            ("2020-03",),
            [("2020", 1)],
            "The one practice with a year on record started in 2020",
            "",
            id="one",
        ),
        pytest.param(
            ("2020", "2020-12-31", ""),
            [("2020", 2)],
            "All 2 practices with a year on record started in 2020",
            "For 1 practice no starting year is recorded.",
            id="one year",
        ),
        pytest.param(
            ("2019", "2021"),
            [("2019", 1), ("2020", 0), ("2021", 1)],
            "Practices with a year on record started between 2019 and 2021",
            "The first started in 2019, the last in 2021. No year saw more than 1.",
            id="a gap",
        ),
        pytest.param(
            ("1998", "2019", "2019", "2020", "2020"),
            [("1998", 1), ("1999 to 2018", 0), ("2019", 2), ("2020", 2)],
            "Most practices with a year on record started in 2019 or later",
            "The first started in 1998, the last in 2020. 2019 and 2020 saw the most: 2 each.",
            id="a long gap and a tie",
        ),
        pytest.param(
            ("2019", "2021", "2021", "spring"),
            [("2019", 1), ("2020", 0), ("2021", 2), ("spring", 1)],
            "Most practices with a year on record started in 2021",
            "The first started in 2019, the last in 2021. 2021 saw the most: 2.",
            id="no year",
        ),
    ],
)
def test_the_years_in_which_practices_started(
    tmp_path: Path, started: tuple[str, ...], bars: list[tuple[str, int]], title: str, sentence: str
) -> None:
    shown = years(tmp_path, *started)
    assert [(bar.label, bar.number) for bar in shown.bars] == bars
    assert all(bar.term in (bar.label, "") for bar in shown.bars)
    assert (shown.title, shown.sentence) == (title, sentence)


def test_fewer_than_five_are_flagged_and_one_is_singular(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,Promising,Prevention,,,\n")
    shown = TALLIES["effectiveness-by-focus"](bank, bank.select(Filters()))
    assert "These are fewer than five practices" in shown.caution
    assert shown.counted.startswith("Out of 1 practice.")
    assert shown.title == "How effectiveness divides by focus"
    assert "1 is Promising." in TALLIES["effectiveness"](bank, bank.select(Filters())).sentence


def test_one_practice_has_its_terms_and_shares_no_lead(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,Promising,Prevention; Diversion,,,\n")
    shown = TALLIES["focus"](bank, bank.select(Filters()))
    assert shown.title == "The one practice shown has Prevention and Diversion"
    assert shown.counted == "2 mentions over 1 practice: a practice with two focuses counts in both."


def test_ties_are_named_together(tmp_path: Path) -> None:
    rows = "One,s,Promising,Prevention,,,\nTwo,s,Promising,Diversion,,,\n"
    bank = small_bank(tmp_path, rows)
    shown = TALLIES["focus"](bank, bank.select(Filters()))
    assert shown.title == "Prevention and Diversion are equally common: 1 of 2 practices each"


def test_a_focus_with_fewer_than_five_is_named(tmp_path: Path) -> None:
    many = "".join(f"P{number},s,Promising,Prevention,,,\n" for number in range(5))
    bank = small_bank(tmp_path, f"{many}One,s,Promising,Diversion,,,\n")
    shown = TALLIES["effectiveness-by-focus"](bank, bank.select(Filters()))
    assert "Diversion has fewer than five practices" in shown.caution
    assert "Prevention" not in shown.caution


def test_a_practice_without_a_focus_is_no_mention(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,Promising,Prevention,,,\nTwo,s,Promising,,,,\n")
    shown = TALLIES["effectiveness-by-focus"](bank, bank.select(Filters()))
    assert shown.counted.startswith("Out of 1 practice.")
    assert [(bar.label, bar.number) for bar in shown.bars if bar.number] == [("Prevention", 1), (NOT_RECORDED, 1)]


def test_a_term_named_like_a_column_does_not_take_its_place(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,Practices,Prevention,,,\nTwo,s,Promising,Prevention,,,\n")
    table = TALLIES["effectiveness-by-focus"](bank, bank.select(Filters())).table
    assert table.iloc[0].tolist() == ["Prevention", 2, 0, 0.0, 1, 50.0, 0, 0.0, 0, 0.0, 1, 50.0]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        pytest.param((), "No practice is shown", id="none"),
        pytest.param((1, 0), "The one practice shown is A", id="one"),
        pytest.param((3, 0), "Every practice shown is A", id="all"),
        pytest.param((2, 2), "As many practices are A as B: 2 each", id="a tie"),
        pytest.param((9, 10), "Nearly as many practices are A as B: 9 and 10", id="a lead too small to name"),
        pytest.param((6, 2), "Most practices are A: 6 of 8", id="more than half"),
        pytest.param((4, 3, 3), "A is the most common rating: 4 of 10 practices", id="less than half"),
    ],
)
def test_the_finding_on_effectiveness_claims_no_more_than_the_numbers(numbers: tuple[int, ...], said: str) -> None:
    bars = [Bar(label, number, label) for label, number in zip("ABC", numbers, strict=False)]
    assert sentences.balance(bars, sum(numbers)) == said


def test_equal_numbers_are_not_called_more() -> None:
    bars = [Bar("X", 4, "X", (2, 2)), Bar("Y", 3, "Y", (2, 1)), Bar("Z", 0, "Z", (0, 0))]
    assert sentences.compared(bars, ("A", "B")) == (
        "There are more A than B practices in Y (2 to 1); as many in X (2 to 2)."
    )
    assert sentences.compared(bars[:1], ("A", "B")) == "There are as many A as B practices in X (2 to 2)."


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ({"Worked": 0, "Promising": 31, "Didn’t work": 0}, "None of the 31 practices is rated Worked or Didn’t work."),
        (
            {"Worked": 2, "Promising": 3, "Didn’t work": 0},
            "Of 5 practices, 2 are rated Worked and none is rated Didn’t work.",
        ),
        (
            {"Worked": 0, "Promising": 3, "Didn’t work": 1},
            "Of 4 practices, none is rated Worked and 1 is rated Didn’t work.",
        ),
        ({"Worked": 1, "Didn’t work": 0}, "The one practice shown is rated Worked."),
        ({"Worked": 0, "Promising": 1, "Didn’t work": 0}, ""),
        ({"Worked": 0, "Didn’t work": 0}, ""),
        ({"Strong": 4, "Weak": 5}, ""),
        ({"Worked": 0, "Weak": 5}, "None of the 5 practices is rated Worked."),
    ],
)
def test_what_is_proven_is_said_first(ratings, said):
    assert sentences.proven(ratings, sum(ratings.values())) == said


def test_who_is_withheld_is_counted_apart_and_is_no_organisation(tmp_path: Path) -> None:
    people = (WITHHELD, WITHHELD, "Kent Police", "")
    bank = small_bank(tmp_path, "".join(f"P{at},s,Worked,Diversion,{who},,\n" for at, who in enumerate(people)))
    counted = tally(bank, "organisation")
    assert [(bar.label, bar.number) for bar in counted.bars] == [("Kent Police", 1), (WITHHELD, 2), (NOT_RECORDED, 1)]
    assert counted.title == "1 organisation is recorded, for 1 of 4 practices"
    [_, _, organisations, _] = key_numbers(bank, bank.select(Filters())).figures
    assert organisations.number == 1
