"""A briefing as slides. One that counts says its answer in findings, then shows it: dots, charts, map and gaps, the
best tested practices, how to read it. One of a few practices sets them side by side and gives each a slide.

What is too long for its place is smaller there or cut, and stands whole in the notes below its slide or in the
spreadsheet.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from practicebank.analysis.tally import Tally
from practicebank.briefing.briefed_practice import BriefedPractice
from practicebank.briefing.fitting import cut, height, size_that_fits
from practicebank.briefing.grids import Grid
from practicebank.briefing.model import ENDORSEMENT, NAME, Briefing
from practicebank.briefing.practice_slide import practice_slide, sources_in_full
from practicebank.briefing.side_by_side import MOST_BESIDE, side_by_side
from practicebank.briefing.slide_charts import chart, paired_chart
from practicebank.briefing.slide_tables import fill, grid, key, picture
from practicebank.briefing.slides import EDGE, HEIGHT, QUIET, WIDTH, Deck, words
from practicebank.fields import NOT_RECORDED
from practicebank.words import are, counted, sentences

Columns = tuple[tuple[str, float], ...]

LIST = (("Practice", 6.9), ("Effectiveness", 1.75), ("Focus", 1.6), ("Organisation", 1.88))
GLANCE = (("Practice", 5.5), ("Effectiveness", 1.9), ("How it was evaluated", 2.6), ("What was found", 2.13))
MOST_LISTED = 2  # slides of practices in a briefing that counts
_WIDE = WIDTH - 2 * EDGE
_ROOM = 5.2  # inches of a slide's table below its head
_TITLE_SIZE, _SUMMARY_SIZE, _BESIDE_SIZE = 13, 11, 12
_TITLE_SIZES = (26, 24, 20, 18, 15, 12)
_SUMMARY_LINES = 3
_MARGIN = 0.2  # of a cell, left and right together
_TOP, _BOTTOM = 1.7, HEIGHT - 0.6  # of what a slide shows


def deck(briefing: Briefing) -> bytes:
    slides = Deck(briefing.property_title, NAME, briefing.source)
    if briefing.choice:
        _first(slides, briefing)
    if briefing.counts:
        _shown(slides, briefing)
    else:
        _beside_each_other(slides, briefing)
        for entry in briefing.entries:
            page = f"{briefing.address}practice?practice={entry.slug}" if briefing.address else entry.url
            practice_slide(slides, entry, page)
    _reading(slides, briefing)
    return slides.written()


def _shown(slides: Deck, briefing: Briefing) -> None:
    """The pictures, with the chart of effectiveness second, and the practices that are best tested."""
    first, *others = briefing.pictures
    _pictured(slides, first)
    if briefing.contrast is None:
        _charted(slides, briefing.tallies[0])
    elif (rated := next((field for field in briefing.contrast.fields if field.lines), None)) is not None:
        sides = briefing.contrast.sides
        first_end = next((end for _, end in sentences(rated.sentence)), 0)
        slide = _titled(slides, rated.sentence[:first_end], f"{rated.label}: {sides.one} and {sides.other}")
        paired_chart(slide, rated, sides, EDGE, _TOP, 8.1, _BOTTOM - _TOP)
        words(slide, [(rated.sentence[first_end:].strip(), 14, False)], 9.1, 1.75, WIDTH - 9.1 - EDGE, 4.6)
    for each in others:
        _pictured(slides, each)
    entries = briefing.best_tested
    pages = list(_pages(entries, LIST))[:MOST_LISTED]
    left_out = briefing.number - sum(map(len, pages))
    for number, page in enumerate(pages, start=1):
        said = f"The practices, the best tested first ({number} of {len(pages)})"
        file = "CSV file" if briefing.number > len(briefing.entries) else "spreadsheet"
        more = f"{counted(left_out, 'more practice')} {are(left_out)} in the {file}." if left_out else ""
        last = number == len(pages)
        _practices(slides, page, said if len(pages) > 1 else said.partition(" (")[0], LIST, more if last else "")


def _first(slides: Deck, briefing: Briefing) -> None:
    """What was asked, the answer in findings, and what it is made from."""
    title = cut(briefing.question, 4, _WIDE, 22)
    slide = slides.slide(title, size=size_that_fits(title, _WIDE, 1.4, (32, 26, 22), bold=True))
    answer = cut(briefing.answer, 3, _WIDE, 14)
    words(slide, [(answer, 18 if len(answer) <= 110 else 14, False)], EDGE, 1.75, _WIDE, 0.8)
    wide = (_WIDE - 2 * 0.5) / 3
    for at, finding in enumerate(briefing.findings):
        left = EDGE + at * (wide + 0.5)
        large = size_that_fits(finding.number, wide, 0.7, (36, 30, 24), bold=True)
        words(slide, [(finding.number, large, True)], left, 2.75, wide, 0.8)
        size = size_that_fits(finding.words, wide, 2.0, (18, 16, 14, 12, 10))
        words(slide, [(finding.words, size, False)], left, 3.5, wide, 2)
    choice = " ".join(f"{label}: {said}." for label, said in briefing.choice)
    made = f"{briefing.day}. Data version {briefing.version}."
    said = [(cut(choice, 4, _WIDE, 12), 12, False), (made, 12, False), (ENDORSEMENT, 11, False)]
    words(slide, [each for each in said if each[0]], EDGE, 5.55, _WIDE, 1.4, QUIET, after=4)
    slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, (briefing.question, briefing.answer, choice)))


def _titled(slides: Deck, title: str, above: str) -> Any:
    """In the largest letters that leave it on one line, else on two."""
    tall = 0.55 if height(title, _WIDE, _TITLE_SIZES[2], bold=True) < 0.55 else 0.9
    return slides.slide(title, above, size=size_that_fits(title, _WIDE, tall, _TITLE_SIZES, bold=True))


def _pictured(slides: Deck, shown: Grid) -> None:
    """A tall picture has its words beside it, a wide one below."""
    slide = _titled(slides, shown.title, shown.counted)
    top = _TOP - 0.1
    if shown.key:
        key(slide, shown, EDGE, top - 0.15, _WIDE)
        top += 0.25
    if shown.name in ("places", "gaps"):
        picture(slide, shown, EDGE, top, 8.2, _BOTTOM - top)
        words(slide, [(said, 13, False) for said in shown.said], 9.2, top, WIDTH - 9.2 - EDGE, 4.5, after=10)
        return
    tall = sum(height(said, _WIDE, 12) + 0.1 for said in shown.said)
    picture(slide, shown, EDGE, top, _WIDE, _BOTTOM - top - tall)
    words(slide, [(said, 12, False) for said in shown.said], EDGE, _BOTTOM - tall, _WIDE, tall, after=4)


def _charted(slides: Deck, tally: Tally) -> None:
    slide = _titled(slides, tally.title, tally.question)
    if tally.whole:
        chart(slide, tally, EDGE, _TOP, 8.1, _BOTTOM - _TOP)
    beside = [(tally.sentence, 14, False), (tally.counted, 14, False), (tally.caution, 12, False)]
    words(slide, [each for each in beside if each[0]], 9.1, 1.75, WIDTH - 9.1 - EDGE, 4.6, after=12)


def _beside_each_other(slides: Deck, briefing: Briefing) -> None:
    """Up to four practices part by part; more of them at a glance."""
    entries = briefing.entries
    title = "Side by side" if briefing.choice else briefing.question
    if 1 < len(entries) <= MOST_BESIDE:
        _pictured(slides, side_by_side(entries, title, briefing.answer))
    elif len(entries) > MOST_BESIDE:
        pages = list(_pages(entries, GLANCE))
        for number, page in enumerate(pages, start=1):
            _practices(slides, page, f"{title} ({number} of {len(pages)})" if len(pages) > 1 else title, GLANCE)


def _practices(slides: Deck, page: Sequence[BriefedPractice], title: str, columns: Columns, more: str = "") -> None:
    slide = slides.slide(title)
    table = grid(slide, columns, len(page), 1.1, 0.4)
    for row, entry in enumerate(page, start=1):
        fill(table.cell(row, 0), _first_cell(entry, columns))
        for at, said in enumerate(_beside(entry, columns), start=1):
            fill(table.cell(row, at), [(said, _BESIDE_SIZE, False, "")])
    if more:
        words(slide, [(more, 12, False)], EDGE, HEIGHT - 0.8, _WIDE, 0.3, QUIET)
    if columns is LIST:  # else each has a slide with notes of its own
        lines = [line for entry in page for line in (entry.title, entry.summary, *sources_in_full(entry))]
        slide.notes_slide.notes_text_frame.text = "\n".join(lines)


def _first_cell(entry: BriefedPractice, columns: Columns) -> list[tuple[str, float, bool, str]]:
    """Paragraphs of (text, size, bold, address)."""
    wide = columns[0][1] - _MARGIN
    title = (entry.title, _TITLE_SIZE, True, "")
    if columns is GLANCE:
        return [title]
    found = entry.evidence.in_one_line
    summary = cut(entry.summary, _SUMMARY_LINES, wide, _SUMMARY_SIZE, after=" …  Page")
    return [
        title,
        (summary if summary == entry.summary else f"{summary} …", _SUMMARY_SIZE, False, entry.url),
        *([(found, _SUMMARY_SIZE, False, "")] if found else []),
    ]


def _beside(entry: BriefedPractice, columns: Columns) -> tuple[str, ...]:
    if columns is LIST:
        return entry.effectiveness, entry.said("focus"), entry.said("organisation")
    return entry.effectiveness, entry.tested or NOT_RECORDED, entry.evidence.found or NOT_RECORDED


def _reading(slides: Deck, briefing: Briefing) -> None:
    slide = slides.slide("How to read this")
    width = (_WIDE - 0.5) / 2
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
    tall = [_tall(entry, columns) for entry in entries]
    slides = max(1, math.ceil(sum(tall) / _ROOM))
    room = max(sum(tall) / slides, 0.1)
    page: list[BriefedPractice] = []
    used = 0.0
    for entry, needed in zip(entries, tall, strict=True):
        if page and (used + needed > _ROOM or used + needed / 2 > room):
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
