"""Tables on slides: practices line by line, and the pictures that are tables of text."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from practicebank.briefing.fitting import LINE as LINE_HEIGHT
from practicebank.briefing.fitting import cut, lines, shares
from practicebank.briefing.grids import DOT_FONT, FILLS, Grid, GridCell
from practicebank.briefing.slides import EDGE, INK, LINE, PAPER, QUIET, rgb, run, say

_GRID_SIZES = (14, 12, 11, 10, 9, 8)
_CELL_MARGIN = 0.06  # inches on each side of a cell of a grid
_DOT = 1.25  # a dot, in sizes of the letters beside it


def grid(slide: Any, columns: Sequence[tuple[str, float]], rows: int, top: float, height: float) -> Any:
    """A table with quiet lines; `columns` are headings and widths. Its cells are filled by the caller."""
    width = sum(wide for _, wide in columns)
    shape = slide.shapes.add_table(
        rows + 1, len(columns), Inches(EDGE), Inches(top), Inches(width), Inches(height * (rows + 1))
    )
    table = shape.table
    _plain(table, headed=True)
    for at, (heading, wide) in enumerate(columns):
        table.columns[at].width = Inches(wide)
        cell = table.cell(0, at)
        say(cell.text_frame, heading, 11, bold=True, colour=QUIET)
        _underlined(cell, 12700)
    table.rows[0].height = Inches(0.32)
    return table


def picture(slide: Any, drawn: Grid, left: float, top: float, width: float, tall: float) -> None:
    """A crossing, a map or practices side by side as a table. Letters are as large as the room allows; a text that has
    none at the smallest size is cut, the longest first.
    """
    whole = sum(drawn.widths)
    widths = [width * wide / whole for wide in drawn.widths]
    size, rows = _laid_out(drawn, widths, tall)
    frame = slide.shapes.add_table(
        len(drawn.rows), len(widths), Inches(left), Inches(top), Inches(width), Inches(sum(rows))
    )
    frame.name = drawn.title[:120]
    table = frame.table
    _plain(table, headed=drawn.headed)
    for at, wide in enumerate(widths):
        table.columns[at].width = Inches(wide)
    for down, (cells, high) in enumerate(zip(drawn.rows, rows, strict=True)):
        table.rows[down].height = Inches(high)
        most = max(1, int((high - _CELL_MARGIN) * 72 / size / LINE_HEIGHT + 0.01))
        for across, cell in enumerate(cells):
            _picture_cell(table.cell(down, across), cell, widths[across] - 2 * _CELL_MARGIN, most, size)
            if drawn.headed:
                _underlined(table.cell(down, across), 12700 if down == 0 else 6350)
            else:
                _lined(table.cell(down, across), ("lnL", "lnR", "lnT", "lnB"), 19050, PAPER)


def key(slide: Any, drawn: Grid, left: float, top: float, width: float) -> None:
    """What the dots of a picture are, in a line."""
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(0.3))
    box.text_frame.word_wrap = True
    box.text_frame.margin_left = 0
    for dots, said in drawn.key:
        sign(box.text_frame.paragraphs[0], dots.text, 12, rgb(dots.rating))
        run(box.text_frame.paragraphs[0], f" {said}      ", 12)


def sign(paragraph: Any, text: str, size: float, colour: RGBColor) -> None:
    run(paragraph, text, size, colour=colour)
    paragraph.runs[-1].font.name = DOT_FONT


def _laid_out(drawn: Grid, widths: Sequence[float], tall: float) -> tuple[float, Sequence[float]]:
    """The size of the letters, and how high each row is. A row of dots is as high as those; all are
    alike where there is no head.
    """
    room = tall - _CELL_MARGIN * len(drawn.rows)
    larger = [_DOT if any(cell.dots for cell in row) else 1.0 for row in drawn.rows]
    for size in [size for size in _GRID_SIZES if size >= drawn.smallest]:
        line = size * LINE_HEIGHT / 72
        wanted = [
            max(
                lines(cell.text, wide - 2 * _CELL_MARGIN, size, bold=cell.kind == "head")
                for cell, wide in zip(row, widths, strict=True)
            )
            for row in drawn.rows
        ]
        if not drawn.headed:
            wanted, larger = [max(wanted)] * len(wanted), [max(larger)] * len(larger)
        needed = sum(number * by for number, by in zip(wanted, larger, strict=True)) * line
        if needed <= room and _whole_words(drawn, widths, size):
            break
    if needed > room:
        wanted = shares(wanted, int(room / line / max(larger)))
    rows = [number * line * by + _CELL_MARGIN for number, by in zip(wanted, larger, strict=True)]
    return size, rows


def _whole_words(drawn: Grid, widths: Sequence[float], size: float) -> bool:
    """Whether no word of a head is broken."""
    heads = [(cell, wide) for row in drawn.rows for cell, wide in zip(row, widths, strict=True) if cell.kind == "head"]
    return all(
        lines(word, wide - 2 * _CELL_MARGIN, size, bold=True) == 1
        for cell, wide in heads
        for word in cell.words.split()
    )


def _picture_cell(cell: Any, drawn: GridCell, width: float, most: int, size: float) -> None:
    cell.margin_left = cell.margin_right = Inches(_CELL_MARGIN)
    cell.margin_top = cell.margin_bottom = Inches(_CELL_MARGIN / 2)
    paragraph = cell.text_frame.paragraphs[0]
    bold = drawn.kind == "head"
    shown = cut(drawn.words, most, width, size, after=" …")
    run(
        paragraph,
        shown if shown == drawn.words else f"{shown} …",
        size,
        bold=bold,
        colour=QUIET if drawn.kind == "quiet" else INK,
    )
    for dots in drawn.dots:
        sign(paragraph, f" {dots.text}" if dots is drawn.dots[0] else dots.text, size * _DOT, rgb(dots.rating))
    if drawn.kind in FILLS:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(FILLS[drawn.kind])


def _plain(table: Any, *, headed: bool) -> None:
    """No bands, no style of the program's own."""
    properties = table._tbl.tblPr
    properties.set("bandRow", "0")
    properties.set("firstRow", "1" if headed else "0")
    properties.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def fill(cell: Any, paragraphs: Sequence[tuple[str, float, bool, str]]) -> None:
    """Paragraphs of (text, size, bold, address) in a cell of a grid."""
    cell.margin_top, cell.margin_bottom = Emu(40000), Emu(40000)
    for at, (text, size, bold, url) in enumerate(paragraphs):
        say(cell.text_frame, text, size, bold=bold, url=url, more=at > 0)
    _underlined(cell, 6350)


def _underlined(cell: Any, thick: int) -> None:
    _lined(cell, ("lnB",), thick, LINE)


def _lined(cell: Any, sides: Sequence[str], thick: int, colour: RGBColor) -> None:
    """Lines stand before what fills the cell: programs refuse them in another order."""
    for at, side in enumerate(sides):
        cell._tc.get_or_add_tcPr().insert(
            at,
            parse_xml(
                f'<a:{side} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                f'w="{thick}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:{side}>'
            ),
        )
