"""The figure of years is honest: it says what the table says, from zero, with every year in its place."""

from pathlib import Path

import pytest

from practicebank.analysis import figures
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import Bar, Tally
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.settings import Settings
from tests.practicebank.briefing.choices import bank_of_rows


@pytest.fixture(scope="module")
def started() -> Tally:
    bank = open_bank(Settings())
    return TALLIES["started"](bank, bank.select(Filters()))


@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_has_every_year_in_its_place_from_zero(started: Tally, dark: bool) -> None:
    figure = figures.columns(started, dark)
    [trace] = figure["data"]
    assert trace["x"] == [bar.label for bar in started.bars]
    assert trace["y"] == [bar.number for bar in started.bars]
    assert figure["layout"]["yaxis"]["range"] == [0, started.longest]
    assert [term for [term] in trace["customdata"]] == [bar.term for bar in started.bars]


def test_what_is_chosen_is_marked_by_a_sign_and_a_colour(started: Tally) -> None:
    year = started.bars[-1].term
    [trace] = figures.columns(started, dark=False, chosen=[year])["data"]
    assert [name for name in trace["x"] if name.startswith("✓ ")] == [f"✓ {year}"]
    assert trace["marker"]["color"].count(figures.CHOSEN[0]) == 1


def test_a_tip_says_what_the_table_says(started: Tally) -> None:
    [trace] = figures.columns(started, dark=False)["data"]
    for bar, said in zip(started.bars, trace["hovertext"], strict=True):
        assert said.startswith(f"{bar.label}: {bar.number} practice")


def test_a_year_stays_a_name(started: Tally) -> None:
    assert figures.columns(started, dark=False)["layout"]["xaxis"]["type"] == "category"


def test_plotly_is_sent_no_template_of_its_own(started: Tally) -> None:
    assert figures.drawn(started, dark=False).to_dict()["layout"]["template"] == {}


def test_a_strangers_term_is_escaped(started: Tally) -> None:
    bar = Bar("<b>Great</b>", 1, "<b>Great</b>")
    hostile = Tally(**{**vars(started), "bars": [bar]})
    [trace] = figures.columns(hostile, dark=False)["data"]
    assert "<b>" not in str([trace["x"], trace["hovertext"]])


def test_a_divided_bar_is_told_in_shares_or_in_words(tmp_path: Path) -> None:
    rows = [{"title": f"P{number}", "focus": "Diversion", "effectiveness": "Promising"} for number in range(6)]
    rows += [{"title": "Q", "focus": "Prevention", "effectiveness": "Worked"}]
    bank = bank_of_rows(tmp_path, *rows)
    shown = TALLIES["effectiveness-by-focus"](bank, bank.select(Filters()))
    told = {bar.label: shown.divided(bar) for bar in shown.bars}
    assert told["Diversion"] == "100% Promising"
    assert told["Prevention"] == "fewer than five: read those, not the shares"
    assert told["Reoffending"] == ""
    assert shown.of_part(shown.bars[1], "Promising") == "Diversion: 6 of 6 practices are Promising (100%)."
