"""What a meeting is handed: the answer first, then what it is seen from, in as few pages as that takes."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from practicebank.analysis.findings import MOST, differences, findings
from practicebank.analysis.gap_map import AXES_OF_DOTS, Axes, gap_map
from practicebank.analysis.tally import SMALL
from practicebank.analysis.two_choices import TIME, Sides, contrast
from practicebank.bank.filters import Filters
from practicebank.briefing.deck import MOST_LISTED, deck
from practicebank.briefing.document import document
from practicebank.briefing.grids import MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, crossing, gaps
from practicebank.briefing.html_files import printable
from practicebank.briefing.model import MOST_INTRODUCED, Briefing, briefing_of
from practicebank.briefing.side_by_side import MOST_BESIDE
from practicebank.evidence import RANDOMISED
from practicebank.fields import CROSSED, NOT_RECORDED
from practicebank.ratings import SIGNS
from tests.depth import examples
from tests.practicebank.briefing.choices import HOSTILE, REAL, bank_of_rows, hostile_bank, random_choices
from tests.practicebank.briefing.hostile_practice import bank_with_it
from tests.practicebank.briefing.test_files import DAY, as_pdf, text_of, words

ALL = briefing_of(REAL, Filters(), DAY)
PAIR = briefing_of(REAL, Filters(), DAY, sides=Sides("focus", "Prevention", "Organisational"))
SLUGS = REAL.practices["slug"].iloc[REAL.in_order("evidence")].tolist()
FEW = briefing_of(REAL, Filters(), DAY, SLUGS[:3])
SEVERAL = briefing_of(REAL, Filters(), DAY, SLUGS[:8])


def titles(briefing: Briefing) -> list[str]:
    slides = Presentation(io.BytesIO(deck(briefing))).slides
    return [slide.shapes.title.text_frame.text for slide in slides]


def test_a_deck_of_the_bank_says_its_answer_and_then_shows_it() -> None:
    drawn = [picture.title for picture in ALL.pictures]
    assert titles(ALL) == [
        "What does the bank hold?",
        drawn[0],
        ALL.tallies[0].title,
        *drawn[1:],
        "The practices, the best tested first (1 of 2)",
        "The practices, the best tested first (2 of 2)",
        "How to read this",
    ]
    assert [picture.name for picture in ALL.pictures] == ["dots", "places", "gaps"]
    first = Presentation(io.BytesIO(deck(ALL))).slides[0]
    said = [shape.text_frame.text for shape in first.shapes]
    for finding in ALL.findings:
        assert finding.number in said
        assert finding.words in said


def test_a_deck_of_a_shortlist_is_a_table_and_a_slide_for_each() -> None:
    asked = "What do the shortlisted practices offer?"
    for briefing in (FEW, SEVERAL):
        assert titles(briefing) == [asked, *(entry.title for entry in briefing.entries), "How to read this"]
    one = briefing_of(REAL, Filters(), DAY, SLUGS[:1])
    assert titles(one) == [one.entries[0].title, "How to read this"]


def test_a_deck_of_two_choices_says_what_differs() -> None:
    assert titles(PAIR)[:2] == [
        "Prevention and Organisational: what differs?",
        "Prevention and Organisational, field by field",
    ]
    assert PAIR.findings
    file = Presentation(io.BytesIO(deck(PAIR)))
    [chart] = [shape.chart for slide in file.slides for shape in slide.shapes if shape.has_chart]
    drawn = next(field for field in PAIR.contrast.fields if field.key == "effectiveness")
    assert [series.name for series in chart.plots[0].series] == ["Prevention (of 35)", "Organisational (of 22)"]
    shares = [[line.shares[side] for line in drawn.lines if line.shares[side] is not None] for side in (0, 1)]
    assert [list(series.values) for series in chart.plots[0].series] == shares


def test_the_best_tested_practices_come_first_and_the_rest_are_counted() -> None:
    file = Presentation(io.BytesIO(deck(ALL)))
    assert len(ALL.best_tested) <= len(ALL.entries) == ALL.number
    listed = [
        row.cells[0].text_frame.paragraphs[0].text
        for slide in file.slides
        if slide.shapes.title.text_frame.text.startswith("The practices")
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert listed == [entry.title for entry in ALL.best_tested][: len(listed)]
    rungs = [entry.evidence.rungs for entry in ALL.best_tested]
    assert rungs == sorted(rungs, reverse=True)
    left = len(ALL.entries) - len(listed)
    assert f"{left} more practices are in the spreadsheet." in text_of("pptx", ALL)


def test_a_file_of_too_many_says_what_it_leaves_out(tmp_path: Path) -> None:
    rows = [{"title": f"Practice {number}", "focus": "Prevention"} for number in range(9)]
    bank = bank_of_rows(tmp_path, *rows)
    briefing = briefing_of(bank, Filters(), DAY, most=6)
    assert [entry.title for entry in briefing.entries] == [f"Practice {number}" for number in range(6)]
    said = "This file tells of the first 6 of 9 practices; the CSV file of the same choice has all of them."
    for kind in ("pptx", "docx", "html", "xlsx"):
        assert said in text_of(kind, briefing)
        assert said not in text_of(kind, briefing_of(bank, Filters(), DAY, most=9))
    assert briefing.answer == "All 9 practices in the bank."


def test_a_document_is_short_before_its_annex(tmp_path: Path) -> None:
    pages = as_pdf("all.docx", document(ALL), tmp_path)
    annex = next(number for number, page in enumerate(pages, start=1) if "Annex 1" in page)
    assert 4 <= annex - 1 <= 8
    body = words(" ".join(pages[: annex - 1]))
    for finding in ALL.findings:
        assert words(finding.words) in body
    for picture in ALL.pictures:
        assert words(picture.title) in body
    assert all(entry.title in body for entry in ALL.best_tested[:MOST_INTRODUCED])
    assert all(entry.title in words(" ".join(pages[annex - 1 :])) for entry in ALL.entries)


def test_the_chart_of_a_document_can_be_edited() -> None:
    file = Document(io.BytesIO(document(ALL)))
    [chart] = [part for part in file.part.package.iter_parts() if "/charts/" in part.partname]
    [numbers] = [each.target_part for each in chart.rels.values()]
    assert numbers.blob.startswith(b"PK")
    [described] = [each for each in file.element.body.iter() if each.tag.endswith("}docPr")]
    assert described.get("descr") == ALL.tallies[0].alt


@pytest.mark.long
@pytest.mark.parametrize("number", range(6))
def test_nothing_of_a_slide_reaches_its_foot(number: int, tmp_path: Path) -> None:
    """As LibreOffice lays it out: tables grow there with what is in them."""
    briefing = [
        ALL,
        PAIR,
        FEW,
        SEVERAL,
        briefing_of(hostile_bank(tmp_path), Filters(), DAY),
        briefing_of(REAL, Filters(), DAY, axes=Axes("partners", "region", "effectiveness")),
    ][number]
    as_pdf("deck.pptx", deck(briefing), tmp_path)
    command = ["pdftotext", "-bbox", tmp_path / "deck.pdf", "-"]
    drawn = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    for page in drawn.split("<page ")[1:]:
        [(wide, tall)] = re.findall(r'^width="(.+?)" height="(.+?)"', page)
        boxes = [tuple(map(float, box)) for box in re.findall(r'xMax="(.+?)" yMax="(.+?)"', page)]
        foot = float(tall) * (7.5 - 0.45) / 7.5
        assert all(right <= float(wide) for right, _ in boxes)
        below = [box for box in boxes if box[1] > foot + 1]
        assert len(below) == len(f"{briefing.source} 1".split()), page[:40]


@settings(max_examples=examples(25), deadline=None)
@given(st.sampled_from(sorted(CROSSED)), st.sampled_from(sorted(CROSSED)), st.sampled_from(random_choices(12, seed=4)))
def test_a_crossing_shows_every_practice_or_says_what_it_leaves_out(rows: str, columns: str, filters: Filters) -> None:
    axes = Axes.from_query({"rows": rows, "columns": columns}, AXES_OF_DOTS)
    selection = REAL.select(filters)
    drawn = gap_map(REAL, selection, axes)
    ratings = REAL.facets["effectiveness"].counts(selection.kept)
    shown = crossing("dots", "A title", [], drawn, ratings)
    assert len(shown.rows) <= MOST_ROWS + 1
    assert len(shown.widths) <= MOST_COLUMNS + 1
    assert {len(row) for row in shown.rows} == {len(shown.widths)}
    whole = len(drawn.row_terms) < len(shown.rows) and len(drawn.column_terms) < len(shown.widths)
    assert whole is not any(said.startswith("Not drawn:") for said in shown.said)
    dots = sum(dots.number for row in shown.rows for cell in row for dots in cell.dots)
    numbers = sum(int(cell.words) for row in shown.rows[1:] for cell in row[1:] if cell.words)
    assert dots == (numbers if len(selection) <= MOST_LETTERS else 0)
    if whole:
        assert numbers == sum(cell.number for row in drawn.cells for cell in row)
    said = gaps(drawn)
    marked = [cell for row in said.rows for cell in row if cell.kind == "gap"]
    assert not whole or len(marked) >= len(drawn.gaps)


def test_a_large_bank_is_counted_and_not_dotted(tmp_path: Path) -> None:
    rows = [{"title": f"Practice {number}", "focus": "Prevention"} for number in range(MOST_LETTERS + 1)]
    briefing = briefing_of(bank_of_rows(tmp_path, *rows), Filters(), DAY)
    dots = briefing.pictures[0]
    assert not dots.key
    assert not any(cell.dots for row in dots.rows for cell in row)
    assert f"{MOST_LETTERS + 1}" in [cell.words for row in dots.rows for cell in row]
    assert deck(briefing)
    assert document(briefing)


@pytest.mark.parametrize("kind", ["pptx", "docx", "html"])
def test_dots_are_text_in_every_file(kind: str) -> None:
    text = text_of(kind, ALL)
    signs = [SIGNS[dots.rating.shape] for dots, _ in ALL.pictures[0].key]
    assert all(sign * 3 in text for sign in signs)


@pytest.mark.parametrize("kind", ["pptx", "docx", "html"])
def test_practices_side_by_side_say_what_is_missing_once(kind: str) -> None:
    text = text_of(kind, briefing_of(REAL, Filters(), DAY, SLUGS[-2:]))
    assert len(FEW.entries) <= MOST_BESIDE
    assert f"{NOT_RECORDED} for any of them: The problem" in text


def test_findings_are_right_for_none_one_and_many(tmp_path: Path) -> None:
    worked = {"effectiveness": "Worked", "focus": "Prevention", "evaluation_design": RANDOMISED}
    untested = {"effectiveness": "Untested – new or innovative", "focus": "Diversion"}
    bank = bank_of_rows(
        tmp_path,
        *({"title": f"Tried {number}", **worked} for number in range(2)),
        *({"title": f"New {number}", **untested} for number in range(6)),
    )
    found = briefing_of(bank, Filters(), DAY).findings
    assert [finding.number for finding in found] == ["2 of 8", "2 of 8", "6 of 6"]
    assert [finding.words for finding in found] == [
        "Of 8 practices, 2 are rated Worked and none is rated Didn’t work.",
        "2 of 8 practices have an evaluation on record. 2 were tested in a randomised trial.",
        "All Diversion practices are Untested – new or innovative.",
    ]
    nothing = bank.select(Filters({"focus": ("Reoffending",)}))
    assert findings(bank, nothing, ALL.tallies[0]) == []


@pytest.mark.parametrize("filters", random_choices(30, seed=9), ids=str)
def test_a_briefing_that_counts_has_findings_and_others_have_their_practices(filters: Filters) -> None:
    briefing = briefing_of(REAL, filters, DAY)
    assert briefing.counts is (len(briefing.entries) >= SMALL)
    assert len(briefing.findings) <= MOST
    assert bool(briefing.findings) is briefing.counts
    assert len(titles(briefing)) <= (6 + MOST_LISTED if briefing.counts else 3 + len(briefing.entries))


def test_two_choices_without_a_difference_say_so(tmp_path: Path) -> None:
    rows = [
        {"title": f"{focus} {number}", "focus": focus, "effectiveness": "Promising"}
        for focus in ("Prevention", "Diversion")
        for number in range(6)
    ]
    bank = bank_of_rows(tmp_path, *rows)
    drawn = contrast(bank, bank.select(Filters()), Sides("focus", "Prevention", "Diversion"), DAY)
    assert [finding.number for finding in differences(drawn)] == ["No clear difference"]
    undated = briefing_of(bank, Filters(), DAY, sides=Sides(TIME, "A year ago", "Now"))
    assert undated.contrast is None
    assert undated.question == "What does the bank hold?"


def test_a_page_to_print_runs_nothing_and_escapes_everything(tmp_path: Path) -> None:
    page = printable(briefing_of(hostile_bank(tmp_path), Filters(), DAY)).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    told = printable(briefing_of(bank_with_it(), Filters(), DAY, ["hostile", SLUGS[0]])).decode()
    assert "<script" not in told


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx"])
def test_hostile_names_are_compared_and_crossed_as_text(kind: str, tmp_path: Path) -> None:
    rows = [
        {"title": f"{number} {text}", "organisation": text, "effectiveness": "Promising"}
        for text in (*HOSTILE, "Two\x0bparts \x1b[31m")
        for number in range(3)
    ]
    bank = bank_of_rows(tmp_path, *rows)
    one, other = bank.facets["organisation"].terms[:2]
    for briefing in (
        briefing_of(bank, Filters(), DAY, sides=Sides("organisation", one, other)),
        briefing_of(bank, Filters(), DAY, axes=Axes("organisation", "focus", "effectiveness")),
    ):
        text = text_of(kind, briefing)
        assert "alert" in text
        assert "<script" not in (printable(briefing).decode() if kind == "html" else "")
