"""The pieces slides are made of: words in their place, the marks of a practice, a page number.

Every slide has a real title and every text its language.
"""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

from practicebank.ratings import Rating

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6
INK, QUIET, LINK = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x4A, 0x56, 0x63), RGBColor(0x0F, 0x5E, 0xA8)
BAR, LINE, PAPER = RGBColor(0x8F, 0xA3, 0xB8), RGBColor(0xD5, 0xDC, 0xE4), RGBColor(0xFF, 0xFF, 0xFF)
_TITLE_ONLY = 5
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
    colour = rgb(rating)
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


def rgb(rating: Rating) -> Any:
    """Its colour on white."""
    return RGBColor.from_string(rating.light.lstrip("#").upper())
