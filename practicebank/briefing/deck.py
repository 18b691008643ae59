"""A briefing as slides: the question, two charts, the practices, how to read it all.

As many practices as a meeting goes through stand together at a glance and then have a slide each; more of them are a
list with their summaries. What is too long for its place is smaller there, or goes on on a slide of its own; only the
slide of one practice is cut, and has all of it in its notes.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import wrap

from practicebank.analysis.tally import Tally
from practicebank.briefing.fitting import height
from practicebank.briefing.model import NAME, BriefedPractice, Briefing
from practicebank.briefing.practice_slide import practice_slide, sources_in_full
from practicebank.briefing.slides import EDGE, HEIGHT, WIDTH, Deck, chart, fill, grid, words
from practicebank.fields import NOT_RECORDED

Columns = tuple[tuple[str, float], ...]

MOST_SHOWN = 12  # practices that have a slide each
LIST = (("Practice", 6.9), ("Effectiveness", 1.75), ("Focus", 1.6), ("Organisation", 1.88))
GLANCE = (("Practice", 5.5), ("Effectiveness", 1.9), ("How it was evaluated", 2.6), ("What was found", 2.13))
ROOM = 5.3  # inches of a slide's table below its head
_TITLE_SIZE, _SUMMARY_SIZE, _BESIDE_SIZE = 13, 11, 12
_MARGIN = 0.2  # of a cell, left and right together
_LONGEST_PART = 2_000  # letters of a summary on one slide
_LONGEST_TITLE = 320
_LONGEST_CHOICE = 700  # letters of all filters on the first slide
_LONGEST_TEXT = 2_200  # letters on a slide of text alone


def deck(briefing: Briefing) -> bytes:
    slides = Deck(briefing.property_title, NAME, briefing.source)
    _first(slides, briefing)
    for name in ("effectiveness-by-focus", "topic") if briefing.charts else ():
        _charted(slides, briefing.tally(name))
    shown = len(briefing.entries) <= MOST_SHOWN
    if not shown or len(briefing.entries) > 1:
        _tables(slides, briefing.entries, glance=shown)
    for entry in briefing.entries if shown else ():
        page = f"{briefing.address}practice?practice={entry.slug}" if briefing.address else entry.url
        practice_slide(slides, entry, page)
    _reading(slides, briefing)
    return slides.written()


def _tables(slides: Deck, entries: Sequence[BriefedPractice], *, glance: bool) -> None:
    pages = list(_pages(entries, GLANCE if glance else LIST))
    for number, page in enumerate(pages, start=1):
        title = f"The practices ({number} of {len(pages)})" if len(pages) > 1 else "The practices"
        _practices(slides, page, title, GLANCE if glance else LIST)


def _first(slides: Deck, briefing: Briefing) -> None:
    asked = [f"{label}: {said}" for label, said in briefing.choice]
    counted = f"{briefing.title}, of {briefing.of:,} in the bank."
    apart = [] if sum(map(len, asked)) <= _LONGEST_CHOICE and len(counted) <= _LONGEST_TITLE else [counted, *asked]
    if len(briefing.question) > _LONGEST_TITLE:
        apart.insert(0, briefing.question)
    title = briefing.question if briefing.question not in apart else "Which practices answer this choice?"
    slide = slides.slide(title, size=36 if len(title) <= 110 else 24)
    slide.shapes.title.top = slide.shapes.title.top + 1_600_000
    choice = [(each, 18 if sum(map(len, asked)) <= 300 else 13, False) for each in asked]
    said = [(counted, 22 if len(counted) <= 110 else 16, True), *choice]
    words(
        slide,
        [
            *(said if not apart else [("What was asked, in full, is on the next slide.", 18, False)]),
            (f"{briefing.day}. Data version {briefing.version}.", 14, False),
            (briefing.cautions[-1], 12, False),
        ],
        EDGE,
        3.6,
        WIDTH - 2 * EDGE,
        3,
        after=8,
    )
    parts = [part for each in apart for part in wrap(each, _LONGEST_TEXT)]
    for number, part in enumerate(parts, start=1):
        slide = slides.slide(f"What was asked ({number} of {len(parts)})" if len(parts) > 1 else "What was asked")
        words(slide, [(part, 14, False)], EDGE, 1.3, WIDTH - 2 * EDGE, 5)


def _charted(slides: Deck, tally: Tally) -> None:
    slide = slides.slide(tally.title, tally.question, size=26 if len(tally.title) <= 130 else 16)
    if tally.whole:
        chart(slide, tally, EDGE, 1.65, 8.1, HEIGHT - 2.25)
    beside = [(tally.sentence, 14, False), (tally.counted, 14, False), (tally.caution, 12, False)]
    words(slide, [each for each in beside if each[0]], 9.1, 1.75, WIDTH - 9.1 - EDGE, 4.6, after=12)


def _practices(slides: Deck, page: Sequence[BriefedPractice], title: str, columns: Columns) -> None:
    slide = slides.slide(title)
    table = grid(slide, columns, len(page), 1.1, 0.4)
    for row, entry in enumerate(page, start=1):
        fill(table.cell(row, 0), _first_cell(entry, columns))
        for at, said in enumerate(_beside(entry, columns), start=1):
            fill(table.cell(row, at), [(said, _BESIDE_SIZE, False, "")])
    if columns is LIST:  # else each has a slide with notes of its own
        lines = [line for entry in page for line in (entry.title, *sources_in_full(entry))]
        slide.notes_slide.notes_text_frame.text = "\n".join(lines)


def _first_cell(entry: BriefedPractice, columns: Columns) -> list[tuple[str, float, bool, str]]:
    """Paragraphs of (text, size, bold, address)."""
    title = (entry.title, _TITLE_SIZE, True, "")
    if columns is GLANCE:
        return [title]
    found = entry.evidence.in_one_line
    return [
        title,
        (entry.summary, _SUMMARY_SIZE, False, entry.url),
        *([(found, _SUMMARY_SIZE, False, "")] if found else []),
    ]


def _beside(entry: BriefedPractice, columns: Columns) -> tuple[str, ...]:
    if columns is LIST:
        return entry.effectiveness, entry.said("focus"), entry.said("organisation")
    return entry.effectiveness, entry.tested or NOT_RECORDED, entry.evidence.found or NOT_RECORDED


def _reading(slides: Deck, briefing: Briefing) -> None:
    slide = slides.slide("How to read this")
    width = (WIDTH - 2 * EDGE - 0.5) / 2
    ratings = [line for term, meaning in briefing.ratings for line in ((term, 13, True), (meaning, 12, False))]
    words(slide, [("What the ratings mean", 16, True), *ratings], EDGE, 1.15, width, 5, after=3)
    cautions = [(caution, 12, False) for caution in briefing.cautions]
    sources = "The pages that all this comes from are in the notes below the slides of the practices."
    words(
        slide,
        [("What to keep in mind", 16, True), *cautions, (sources, 12, False)],
        EDGE + width + 0.5,
        1.15,
        width,
        5,
        after=6,
    )


def _pages(entries: Sequence[BriefedPractice], columns: Columns) -> Iterator[Sequence[BriefedPractice]]:
    """The practices in portions that fit a slide, as even as can be."""
    entries = [part for entry in entries for part in _parts(entry)] if columns is LIST else entries
    tall = [_tall(entry, columns) for entry in entries]
    slides = max(1, math.ceil(sum(tall) / ROOM))
    room = max(sum(tall) / slides, 0.1)
    page: list[BriefedPractice] = []
    used = 0.0
    for entry, needed in zip(entries, tall, strict=True):
        if page and (used + needed > ROOM or used + needed / 2 > room):
            yield page
            page, used = [], 0.0
        page.append(entry)
        used += needed
    if page:
        yield page


def _tall(entry: BriefedPractice, columns: Columns) -> float:
    """How many inches of a slide its row takes."""
    widths = [wide - _MARGIN for _, wide in columns]
    first = sum(
        height(f"{text}  Page" if url else text, widths[0], size, bold=bold)
        for text, size, bold, url in _first_cell(entry, columns)
    )
    beside = zip(_beside(entry, columns), widths[1:], strict=True)
    return max(0.4, first + 0.1, *(height(said, wide, _BESIDE_SIZE) + 0.1 for said, wide in beside))


def _parts(entry: BriefedPractice) -> Iterator[BriefedPractice]:
    """A practice whose summary is longer than a slide goes on on the next."""
    first, *others = wrap(entry.summary, _LONGEST_PART) or [entry.summary]
    yield replace(entry, summary=first)
    for part in others:
        yield replace(entry, title=f"{entry.title} (continued)", summary=part, sources=())
