"""Ratings that the vocabulary does not know, in what is taken away: each has a look of its own, the same everywhere."""

import io
import re
from datetime import date

import pytest
from docx import Document
from pptx import Presentation

from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.html_files import printable, survival_copy
from practicebank.briefing.model import Briefing, briefing_of
from practicebank.briefing.picture import picture
from practicebank.fields import NOT_RECORDED
from practicebank.ratings import OTHERS, SIGNS
from tests.practicebank.briefing.choices import bank_of_rows

UNKNOWN = ("Amber", "Bronze", "Copper", "Dun")
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    rated = ("Worked", "Promising", *reversed(UNKNOWN), "")
    rows = [
        {"title": f"{term or 'None'} {number}", "effectiveness": term, "focus": "Prevention"}
        for number in (1, 2)
        for term in rated
    ]
    return bank_of_rows(tmp_path_factory.mktemp("bank"), *rows)


@pytest.fixture(scope="module")
def briefing(bank: Bank) -> Briefing:
    return briefing_of(bank, Filters(), DAY)


def test_what_is_shown_does_not_change_how_a_rating_is_drawn(bank: Bank) -> None:
    few = briefing_of(bank, Filters({"effectiveness": ("Copper",)}), DAY)
    assert {entry.rating for entry in few.entries} == {OTHERS[2]}
    assert few.tally("effectiveness").rating_of("Copper") == bank.rating_of("Copper") == OTHERS[2]


def test_slides_do_not_let_them_merge(briefing: Briefing) -> None:
    slides = Presentation(io.BytesIO(deck(briefing))).slides
    shapes = [shape for slide in slides for shape in slide.shapes]
    by_focus = next(shape.chart for shape in shapes if shape.has_chart)
    fills = {series.name: str(series.format.fill.fore_color.rgb) for series in by_focus.plots[0].series}
    assert len(set(fills.values())) == len(fills)
    assert [f"#{fills[term]}".lower() for term in UNKNOWN] == [other.light for other in OTHERS]


def test_a_slide_of_its_own_has_the_mark(bank: Bank) -> None:
    kinds = {}
    for term in UNKNOWN:
        slug = bank.practices["slug"].iloc[int(bank.facets["effectiveness"].with_any([term]).argmax())]
        briefing = briefing_of(bank, Filters(), DAY, [slug])
        shapes = [shape for slide in Presentation(io.BytesIO(deck(briefing))).slides for shape in slide.shapes]
        kinds[term] = [str(shape.auto_shape_type) for shape in shapes if shape.shape_type == 1]
    assert kinds == {
        "Amber": ["RECTANGLE (1)"],
        "Bronze": ["DIAMOND (4)"],
        "Copper": ["CROSS (11)"],
        "Dun": ["RECTANGLE (1)", "RECTANGLE (1)"],
    }


def test_a_document_has_the_signs(briefing: Briefing) -> None:
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(document(briefing))).paragraphs)
    for term, other in zip(UNKNOWN, OTHERS, strict=True):
        assert f"{SIGNS[other.shape]} {term}" in text


def test_a_picture_has_every_tone_and_a_pattern_for_each(briefing: Briefing) -> None:
    drawn = picture(briefing.tally("effectiveness-by-focus"), briefing.source, briefing.title).decode()
    for other in OTHERS:
        assert f'fill="{other.light}"' in drawn
    used = set(re.findall(r"url\(#(.+?)\)", drawn))
    assert {"backslash", "upright", "close-backslash", "close-upright"} <= used
    assert used <= set(re.findall(r'<pattern id="(.+?)"', drawn))


def test_a_page_to_print_and_the_survival_copy_have_every_tone(bank: Bank, briefing: Briefing) -> None:
    paper, copy = printable(briefing).decode(), survival_copy(bank, "", DAY).decode()
    key = re.findall(r'<span class="swatch" style="background: (.+?)"></span>(.+?)</li>', copy)
    assert [term for _, term in key][-5:] == [*UNKNOWN, NOT_RECORDED]
    assert len({colour for colour, _ in key}) == len(key)
    for other in OTHERS:
        assert f"background: {other.light}" in paper
        assert f"light-dark({other.light}, {other.dark})" in copy
