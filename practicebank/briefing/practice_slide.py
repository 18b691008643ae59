"""One practice on one slide: what it is, how it was tested and what was found, what it takes, where all that stands.

The slide is what a meeting looks at: a long text stops at a sentence there and says where it goes on. Nothing is lost:
the notes below the slide hold all of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from practicebank.briefing.briefed_practice import LINKS, OWN_FIGURES, BriefedPractice, BriefedStatement
from practicebank.briefing.fitting import LINE, cut, height, lines, shares, size_that_fits
from practicebank.briefing.slides import (
    EDGE,
    INK,
    QUIET,
    WIDTH,
    Deck,
    arrow,
    ladder,
    rating_mark,
    run,
    space_after,
    words,
)
from practicebank.fields import NOT_RECORDED

LEFT = ("problem", "aim", "tried", "how_it_works", "where", "resources", "cost")
RIGHT = ("evaluation", "result", "why", "learning", "do_differently")
_IN_MARKS = ("effectiveness", "evaluated", "evaluation_design", "evaluator", "outcome")
_WIDE = WIDTH - 2 * EDGE
_COLUMN = (_WIDE - 0.5) / 2
_TITLE_TOP, _TITLE_TALL, _TITLE_SIZES, _ON_ONE_LINE = 0.4, 0.95, (26, 22, 18, 15, 12, 10), (26, 24, 22)
_SUMMARY_LINES, _SUMMARY_SIZE = 3, 12
_BESIDE_SIZE = 12
_FACTS_LINES, _FACTS_SIZE = 2, 10
_TOLD_SIZES = (14, 13, 12, 11, 10)
_SOURCES_END, _SOURCES_ROWS, _SOURCE_SIZE = 6.98, 6, 8
_LINKS = 8
_AFTER = 4  # points between two paragraphs
_MARK, _MARK_SIZES = 0.24, (14, 12, 10, 8)  # inches, and the points of the words beside it
_MORE = " … "


def practice_slide(slides: Deck, entry: BriefedPractice, address: str) -> None:
    """`address` is that of its page, "" where nobody knows one."""
    size = next(
        (size for size in _ON_ONE_LINE if lines(entry.title, _WIDE, size, bold=True) == 1),
        size_that_fits(entry.title, _WIDE, _TITLE_TALL, _TITLE_SIZES, bold=True),
    )
    slide = slides.slide(entry.title, size=size)
    top = _TITLE_TOP + min(_TITLE_TALL, height(entry.title, _WIDE, size, bold=True)) + 0.1
    top = _said(slide, entry.summary, top, _SUMMARY_LINES, _SUMMARY_SIZE, address) + 0.18
    _marks(slide, entry, top)
    top = _said(slide, entry.beside, top + 0.45, 1, _BESIDE_SIZE, address) + (0.08 if entry.beside else 0)
    top = _said(slide, _facts(entry), top, _FACTS_LINES, _FACTS_SIZE, address) + 0.15
    _told(slide, entry, top, _addresses(slide, entry) - 0.1, address)
    slide.notes_slide.notes_text_frame.text = "\n".join(in_full(entry))


def _said(slide: Any, text: str, top: float, most: int, size: float, address: str) -> float:
    """A paragraph over the whole slide; the place below it."""
    if not text:
        return top
    box = words(slide, [], EDGE, top, _WIDE, most * size * LINE / 72)
    return top + _text(box.text_frame.paragraphs[0], "", text, "", most, _WIDE, size, address) * size * LINE / 72


def _facts(entry: BriefedPractice) -> str:
    """What it is sorted by, without what its marks say."""
    return ". ".join(
        f"{label}: {'; '.join(values)}" for column, (label, values) in entry.recorded.items() if column not in _IN_MARKS
    )


def in_full(entry: BriefedPractice) -> Iterator[str]:
    """Everything of a practice, line by line: the notes of its slide."""
    yield entry.title
    yield entry.summary
    yield from filter(None, (entry.beside,))
    yield from (f"{label}: {'; '.join(values)}" for label, values in entry.recorded.values())
    for each in entry.account:
        yield f"{each.label}: {each.text}{_noted(each)}"
        if each.aside:
            yield f"  {each.aside}"
    yield from sources_in_full(entry)


def sources_in_full(entry: BriefedPractice) -> Iterator[str]:
    yield f"Page at the source: {entry.url or NOT_RECORDED.lower()}"
    yield from (f"[{each.number}] {each.said}: {each.url}" for each in entry.sources)


def _marks(slide: Any, entry: BriefedPractice, top: float) -> None:
    """The bank's own label, then how it was tested and what was found: a shape and words for each."""
    evidence, mark = entry.evidence, top + 0.03
    tested, found = (5.25 if evidence.design else 4.3), (10.4 if evidence.found else 10.0)
    beside = [(entry.effectiveness, EDGE + 0.34, 3.2, True)]
    rating_mark(slide, entry.rating, EDGE, mark, _MARK)
    if evidence.design:
        ladder(slide, evidence.rungs, 4.3, mark, _MARK)
    beside.append((entry.tested or "How it was evaluated: not recorded", tested, 9.8 - tested, bool(entry.tested)))
    if evidence.found:
        arrow(slide, evidence.arrow, 10.0, mark, _MARK)
    if evidence.found or entry.tested:
        said = evidence.found or "What was found: not recorded"
        beside.append((said, found, WIDTH - EDGE - found, bool(evidence.found)))
    size = min(size_that_fits(said, wide, 0.42, _MARK_SIZES, bold=known) for said, _, wide, known in beside)
    for said, left, wide, known in beside:
        shown = cut(said, 2, wide, size * 1.12, after="…")
        text = said if shown == said else f"{shown}…"
        words(slide, [(text, size, known)], left, top - 0.02, wide, 0.42, INK if known else QUIET)


def _told(slide: Any, entry: BriefedPractice, top: float, end: float, address: str) -> None:
    """The account in two columns: what is done and what it takes; how it was tested and what came of it.

    It is as large as all of it fits; what does not fit at the smallest size is cut, the longest first.
    """
    sides = [[each for name in side for each in entry.told if each.field == name] for side in (LEFT, RIGHT)]
    if not all(sides):
        told = sides[0] or sides[1]
        sides = [told[: (len(told) + 1) // 2], told[(len(told) + 1) // 2 :]]
    if not sides[0]:
        _nothing_told(slide, entry, top)
        return
    tall = end - top
    whole = [[f"{each.label}: {_on_one_line(each)}{_noted(each)}" for each in side] for side in sides]
    size = next((size for size in _TOLD_SIZES if all(_fit(texts, tall, size) for texts in whole)), _TOLD_SIZES[-1])
    for side, texts, left in zip(sides, whole, (EDGE, EDGE + _COLUMN + 0.5), strict=True):
        box = words(slide, [], left, top, _COLUMN, tall)
        shared = shares([lines(text, _COLUMN, size) for text in texts], _room(len(side), tall, size))
        for at, (each, most) in enumerate(zip(side, shared, strict=True)):
            paragraph = box.text_frame.paragraphs[0] if at == 0 else box.text_frame.add_paragraph()
            _text(paragraph, f"{each.label}: ", _on_one_line(each), _noted(each), most, _COLUMN, size, address)


def _nothing_told(slide: Any, entry: BriefedPractice, top: float) -> None:
    """Said once, with where to read more."""
    box = words(
        slide, [("What was done, and with what result, is not recorded.", 14, False)], EDGE, top, _WIDE, 0.4, QUIET
    )
    if entry.links:
        space_after(box.text_frame.paragraphs[0], 12)
        run(box.text_frame.add_paragraph(), f"{LINKS}:", 14, bold=True)
    for url in entry.links[:_LINKS]:
        address = cut(url, 1, _WIDE, 12, after="…")
        run(box.text_frame.add_paragraph(), address if address == url else f"{address}…", 12, url=url)


def _room(paragraphs: int, tall: float, size: float) -> int:
    """How many lines stand in a column with so many paragraphs."""
    return int((tall - paragraphs * _AFTER / 72) * 72 / size / LINE)


def _fit(texts: Sequence[str], tall: float, size: float) -> bool:
    return sum(lines(text, _COLUMN, size) for text in texts) <= _room(len(texts), tall, size)


def _text(paragraph: Any, label: str, text: str, noted: str, most: int, wide: float, size: float, address: str) -> int:
    """Fills a paragraph of at most so many lines and says how many it took; one that is cut says where it goes on."""
    goes_on = "more on its page" if address else "more in the notes"
    shown, after = cut(text, most, wide, size, before=label, after=noted), noted
    if shown != text:
        after = f"{_MORE}{goes_on}{noted}"
        shown = cut(text, most, wide, size, before=label, after=after)
    space_after(paragraph, _AFTER)
    if label:
        run(paragraph, label, size, bold=True)
    run(paragraph, shown, size)
    if shown != text:
        run(paragraph, _MORE, size)
        run(paragraph, goes_on, size, url=address)
    if noted:
        run(paragraph, noted, size - 2, colour=QUIET)
    return lines(f"{label}{shown}{after}", wide, size) if shown else 0


def _noted(each: BriefedStatement) -> str:
    own = f" {OWN_FIGURES}" if each.own_figures else ""
    return own + "".join(f" [{number}]" for number in each.notes)


def _on_one_line(each: BriefedStatement) -> str:
    return " ".join(each.text.split())


def _addresses(slide: Any, entry: BriefedPractice) -> float:
    """The pages of the notes in two columns, a line each, and the place where they begin; those that have no room are
    in the notes below.
    """
    room = 2 * _SOURCES_ROWS
    over = len(entry.sources) - room + 1 if len(entry.sources) > room else 0
    shown = entry.sources[: room - 1] if over else entry.sources
    tall = min(_SOURCES_ROWS, (len(shown) + 1) // 2)
    top = _SOURCES_END - tall * _SOURCE_SIZE * LINE / 72
    for side in range(2):
        rows = shown[side * tall : (side + 1) * tall]
        if not rows:
            continue
        box = words(slide, [], EDGE + side * (_COLUMN + 0.5), top, _COLUMN, _SOURCES_END - top, QUIET)
        for at, source in enumerate(rows):
            paragraph = box.text_frame.paragraphs[0] if at == 0 else box.text_frame.add_paragraph()
            before = f"[{source.number}] "
            run(paragraph, before, _SOURCE_SIZE, colour=QUIET)
            address = cut(source.url, 1, _COLUMN, _SOURCE_SIZE, before=before, after="…")
            run(paragraph, address if address == source.url else f"{address}…", _SOURCE_SIZE, url=source.url)
        if side and over:
            run(box.text_frame.add_paragraph(), f"and {over} more in the notes", _SOURCE_SIZE, colour=QUIET)
    return top
