"""The pieces slides are made of: words in their place, a chart that stays editable, a table, a page number.

Every slide has a real title, every chart its words for who cannot see it, and every text its language.
"""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from practicebank.analysis.tally import Tally
from practicebank.analysis.two_choices import FieldContrast, Sides
from practicebank.briefing.fitting import LINE as LINE_HEIGHT
from practicebank.briefing.fitting import cut, lines, shares
from practicebank.briefing.grids import Grid, GridCell
from practicebank.fields import NOT_RECORDED
from practicebank.ratings import Rating

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6
INK, QUIET, LINK = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x4A, 0x56, 0x63), RGBColor(0x0F, 0x5E, 0xA8)
BAR, LINE, PAPER = RGBColor(0x8F, 0xA3, 0xB8), RGBColor(0xD5, 0xDC, 0xE4), RGBColor(0xFF, 0xFF, 0xFF)
GAP, TILE, NO_TILE = RGBColor(0xF3, 0xE3, 0xC0), RGBColor(0xDC, 0xE8, 0xF3), RGBColor(0xF1, 0xF3, 0xF6)
_FILLS = {"gap": GAP, "tile": TILE, "empty tile": NO_TILE}
_GRID_SIZES = (14, 12, 11, 10, 9, 8)
_CELL_MARGIN = 0.06  # inches on each side of a cell of a grid
_DOT = 1.25  # a dot, in sizes of the letters beside it
_SIGNS = "Segoe UI Symbol"  # its circles are all as large
_TITLE_ONLY = 5
_MOST_BARS = 20
_ARROWS = {
    "up": MSO_SHAPE.UP_ARROW,
    "down": MSO_SHAPE.DOWN_ARROW,
    "level": MSO_SHAPE.RIGHT_ARROW,
    "both": MSO_SHAPE.UP_DOWN_ARROW,
}
_MARKS = {
    "crossed": MSO_SHAPE.FLOWCHART_SUMMING_JUNCTION,
    "square": MSO_SHAPE.RECTANGLE,
    "half-square": MSO_SHAPE.RECTANGLE,
    "diamond": MSO_SHAPE.DIAMOND,
    "plus": MSO_SHAPE.CROSS,
}
_NUMBER = (
    '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'id="{{7C3B5C0E-6A0B-4E53-9F4E-5D1E6B7C2A10}}" type="slidenum">'
    '<a:rPr lang="en-GB" sz="1000"><a:solidFill><a:srgbClr val="4A5663"/></a:solidFill></a:rPr>'
    "<a:t>{number}</a:t></a:fld>"
)
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


class Deck:
    """Slides of one size with the same foot on each."""

    def __init__(self, title: str, author: str, foot: str) -> None:
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.file.core_properties.title = title
        self.file.core_properties.author = author
        self.file.core_properties.language = "en-GB"
        self._foot = foot

    def slide(self, title: str, above: str = "", size: float = 26) -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[_TITLE_ONLY])
        placed(slide.shapes.title, EDGE, 0.62 if above else 0.4, WIDTH - 2 * EDGE, 0.95)
        slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        slide.shapes.title.text_frame.margin_left = 0
        say(slide.shapes.title.text_frame, title, size, bold=True)
        if above:
            words(slide, [(above, 14, False)], EDGE, 0.32, WIDTH - 2 * EDGE, 0.35, QUIET)
        words(slide, [(self._foot, 10, False)], EDGE, HEIGHT - 0.45, WIDTH - 2.2 * EDGE, 0.3, QUIET)
        number = slide.shapes.add_textbox(Inches(WIDTH - EDGE - 0.6), Inches(HEIGHT - 0.45), Inches(0.6), Inches(0.3))
        number.name = "Slide number"
        number.text_frame.margin_right = 0
        paragraph = number.text_frame.paragraphs[0]._p
        paragraph.get_or_add_pPr().set("algn", "r")
        paragraph.append(parse_xml(_NUMBER.format(number=len(self.file.slides))))
        return slide

    def written(self) -> bytes:
        held = io.BytesIO()
        self.file.save(held)
        return held.getvalue()


def placed(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(length) for length in (left, top, width, height))


def say(
    frame: Any, text: str, size: float, *, bold: bool = False, colour: RGBColor = INK, url: str = "", more: bool = False
) -> None:
    """A paragraph, with a link to its page at the end; it fills the frame's own first one unless it is one `more`."""
    paragraph = frame.add_paragraph() if more else frame.paragraphs[0]
    paragraph._p.get_or_add_pPr().set("algn", "l")
    run(paragraph, f"{text}  " if url else text, size, bold=bold, colour=colour)
    if url:
        # The whole title would be easier to hit, but LibreOffice draws a link that wraps over the next line.
        run(paragraph, "Page", size, bold=bold, url=url)


def run(paragraph: Any, text: str, size: float, *, bold: bool = False, colour: RGBColor = INK, url: str = "") -> None:
    """More words at the end of a paragraph; with an address they are a link, in the colour of links."""
    made = paragraph.add_run()
    made.text = text
    made.font.size, made.font.bold = Pt(size), bold
    made._r.get_or_add_rPr().set("lang", "en-GB")
    if url:
        made.hyperlink.address = url
    else:
        made.font.color.rgb = colour


def words(
    slide: Any,
    paragraphs: Sequence[tuple[str, float, bool]],
    left: float,
    top: float,
    width: float,
    height: float,
    colour: RGBColor = INK,
    after: float = 0,
) -> Any:
    """Paragraphs of (text, size, bold) in a box that wraps."""
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for at, (text, size, bold) in enumerate(paragraphs):
        say(frame, text, size, bold=bold, colour=colour, more=at > 0)
        frame.paragraphs[-1].space_after = Pt(after)
    return box


def space_after(paragraph: Any, points: float) -> None:
    paragraph.space_after = Pt(points)


def rating_mark(slide: Any, rating: Rating, left: float, top: float, size: float) -> None:
    """The mark of a rating, as it is on screen; its word stands beside it."""
    colour = _rgb(rating)
    if rating.shape == "dash":
        _shape(slide, MSO_SHAPE.RECTANGLE, left, top + size / 2 - 0.015, size, 0.03, fill=colour)
        return
    kind = _MARKS.get(rating.shape, MSO_SHAPE.OVAL)
    filled = rating.shape in ("filled", "diamond", "plus")
    _shape(slide, kind, left, top, size, size, line=colour, fill=colour if filled else None)
    if rating.shape == "half-square":
        _shape(slide, MSO_SHAPE.RECTANGLE, left, top, size / 2, size, fill=colour)
    if rating.shape == "half":
        half = _shape(slide, MSO_SHAPE.CHORD, left, top, size, size, fill=colour)
        half.adjustments[0], half.adjustments[1] = (
            54.0,
            162.0,
        )  # from below to above, clockwise, in 100,000 / 60,000 degrees


def ladder(slide: Any, rungs: int, left: float, top: float, height: float) -> None:
    """Five rungs, filled as far as the design of an evaluation goes."""
    for at in range(5):
        tall = height * (at + 2) / 6
        place = left + at * 0.17, top + height - tall, 0.12, tall
        _shape(slide, MSO_SHAPE.RECTANGLE, *place, line=QUIET, fill=INK if at < rungs else None)


def arrow(slide: Any, way: str, left: float, top: float, size: float) -> None:
    """Which way the outcome went; nothing for a word that has no arrow."""
    if way in _ARROWS:
        tall = size * 1.3 if way == "both" else size
        made = _shape(slide, _ARROWS[way], left, top - (tall - size) / 2, size, tall, fill=INK)
        made.adjustments[0], made.adjustments[1] = 0.36, 0.42


def _shape(
    slide: Any,
    kind: Any,
    left: float,
    top: float,
    width: float,
    height: float,
    line: RGBColor | None = None,
    fill: RGBColor | None = None,
) -> Any:
    """A mark beside the words that say the same: whoever hears the slide is not told of it."""
    made = slide.shapes.add_shape(kind, Inches(left), Inches(top), Inches(width), Inches(height))
    made.shadow.inherit = False
    made._element.nvSpPr.cNvPr.append(parse_xml(_DECORATIVE))
    if fill is None:
        made.fill.background()
    else:
        made.fill.solid()
        made.fill.fore_color.rgb = fill
    if line is None:
        made.line.fill.background()
    else:
        made.line.color.rgb, made.line.width = line, Pt(1)
    return made


def chart(slide: Any, tally: Tally, left: float, top: float, width: float, height: float) -> None:
    """The tally's bars as a chart that PowerPoint itself can edit, in the colours of the bank."""
    bars = tally.bars[:_MOST_BARS]
    data = CategoryChartData(number_format="#,##0;;")
    data.categories = [bar.label for bar in bars]
    if tally.part_names:
        for at, part in enumerate(tally.part_names):
            data.add_series(part, [bar.parts[at] for bar in bars])
    else:
        data.add_series("Practices", [bar.number for bar in bars])
    kind = XL_CHART_TYPE.BAR_STACKED if tally.part_names else XL_CHART_TYPE.BAR_CLUSTERED
    plot = _plot(slide, kind, data, tally.alt, (left, top, width, height))
    plot.overlap = 100 if tally.part_names else 0
    for at, series in enumerate(plot.series):
        _coloured(series, tally, at, bars)


def paired_chart(
    slide: Any, field: FieldContrast, sides: Sides, left: float, top: float, width: float, height: float
) -> None:
    """Two choices, term by term: in per cent of the practices that record the field, or counted where these are few."""
    found = [line for line in field.lines if line.apart is not None] or field.lines
    data = CategoryChartData(number_format='0"%"' if found[0].apart is not None else "#,##0")
    data.categories = [line.label for line in found[:_MOST_BARS]]
    for at, side in enumerate((sides.one, sides.other)):
        numbers = [line.numbers[at] if line.apart is None else line.shares[at] for line in found[:_MOST_BARS]]
        data.add_series(f"{side} (of {field.recorded[at]:,})", numbers)
    alt = f"Bar chart. {field.label}: {sides.one} and {sides.other}. {field.sentence}"
    plot = _plot(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, alt, (left, top, width, height))
    for series, colour in zip(plot.series, (LINK, BAR), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        series.data_labels.show_value = True
        series.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _plot(slide: Any, kind: Any, data: CategoryChartData, alt: str, place: tuple[float, float, float, float]) -> Any:
    """A bar chart without anything that says the same twice; a key where there are several series."""
    shape = slide.shapes.add_chart(kind, *(Inches(length) for length in place), data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    drawn = shape.chart
    drawn.font.size, drawn.font.color.rgb = Pt(12 if len(data.categories) <= 10 else 10), INK
    drawn.has_title = False
    drawn.has_legend = len(drawn.plots[0].series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        drawn.legend.font.size = Pt(12)
    drawn.category_axis.reverse_order = True
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.category_axis.format.line.color.rgb = LINE
    drawn.category_axis.major_tick_mark = drawn.value_axis.major_tick_mark = -4142
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0
    plot = drawn.plots[0]
    plot.gap_width = 45
    return plot


def _coloured(series: Any, tally: Tally, at: int, bars: Sequence[Any]) -> None:
    """Numbers stand on the parts of a divided bar, and behind a plain one."""
    series.format.fill.solid()
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0;;", False
    if tally.part_names:
        rating = tally.rating_of(tally.part_names[at])
        series.format.fill.fore_color.rgb = _rgb(rating)
        labels.position = XL_LABEL_POSITION.CENTER
        labels.font.color.rgb = PAPER if rating.light_ink else INK
        labels.font.bold = True
        return
    labels.number_format = "#,##0"
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    series.format.fill.fore_color.rgb = BAR
    for number, bar in enumerate(bars):
        if tally.key == "effectiveness" or bar.label == NOT_RECORDED:
            point = series.points[number].format.fill
            point.solid()
            point.fore_color.rgb = _rgb(tally.rating_of(bar.label))


def _rgb(rating: Rating) -> Any:
    return RGBColor.from_string(rating.light.lstrip("#").upper())


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
        sign(box.text_frame.paragraphs[0], dots.text, 12, _rgb(dots.rating))
        run(box.text_frame.paragraphs[0], f" {said}      ", 12)


def sign(paragraph: Any, text: str, size: float, colour: RGBColor) -> None:
    run(paragraph, text, size, colour=colour)
    paragraph.runs[-1].font.name = _SIGNS


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
        sign(paragraph, f" {dots.text}" if dots is drawn.dots[0] else dots.text, size * _DOT, _rgb(dots.rating))
    if drawn.kind in _FILLS:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _FILLS[drawn.kind]


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
