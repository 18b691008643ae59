"""A chart as a picture: all that keeps it honest is inside, and nothing a stranger typed breaks it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from practicebank.analysis.tallies import TALLIES
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.briefing.picture import WIDTH, picture
from tests.practicebank.briefing.choices import HOSTILE, REAL, hostile_bank, random_choices

SVG = "{http://www.w3.org/2000/svg}"


def drawn(bank: Bank, name: str, filters: Filters) -> ElementTree.Element:
    selection = bank.select(filters)
    body = picture(TALLIES[name](bank, selection), "Source: here", selection.in_words)
    return ElementTree.fromstring(body)


def words(root: ElementTree.Element) -> str:
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("name", TALLIES)
def test_title_what_is_counted_caution_and_source_are_inside(name: str) -> None:
    filters = Filters({"focus": ("Diversion",)})
    tally = TALLIES[name](REAL, REAL.select(filters))
    said = words(drawn(REAL, name, filters))
    for part in (tally.question, tally.title, tally.counted, tally.sentence, tally.caution, "Source: here"):
        assert part in said
    assert "8 practices that are about Diversion." in said
    for bar in tally.bars:
        assert bar.label in said


@pytest.mark.parametrize("name", TALLIES)
def test_bars_are_as_long_as_their_numbers_and_stay_inside(name: str) -> None:
    for filters in random_choices(12, seed=2):
        root = drawn(REAL, name, filters)
        tally = TALLIES[name](REAL, REAL.select(filters))
        for shape in root.findall(f"{SVG}rect"):
            assert float(shape.get("x", 0)) + float(shape.get("width", 0)) <= WIDTH
            assert float(shape.get("y", 0)) + float(shape.get("height", 0)) <= float(root.get("height", 0))
        bars = [
            shape
            for shape in root.findall(f"{SVG}rect")
            if shape.get("height") == "22" and "url" not in shape.get("fill", "")
        ]
        numbers = [number for bar in tally.bars for number in (bar.parts or (bar.number,)) if number]
        assert len(bars) == len(numbers)
        if numbers:
            per_practice = max(float(bar.get("width", 0)) for bar in bars) / max(numbers)
            assert [float(bar.get("width", 0)) for bar in bars] == pytest.approx(
                [per_practice * n for n in numbers], abs=0.11
            )


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bank = hostile_bank(tmp_path)
    root = drawn(bank, "organisation", Filters())
    assert HOSTILE[1] in words(root)
    assert {shape.tag.removeprefix(SVG) for shape in root.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "circle", "text",
    }  # fmt: skip
