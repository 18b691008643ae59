"""A briefing as slides: the question, two charts, the practices, how to read it all. Six slides for eight practices.

What is too long for its place is smaller there, or goes on on a slide of its own: nothing is cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import wrap

from practicebank.analysis.tally import Tally
from practicebank.briefing.model import NAME, BriefedPractice, Briefing
from practicebank.briefing.slides import EDGE, HEIGHT, WIDTH, Deck, chart, fill, grid, words

COLUMNS = (("Practice", 6.9), ("Effectiveness", 1.75), ("Focus", 1.6), ("Organisation", 1.88))
ROOM = 27  # lines of a slide's table
_TITLE_LETTERS, _SUMMARY_LETTERS, _NARROW_LETTERS = 74, 105, 24
_LONGEST_PART = 2_000  # letters of a summary on one slide
_LONGEST_TITLE = 320
_LONGEST_CHOICE = 700  # letters of all filters on the first slide
_LONGEST_TEXT = 2_200  # letters on a slide of text alone


def deck(briefing: Briefing) -> bytes:
    slides = Deck(briefing.property_title, NAME, briefing.source)
    _first(slides, briefing)
    _charted(slides, briefing.tally("effectiveness-by-focus"))
    _charted(slides, briefing.tally("topic"))
    pages = list(_pages(briefing.entries))
    for number, page in enumerate(pages, start=1):
        _practices(slides, page, f"The practices ({number} of {len(pages)})" if len(pages) > 1 else "The practices")
    _reading(slides, briefing)
    return slides.written()


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


def _practices(slides: Deck, page: Sequence[BriefedPractice], title: str) -> None:
    slide = slides.slide(title)
    table = grid(slide, COLUMNS, len(page), 1.1, 0.4)
    for row, entry in enumerate(page, start=1):
        fill(table.cell(row, 0), [(entry.title, 13, True, ""), (entry.summary, 11, False, entry.url)])
        for at, said in enumerate((entry.effectiveness, entry.said("Focus"), entry.said("Organisation")), start=1):
            fill(table.cell(row, at), [(said, 12, False, "")])
    notes = slide.notes_slide.notes_text_frame
    notes.text = "\n".join(line for entry in page for line in _sources(entry))


def _sources(entry: BriefedPractice) -> Iterator[str]:
    yield f"{entry.title}: {entry.url or 'no page at the source is recorded'}"
    for source in entry.sources:
        yield f"  {source.facts}: {source.url} ({source.meaning})"


def _reading(slides: Deck, briefing: Briefing) -> None:
    slide = slides.slide("How to read this")
    width = (WIDTH - 2 * EDGE - 0.5) / 2
    ratings = [line for term, meaning in briefing.ratings for line in ((term, 13, True), (meaning, 12, False))]
    words(slide, [("What the ratings mean", 16, True), *ratings], EDGE, 1.15, width, 5, after=3)
    cautions = [(caution, 12, False) for caution in briefing.cautions]
    sources = "The pages each fact comes from are in the notes below the practices."
    words(
        slide,
        [("What to keep in mind", 16, True), *cautions, (sources, 12, False)],
        EDGE + width + 0.5,
        1.15,
        width,
        5,
        after=6,
    )


def _pages(entries: Sequence[BriefedPractice]) -> Iterator[Sequence[BriefedPractice]]:
    """The practices in portions that fit a slide, as even as can be."""
    entries = [part for entry in entries for part in _parts(entry)]
    lines = [_lines(entry) for entry in entries]
    slides = max(1, -(-sum(lines) // ROOM))
    room = max(sum(lines) / slides, 1)
    page: list[BriefedPractice] = []
    used = 0
    for entry, needed in zip(entries, lines, strict=True):
        if page and (used + needed > ROOM or used + needed / 2 > room):
            yield page
            page, used = [], 0
        page.append(entry)
        used += needed
    if page:
        yield page


def _lines(entry: BriefedPractice) -> int:
    """How many lines of a slide a practice takes, with the space around it."""
    wide = _rows(entry.title, _TITLE_LETTERS) + _rows(entry.summary, _SUMMARY_LETTERS)
    beside = (entry.effectiveness, entry.said("Focus"), entry.said("Organisation"))
    return max(wide, *(_rows(said, _NARROW_LETTERS) for said in beside)) + 1


def _rows(text: str, letters: int) -> int:
    return max(1, -(-len(text) // letters))


def _parts(entry: BriefedPractice) -> Iterator[BriefedPractice]:
    """A practice whose summary is longer than a slide goes on on the next."""
    first, *others = wrap(entry.summary, _LONGEST_PART) or [entry.summary]
    yield replace(entry, summary=first)
    for part in others:
        yield replace(entry, title=f"{entry.title} (continued)", summary=part, sources=())
