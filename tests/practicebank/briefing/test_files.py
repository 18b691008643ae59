"""What people take away opens where they open it, and says what it must."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from practicebank import ratings
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.fitting import cut
from practicebank.briefing.html_files import printable
from practicebank.briefing.model import Briefing, briefing_of
from practicebank.briefing.picture import picture
from practicebank.briefing.practice_slide import LEFT, RIGHT
from practicebank.briefing.slides import PAPER
from practicebank.briefing.workbook import workbook
from practicebank.escape import spreadsheet_cell
from practicebank.fields import ACCOUNT_FIELD
from practicebank.ratings import Rating
from tests.practicebank.briefing.choices import HOSTILE, REAL, bank_of_rows, hostile_bank, random_choices
from tests.practicebank.briefing.hostile_practice import LONG, bank_with_it
from tests.practicebank.briefing.hostile_practice import TITLE as HOSTILE_TITLE

DAY = date(2026, 11, 23)
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
DIVERSION = briefing_of(REAL, Filters({"focus": ("Diversion",)}), DAY)
KEPT = briefing_of(REAL, Filters(), DAY, ["weve-got-heart", "clear-hold-build", "gone"])


def as_pdf(name: str, body: bytes, folder: Path) -> list[str]:
    """The text of each page, as LibreOffice lays it out."""
    office = shutil.which("soffice")
    assert office, "Install LibreOffice: sh .ci/packages"
    (folder / name).write_bytes(body)
    command = [office, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", folder, folder / name], check=True, capture_output=True, timeout=120)
    pdf = folder / f"{Path(name).stem}.pdf"
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60).stdout
    return text.decode().split("\f")[:-1]


def words(text: str) -> str:
    return " ".join(text.split())


def text_of(kind: str, briefing: Briefing) -> str:
    """All words of a file, in their order."""
    if kind == "pptx":
        slides = Presentation(io.BytesIO(deck(briefing))).slides
        xml = "".join(
            re.sub(r"</a:p>", " ", part._element.xml)
            for slide in slides
            for part in [slide, *([slide.notes_slide] if slide.has_notes_slide else [])]
        )
    elif kind == "docx":
        xml = re.sub(r"</w:p>", " ", Document(io.BytesIO(document(briefing)))._element.xml)
    elif kind == "html":
        return words(re.sub(r"<[^>]+>", " ", printable(briefing).decode()))
    else:
        book = openpyxl.load_workbook(io.BytesIO(workbook(briefing)))
        return words(" ".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None))
    return words("".join(re.findall(r">([^<]+)<", xml)))


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx"])
@pytest.mark.parametrize("briefing", [DIVERSION, KEPT], ids=["filters", "shortlist"])
def test_every_file_says_what_was_asked_when_and_how_to_read_it(kind: str, briefing: Briefing) -> None:
    text = text_of(kind, briefing)
    for said in (briefing.question, briefing.title, briefing.day, briefing.version, *briefing.cautions):
        assert said in text
    for label, chosen in briefing.choice:
        assert label in text
        assert chosen in text
    for term, meaning in briefing.ratings:
        assert term in text
        assert meaning in text
    for entry in briefing.entries:
        assert entry.title.replace("&", "&amp;") in text or entry.title in text
        assert all(source.url in text for source in entry.sources)


def test_the_slides_of_a_deck_are_numbered_and_say_their_source(tmp_path: Path) -> None:
    pages = as_pdf("deck.pptx", deck(DIVERSION), tmp_path)
    assert len(pages) == len(Presentation(io.BytesIO(deck(DIVERSION))).slides)
    for number, page in enumerate(pages, start=1):
        assert page.split()[-1] == str(number)
        assert DIVERSION.source in words(page)


def test_a_document_opens_and_numbers_its_pages(tmp_path: Path) -> None:
    pages = as_pdf("briefing.docx", document(DIVERSION), tmp_path)
    assert len(pages) >= 4
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all(entry.title in words(" ".join(pages)) for entry in DIVERSION.entries)


@pytest.mark.long
def test_nothing_on_a_slide_stands_outside_it() -> None:
    for filters in (Filters(), *random_choices(20, seed=1)):
        file = Presentation(io.BytesIO(deck(briefing_of(REAL, filters, DAY))))
        for slide in file.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.top >= 0
                assert shape.left + shape.width <= file.slide_width
                assert shape.top + shape.height <= file.slide_height


def test_charts_on_slides_can_be_edited_and_are_described() -> None:
    charts = [
        shape for slide in Presentation(io.BytesIO(deck(DIVERSION))).slides for shape in slide.shapes if shape.has_chart
    ]
    assert len(charts) == 1
    for chart in charts:
        held = chart.chart.part.chart_workbook.xlsx_part.blob
        assert zipfile.is_zipfile(io.BytesIO(held))
        assert "Bar chart." in chart._element.nvGraphicFramePr.cNvPr.get("descr")


def test_numbers_on_bars_are_white_where_the_design_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = Rating("Mixed results", "mixed", "#6b4fa0", "#b9a5e8", "hollow", light_ink=True)
    monkeypatch.setitem(ratings._RATING, mixed.term, mixed)
    tally = DIVERSION.tally("effectiveness-by-focus")
    names = ("Worked", "Promising", mixed.term)
    rated = replace(tally, part_names=names, bars=[replace(tally.bars[0], number=6, parts=(2, 2, 2))])
    others = [each for each in DIVERSION.tallies if each is not tally]
    slides = Presentation(io.BytesIO(deck(replace(DIVERSION, tallies=[rated, *others])))).slides
    chart = next(shape.chart for slide in slides for shape in slide.shapes if shape.has_chart)
    white = {series.name for series in chart.plots[0].series if series.data_labels.font.color.rgb == PAPER}
    assert white == {"Worked", mixed.term}
    drawn = picture(rated, DIVERSION.source, DIVERSION.title).decode()
    assert re.findall(r'text-anchor="middle" fill="(.+?)">2<', drawn) == ["#ffffff", "#14171c", "#ffffff"]


def test_marks_on_slides_are_decoration_for_who_hears_them() -> None:
    shapes = [
        shape
        for slide in Presentation(io.BytesIO(deck(KEPT))).slides
        for shape in slide.shapes
        if shape.shape_type == 1
    ]
    assert len(shapes) == 5
    for shape in shapes:
        about = shape._element.nvSpPr.cNvPr
        assert about.get("descr") is None
        [marked] = about.iter(f"{{{DECORATIVE}}}decorative")
        assert marked.get("val") == "1"


def test_a_vocabulary_may_call_a_field_something_else() -> None:
    focus = replace(REAL.vocabulary["focus"], label="What it is for")
    vocabulary = replace(REAL.vocabulary, fields={**REAL.vocabulary.fields, "focus": focus})
    briefing = briefing_of(replace(REAL, vocabulary=vocabulary), Filters({"focus": ("Prevention",)}), DAY)
    slides = Presentation(io.BytesIO(deck(briefing))).slides
    tables = [
        shape.table
        for slide in slides
        if slide.shapes.title.text_frame.text.startswith("The practices")
        for shape in slide.shapes
        if shape.has_table
    ]
    rows = [row for table in tables for row in list(table.rows)[1:]]
    assert rows
    assert all("Prevention" in row.cells[2].text for row in rows)
    assert "What it is for: Prevention" in text_of("pptx", briefing)


def test_a_practice_of_which_nothing_is_told_has_no_empty_box(tmp_path: Path) -> None:
    briefing = briefing_of(bank_of_rows(tmp_path, {"title": "Night walks"}), Filters(), DAY)
    slide = list(Presentation(io.BytesIO(deck(briefing))).slides)[-2]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.shape_type != 1 and shape.name != "Slide number"]
    assert "What was done, and with what result, is not recorded." in texts
    assert all(texts)


def test_who_told_the_bank_is_said_as_on_the_page(fullest: Briefing) -> None:
    [entry] = fullest.entries
    told = "Told to this bank by those who did it, March 2027."
    assert {each.aside for each in entry.account} == {told, f"The figures are the organisation’s own. {told}"}


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx"])
def test_hostile_text_stays_text(kind: str, tmp_path: Path) -> None:
    briefing = briefing_of(hostile_bank(tmp_path), Filters(q="alert"), DAY)
    assert HOSTILE[1] in [entry.title for entry in briefing.entries]
    everything = briefing_of(hostile_bank(tmp_path), Filters(), DAY)
    text = text_of(kind, everything)
    for entry in everything.entries:
        escaped = entry.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        either = {entry.title, escaped, escaped.replace('"', "&#34;").replace("'", "&#39;")}
        assert any(form in text for form in either)
    if kind == "html":
        assert "<script" not in printable(everything).decode()


def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path: Path) -> None:
    body = workbook(briefing_of(hostile_bank(tmp_path), Filters(), DAY))
    book = openpyxl.load_workbook(io.BytesIO(body))
    risky = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and spreadsheet_cell(cell.value) != cell.value
    ]
    assert len(risky) >= 4
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_spreadsheet_keeps_its_heads_in_sight_and_links_to_the_source() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(DIVERSION)))
    assert book.sheetnames[:2] == ["Read me", "Practices"]
    assert all(sheet.freeze_panes for sheet in book)
    links = [cell.hyperlink.target for row in book["Practices"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [entry.url for entry in DIVERSION.entries if entry.url]
    assert book["Practices"].auto_filter.ref
    assert book["Practices"].column_dimensions["A"].width > 40


def test_a_choice_that_shows_nothing_still_makes_files() -> None:
    nothing = briefing_of(REAL, Filters({"effectiveness": ("Worked",)}), DAY)
    assert nothing.title.startswith("0 practices")
    for make in (deck, document, printable, workbook):
        assert make(nothing)


def test_the_longest_choice_still_makes_files() -> None:
    all_of_it = {name: facet.terms for name, facet in REAL.facets.items() if name in COLUMN_OF.values()}
    widest = Filters.from_query(
        {key: list(all_of_it[column]) for key, column in COLUMN_OF.items()} | {"q": ["0" * 200]}, REAL.facets
    )
    longest = briefing_of(REAL, widest, DAY)
    assert len(longest.title) > 255
    for make in (deck, document, printable, workbook):
        assert make(longest)


def test_a_shortlist_keeps_its_order_and_is_not_narrowed() -> None:
    briefing = briefing_of(
        REAL, Filters({"focus": ("Reoffending",)}), DAY, ["weve-got-heart", "clear-hold-build", "gone"]
    )
    assert [entry.slug for entry in briefing.entries] == ["weve-got-heart", "clear-hold-build"]


@pytest.mark.parametrize("kind", ["pptx", "docx", "html"])
def test_practices_that_are_better_read_than_counted_have_no_charts(kind: str) -> None:
    assert DIVERSION.tally("effectiveness-by-focus").title in text_of(kind, DIVERSION)
    counted = ("mention", "share", "success rate", "the counts")
    assert not [each for each in counted if each in text_of(kind, KEPT)]
    one = briefing_of(REAL, Filters(), DAY, ["weve-got-heart"])
    assert one.question == "What does the shortlisted practice offer?"


def test_every_part_of_an_account_has_its_side_of_a_slide() -> None:
    """The addresses to read more and where a recognition can be checked stand in the notes alone."""
    assert {*LEFT, *RIGHT} == ACCOUNT_FIELD.keys() - {"links", "linked_to_evidence"}
    assert not set(LEFT) & set(RIGHT)


def test_dates_are_read_in_words_and_sorted_as_they_stand(fullest: Briefing) -> None:
    for kind in ("pptx", "docx", "html"):
        assert "February 2026" in text_of(kind, fullest)
        assert "2026-02" not in text_of(kind, fullest)
    assert "2026-02" in text_of("xlsx", fullest)


def test_a_page_has_one_number_however_many_facts_stand_on_it() -> None:
    for entry in briefing_of(REAL, Filters(), DAY).entries:
        assert len({source.url for source in entry.sources}) == len(entry.sources)
        assert [source.number for source in entry.sources] == list(range(1, len(entry.sources) + 1))
        assert all(list(each.notes) == sorted(each.notes) for each in entry.account)


def test_words_are_cut_at_a_sentence_unless_that_wastes_the_room() -> None:
    short = "Yes. " + "They walk the market together at night, " * 9
    assert len(cut(short, 3, 4, 12)) > 60
    even = "They walk the market at night. " * 9
    assert cut(even, 3, 4, 12).endswith("night.")


def test_nothing_is_lost_from_the_slides_however_long() -> None:
    """What is cut on a slide stands in its notes."""
    long = " ".join(f"word{number}" for number in range(900))
    entry = replace(DIVERSION.entries[0], summary=long, title="A title of its own")
    first, *others = DIVERSION.tallies
    tally = replace(first, title=" ".join(["Vulnerability"] * 20))
    choice = [("Organisation", long), ("Search", "“knife”")]
    entries = [entry, *DIVERSION.entries]
    briefing = replace(
        DIVERSION,
        question=f"Which {long}?",
        choice=choice,
        entries=entries,
        best_tested=entries,
        tallies=[tally, *others],
    )
    said = words(text_of("pptx", briefing))
    for number in range(900):
        assert len(re.findall(rf"\bword{number}\b", said)) >= 3, number
    assert words(tally.title) in said
    assert briefing.title in said


@pytest.fixture(scope="module")
def fullest() -> Briefing:
    return briefing_of(bank_with_it(), Filters(), DAY, ["hostile"], "https://bank.example/")


def test_the_fullest_practice_stays_on_its_slide(fullest: Briefing, tmp_path: Path) -> None:
    """As LibreOffice lays it out: no word of a column reaches the sources, none of a line leaves the paper."""
    body = deck(fullest)
    at = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(body)).slides].index(HOSTILE_TITLE)
    as_pdf("fullest.pptx", body, tmp_path)
    command = ["pdftotext", "-bbox", "-f", str(at + 1), "-l", str(at + 1), tmp_path / "fullest.pdf", "-"]
    drawn = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    boxes = [
        tuple(map(float, found))
        for found in re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)"', drawn)
    ]
    [(wide, tall)] = re.findall(r'<page width="(.+?)" height="(.+?)"', drawn)
    assert len(boxes) > 150
    assert all(left >= 0 and right <= float(wide) for left, _, right, _ in boxes)
    foot = float(tall) * (7.5 - 0.45) / 7.5
    below = [box for box in boxes if box[3] > foot + 1]
    told = [box for box in boxes if box not in below]
    assert max(bottom for _, _, _, bottom in told) < foot
    assert len(below) == len(f"{fullest.source} 2".split())


def test_a_text_on_a_slide_stops_at_a_sentence_and_leads_to_its_page(fullest: Briefing) -> None:
    slide = next(
        slide
        for slide in Presentation(io.BytesIO(deck(fullest))).slides
        if slide.shapes.title.text_frame.text == HOSTILE_TITLE
    )
    paragraphs = [
        paragraph for shape in slide.shapes if shape.has_text_frame for paragraph in shape.text_frame.paragraphs
    ]
    [problem] = [paragraph for paragraph in paragraphs if paragraph.text.startswith("The problem: ")]
    label, shown, dots, link, *_ = problem.runs
    assert LONG["problem"].startswith(shown.text)
    assert shown.text.endswith("at night.")
    assert (dots.text, link.text) == (" … ", "more on its page")
    assert link.hyperlink.address == "https://bank.example/practice?practice=hostile"
    assert LONG["problem"] in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("kind", ["pptx", "docx", "html", "xlsx"])
def test_a_hostile_account_stays_text(kind: str, fullest: Briefing) -> None:
    text = unescape(text_of(kind, fullest))
    for field in ("problem", "tried", "how_it_works", "learning", "linked_to_evidence"):
        assert words(LONG[field]) in text, field
    assert "Nothing.Except this." in text or "Nothing. Except this." in text
    assert "Alex Example" not in text
