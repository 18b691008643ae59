"""A briefing as a Word document: the answer, the pictures, the practices best tested, how to read it; then an annex
with the counts and every practice in full. Real headings, tables with repeated heads, links, page numbers.
"""

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from practicebank.analysis.tally import Tally
from practicebank.briefing.briefed_practice import LINKS, BriefedPractice, BriefedStatement
from practicebank.briefing.grids import DOT_FONT, FILLS, Grid, GridCell
from practicebank.briefing.model import MOST_INTRODUCED, NAME, ORIGIN, Briefing
from practicebank.briefing.side_by_side import MOST_BESIDE, side_by_side
from practicebank.briefing.word_chart import add_chart
from practicebank.fields import NOT_RECORDED
from practicebank.words import practices

INK, QUIET = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x4A, 0x56, 0x63)
_WIDE = 21 - 2 * 2.2  # centimetres between the margins


def document(briefing: Briefing) -> bytes:
    file = Document()
    _styled(file, briefing)
    file.add_heading(briefing.question, 0)
    file.add_paragraph().add_run(briefing.answer).bold = True
    for finding in briefing.findings:
        file.add_paragraph(style="List Bullet").add_run(f"{finding.number}. ").bold = True
        file.paragraphs[-1].add_run(finding.words)
    for label, said in briefing.choice:
        _quiet(file.add_paragraph(), f"{label}: {said}")
    _quiet(file.add_paragraph(), f"Made on {briefing.day}. Data version {briefing.version}.")
    if briefing.counts:
        _shown(file, briefing)
    elif 1 < len(briefing.entries) <= MOST_BESIDE:
        _picture(file, side_by_side(briefing.entries, "Side by side", ""))
    _reading(file, briefing)
    if briefing.counts:
        file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        file.add_heading("Annex 1: the counts", 1)
        for tally in briefing.tallies:
            _tally(file, tally, briefing)
    file.add_heading("Annex 2: the practices in full" if briefing.counts else "The practices", 1)
    for entry in briefing.entries:
        _entry(file, entry)
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def _shown(file: Any, briefing: Briefing) -> None:
    first, *others = briefing.pictures
    _picture(file, first)
    if briefing.contrast is None:
        by_focus = briefing.tallies[0]
        file.add_heading(by_focus.title, 1)
        _quiet(file.add_paragraph(), by_focus.question).paragraph_format.keep_with_next = True
        if by_focus.longest:
            add_chart(file.add_paragraph(), by_focus, 1, _WIDE, 8)
        file.add_paragraph(by_focus.sentence)
    for each in others:
        _picture(file, each)
    file.add_heading("The practices, the best tested first", 1)
    for entry in briefing.best_tested[:MOST_INTRODUCED]:
        _introduced(file, entry)
    _quiet(file.add_paragraph(), f"Annex 2 has {practices(len(briefing.entries))} in full.")


def _reading(file: Any, briefing: Briefing) -> None:
    file.add_heading("How to read this", 1)
    for term, meaning in briefing.ratings:
        file.add_paragraph(style="List Bullet").add_run(f"{term}: ").bold = True
        file.paragraphs[-1].add_run(meaning)
    file.add_heading("What to keep in mind", 2)
    for caution in briefing.cautions:
        file.add_paragraph(caution, style="List Bullet")
    file.add_paragraph(ORIGIN)


def _picture(file: Any, drawn: Grid) -> None:
    """A crossing, a map or practices side by side, with its key above and its words below."""
    file.add_heading(drawn.title, 1)
    if drawn.counted:
        _quiet(file.add_paragraph(), drawn.counted).paragraph_format.keep_with_next = True
    if drawn.key:
        key = file.add_paragraph()
        key.paragraph_format.keep_with_next = True
        for dots, said in drawn.key:
            _signed(key, dots.text, dots.rating.light, 10)
            key.add_run(f" {said}      ").font.size = Pt(9)
    table = file.add_table(rows=len(drawn.rows), cols=len(drawn.widths))
    table.autofit = False
    if drawn.headed:
        _lined(table)
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))
    widths = [Cm(_WIDE * wide / sum(drawn.widths)) for wide in drawn.widths]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for row, cells in zip(table.rows, drawn.rows, strict=True):
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", {}))
        for held, wide, cell in zip(row.cells, widths, cells, strict=True):
            held.width = wide
            _picture_cell(held, cell)
    for said in drawn.said:
        file.add_paragraph(said).paragraph_format.space_before = Pt(4)


def _picture_cell(held: Any, cell: GridCell) -> None:
    paragraph = held.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    held._tc.get_or_add_tcPr().append(_margins())
    run = paragraph.add_run(cell.words)
    run.font.size, run.bold = Pt(8.5), cell.kind == "head"
    if cell.kind == "quiet":
        run.font.color.rgb = QUIET
    for at, dots in enumerate(cell.dots):
        _signed(paragraph, dots.text if at else f" {dots.text}", dots.rating.light, 9)
    if cell.kind in FILLS:
        held._tc.tcPr.append(_element("w:shd", {"w:val": "clear", "w:fill": FILLS[cell.kind]}))


def _margins() -> Any:
    margins = _element("w:tcMar", {})
    for side in ("w:start", "w:end"):
        margins.append(_element(side, {"w:w": "50", "w:type": "dxa"}))
    return margins


def _signed(paragraph: Any, text: str, colour: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), DOT_FONT
    run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())


def _introduced(file: Any, entry: BriefedPractice) -> None:
    """A practice in a few lines, as many as a first reading takes."""
    _paragraph(file, entry.title, "Heading2").paragraph_format.keep_with_next = True
    _marks(file, entry)
    _paragraph(file, entry.summary).paragraph_format.space_after = Pt(3)
    for each in entry.told:
        if each.field == "result":
            _paragraph(file, each.text).paragraph_format.space_after = Pt(3)


def _styled(file: Any, briefing: Briefing) -> None:
    file.core_properties.title, file.core_properties.author = briefing.property_title, NAME
    file.core_properties.created = datetime.combine(briefing.made_on, time())
    file.core_properties.language = "en-GB"
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(10.5), INK
    normal.element.get_or_add_rPr().append(_element("w:lang", {"w:val": "en-GB"}))
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        file.styles[name].font.color.rgb = INK
    small = file.styles["Heading 3"]
    small.font.size, small.paragraph_format.space_before, small.paragraph_format.space_after = Pt(10.5), Pt(6), Pt(0)
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{briefing.source}    Page ").font.size = Pt(8.5)
    _field(foot, "PAGE")
    foot.add_run(" of ").font.size = Pt(8.5)
    _field(foot, "NUMPAGES")


def _tally(file: Any, tally: Tally, briefing: Briefing) -> None:
    file.add_heading(tally.title, 2)
    for said in (tally.question, tally.counted):
        _quiet(file.add_paragraph(), said).paragraph_format.keep_with_next = True
    parts = [name for at, name in enumerate(tally.part_names) if any(bar.parts[at] for bar in tally.bars)]
    rows = [
        [bar.label, f"{bar.number:,}", *(f"{bar.parts[tally.part_names.index(part)]:,}" for part in parts)]
        for bar in tally.bars
    ]
    _table(file, [tally.heading, "Practices", *parts], rows)
    file.add_paragraph(tally.sentence)
    _quiet(file.add_paragraph(), f"{tally.caution} {briefing.source}.")


def _table(file: Any, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A head that is repeated on each page, thin lines, numbers to the right."""
    table = file.add_table(rows=1, cols=len(header))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    _lined(table)
    for at, text in enumerate(header):
        run = table.rows[0].cells[at].paragraphs[0].add_run(text)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(9), QUIET
        table.rows[0].cells[at].paragraphs[0].paragraph_format.keep_with_next = True
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))
    for row in rows:
        cells = table.add_row().cells
        for at, text in enumerate(row):
            cells[at].text = text
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", {}))
        for at, cell in enumerate(row.cells):
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            if at:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _lined(table: Any) -> None:
    borders = _element("w:tblBorders", {})
    for side in ("w:bottom", "w:insideH"):
        borders.append(_element(side, {"w:val": "single", "w:sz": "4", "w:color": "D5DCE4"}))
    table._tbl.tblPr.append(borders)


def _marks(file: Any, entry: BriefedPractice) -> None:
    rated = _paragraph(file)
    for sign, said in entry.marks:
        rated.add_run(f"{sign} {said}   ".lstrip()).bold = True
    rated.paragraph_format.space_after = Pt(3)


def _entry(file: Any, entry: BriefedPractice) -> None:
    _paragraph(file, entry.title, "Heading2").paragraph_format.keep_with_next = True
    _paragraph(file, entry.summary).paragraph_format.keep_with_next = True
    _marks(file, entry)
    if entry.beside:
        _paragraph(file, entry.beside).paragraph_format.space_after = Pt(3)
    facts = _paragraph(file)
    for label, values in entry.recorded.values():
        facts.add_run(f"{label}: ").bold = True
        facts.add_run("; ".join(values) + ". ")
    if entry.unrecorded:
        _quiet(facts, f"{NOT_RECORDED}: {', '.join(entry.unrecorded)}.")
    for each in entry.told:
        _statement(file, each)
    if entry.links:
        _paragraph(file, LINKS, "Heading3")
        for url in entry.links:
            _linked(_quiet(_paragraph(file), ""), url)
    if entry.url or entry.sources:
        _paragraph(file, "Sources", "Heading3")
    if entry.url:
        _linked(_quiet(_paragraph(file), "Page at the source: "), entry.url)
    for source in entry.sources:
        _linked(_quiet(_paragraph(file), f"[{source.number}] {source.said}: "), source.url)


def _paragraph(file: Any, text: str = "", style: str = "") -> Any:
    """A paragraph at the end. The library itself would go through all that is there before each of thousands."""
    made = OxmlElement("w:p")
    file.element.body[-1].addprevious(made)  # the last is how the pages look
    if style:
        made.style = style
    paragraph = Paragraph(made, file._body)
    if text:
        paragraph.add_run(text)
    return paragraph


def _statement(file: Any, each: BriefedStatement) -> None:
    """Its heading, its text with the numbers of its sources, and what must be known beside it."""
    _paragraph(file, each.label, "Heading3")
    for text in each.paragraphs:
        paragraph = _paragraph(file, text)
        paragraph.paragraph_format.space_after = Pt(3)
    if each.notes:
        noted = paragraph.add_run("".join(f" [{number}]" for number in each.notes))
        noted.font.size, noted.font.color.rgb = Pt(8.5), QUIET
    if each.aside:
        _quiet(_paragraph(file), each.aside)


def _quiet(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), QUIET
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _linked(paragraph: Any, url: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(url)
    run.font.size, run.font.underline, run.font.color.rgb = Pt(9), True, RGBColor(0x0F, 0x5E, 0xA8)
    link.append(run._r)
    paragraph._p.append(link)


def _field(paragraph: Any, name: str) -> None:
    field = _element("w:fldSimple", {"w:instr": name})
    run = paragraph.add_run("1")
    run.font.size = Pt(8.5)
    field.append(run._r)
    paragraph._p.append(field)


def _element(name: str, attributes: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made
