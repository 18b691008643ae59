"""Figures are honest: they say what the table says, from zero, with every term in its place."""

from pathlib import Path

import pytest

from practicebank.analysis import figures
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import Tally
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.settings import Settings

HEADER = "title,summary,effectiveness,focus,organisation,linked_to,topics\n"


def by_focus(bank: Bank) -> Tally:
    return TALLIES["effectiveness-by-focus"](bank, bank.select(Filters()))


def small_bank(tmp_path: Path, rows: str) -> Bank:
    path = tmp_path / "practices.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return open_bank(Settings(catalogue=path))


@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_keeps_zeros_natural_order_and_the_patterns(dark: bool) -> None:
    figure = figures.stacked(by_focus(open_bank(Settings())), dark)
    assert [trace["name"] for trace in figure["data"]] == [
        "Worked (0)",
        "Promising (38)",
        "Untested – new or innovative (34)",
        "Didn’t work (0)",
    ]
    assert figure["data"][1]["x"] == [22, 6, 3, 7, 0]
    assert figure["data"][1]["customdata"][1] == ["Diversion", "Promising"]
    assert figure["data"][2]["marker"]["pattern"]["shape"] == "/"
    assert figure["layout"]["xaxis"]["range"] == [0, 35]


def test_names_stand_above_their_bars_with_the_shares() -> None:
    figure = figures.stacked(by_focus(open_bank(Settings())), dark=False)
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert words[1].startswith("<b>Diversion</b>  8 practices<br>")
    assert "75% Promising, 25% Untested – new or innovative" in words[1]


def test_fewer_than_five_have_no_shares(tmp_path: Path) -> None:
    figure = figures.stacked(by_focus(small_bank(tmp_path, "One,s,Promising,Prevention,,,\n")), dark=False)
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert "1 practice<br>" in words[0]
    assert "fewer than five" in words[0]
    assert not any("%" in word for word in words)


def test_a_tip_says_what_the_table_says() -> None:
    figure = figures.stacked(by_focus(open_bank(Settings())), dark=False)
    assert figure["data"][1]["hovertext"][1] == "Diversion: 6 of 8 practices are Promising (75%)."


def test_a_focus_that_looks_like_a_number_stays_a_name(tmp_path: Path) -> None:
    figure = figures.stacked(by_focus(small_bank(tmp_path, "One,s,Promising,2024,,,\n")), dark=False)
    assert figure["layout"]["yaxis"]["type"] == "category"
    assert "2024" in figure["data"][0]["y"]


def test_plotly_is_sent_no_template_of_its_own() -> None:
    assert figures.drawn(by_focus(open_bank(Settings())), dark=False).to_dict()["layout"]["template"] == {}


def test_a_strangers_term_is_escaped(tmp_path: Path) -> None:
    bank = small_bank(tmp_path, "One,s,<b>Great</b>,<a href='x'>F</a>,,,\n")
    figure = figures.stacked(by_focus(bank), dark=False)
    traces = [(trace["y"], trace["name"], trace["hovertext"]) for trace in figure["data"]]
    words = str([traces, [note["text"] for note in figure["layout"]["annotations"]]])
    assert "<b>G" not in words
    assert "<a" not in words
