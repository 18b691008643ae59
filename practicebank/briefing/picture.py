"""A chart as a picture (SVG) that tells the truth wherever it is pasted: title, what is counted, key, caution, source.

Widths of words are estimated, generously: whoever opens the picture may have other fonts.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from practicebank.analysis.tally import Tally
from practicebank.fields import NOT_RECORDED

WIDTH, EDGE, LABEL, NUMBER = 960, 32, 300, 70
LETTER = 0.52  # of the size of the type
BAR_COLOUR = "#8fa3b8"
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class SvgPart:
    x: float
    width: float
    colour: str
    pattern: str
    number: str
    light_ink: bool


@dataclass(frozen=True)
class SvgRow:
    """`y` is the top of the row; `end` is where its bar ends."""

    y: float
    height: float
    label: Sequence[str]
    quiet: bool
    pieces: Sequence[SvgPart]
    end: float
    number: str


@dataclass(frozen=True)
class SvgText:
    y: float
    size: int
    bold: bool
    quiet: bool
    text: str


@dataclass(frozen=True)
class Key:
    x: float
    y: float
    colour: str
    pattern: str
    label: str


def picture(tally: Tally, source: str, choice: str) -> bytes:
    """`source` says where the numbers are from, `choice` which practices they count."""
    texts, y = _block([(tally.question, 15, False, True), (tally.title, 24, True, False)], EDGE)
    more, y = _block([(f"{choice}. {tally.counted}", 15, False, True)], y + 4)
    keys, y = _keys(tally, y + 28)
    rows, y = _rows(tally, y + 10)
    foot, y = _block(
        [(tally.sentence, 15, False, False), (tally.caution, 13, False, True), (f"{source}.", 13, False, True)], y + 16
    )
    drawn = _templates.get_template("chart.svg").render(
        tally=tally,
        width=WIDTH,
        height=round(y + EDGE / 2),
        edge=EDGE,
        left=EDGE + LABEL,
        texts=[*texts, *more, *foot],
        keys=keys,
        rows=rows,
    )
    return drawn.encode()


def _block(paragraphs: Sequence[tuple[str, int, bool, bool]], y: float) -> tuple[list[SvgText], float]:
    """Paragraphs of (text, size, bold, quiet) below one another, broken into lines."""
    placed = []
    for text, size, bold, quiet in paragraphs:
        for line in _lines(text, WIDTH - 2 * EDGE, size * (1.06 if bold else 1)):
            y += size * 1.35
            placed.append(SvgText(round(y, 1), size, bold, quiet, line))
    return placed, y


def _keys(tally: Tally, y: float) -> tuple[list[Key], float]:
    placed: list[Key] = []
    x = float(EDGE)
    for part in tally.part_names:
        width = 30 + len(part) * 15 * LETTER + 24
        if x + width > WIDTH - EDGE:
            x, y = EDGE, y + 22
        rating = tally.rating_of(part)
        placed.append(Key(x, y, rating.light, rating.pattern, part))
        x += width
    return placed, y + 14 if placed else y - 8


def _rows(tally: Tally, y: float) -> tuple[list[SvgRow], float]:
    room = WIDTH - 2 * EDGE - LABEL - NUMBER
    placed = []
    for bar in tally.bars:
        label = _lines(bar.label, LABEL - 14, 15)
        height = max(30, 19 * len(label) + 10)
        x, pieces = float(EDGE + LABEL), []
        named = list(zip(tally.part_names, bar.parts, strict=True)) or [("", bar.number)]
        for part, number in named:
            width = room * number / tally.longest if tally.longest else 0
            if width:
                shown = f"{number:,}" if part and width > 9 * len(f"{number:,}") + 6 else ""
                rated = part or (bar.label if tally.key == "effectiveness" else "")
                piece = SvgPart(round(x, 1), round(width, 1), BAR_COLOUR, "", shown, light_ink=False)
                if rated or bar.label == NOT_RECORDED:
                    rating = tally.rating_of(rated or NOT_RECORDED)
                    piece = replace(piece, colour=rating.light, pattern=rating.pattern, light_ink=rating.light_ink)
                pieces.append(piece)
            x += width
        placed.append(SvgRow(y, height, label, bar.label == NOT_RECORDED, pieces, round(x + 8, 1), f"{bar.number:,}"))
        y += height
    return placed, y


def _lines(text: str, width: float, size: float) -> list[str]:
    return textwrap.wrap(text, max(10, int(width / (size * LETTER))), break_long_words=True) or [""]
