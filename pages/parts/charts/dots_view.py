"""The dots as a page draws them, and the practices of what is open in them.

`row` and `column` of the address, each once or more, say which cells are open, `picked` which practices; with
`out=hide` practices that the filters leave out are not drawn. What is crossed is said as on the gap map.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from pages.parts.address import here, to_practice
from pages.parts.charts.gap_view import swatch
from pages.parts.practices.listing import cards
from pages.parts.visit import PER_PAGE, Visit
from practicebank.analysis.dots import (
    MOST_DOTS,
    MOST_PICKED,
    Box,
    Dot,
    divided,
    dots,
    dots_of_box,
    finding,
    opened,
    room_for_all,
)
from practicebank.analysis.gap_map import GapMap, facet_of
from practicebank.analysis.sentences import phrase
from practicebank.bank.bank import Bank
from practicebank.bank.shortlist import MOST_KEPT
from practicebank.fields import NOT_RECORDED

MOST_FORMS = 8
_USUAL_ROOM, _DISC = 628, 115


def asked_box(drawn: GapMap) -> Box:
    """What the address says is open."""
    rows, columns, picked = (st.query_params.get_all(key) for key in ("row", "column", "picked"))
    return Box.of(rows, columns, picked, drawn)


def drawn_dots(shown: Visit, drawn: GapMap) -> dict[str, object]:
    bank, selection = shown.bank, shown.selection
    title, more = finding(bank, selection, drawn)
    packed = dots(bank, selection, drawn, everything=not hidden())
    widths, least = _widths(drawn, packed)
    return {
        "to_practice": to_practice(shown.filters),
        "title": title,
        "more": more,
        "dots": packed,
        "divided": None if packed is None else divided(packed),
        "mix": facet_of(bank, shown.axes.colour).counts(selection.kept),
        "widths": widths,
        "least": least,
        "hidden": hidden(),
        "can_hide": drawn.whole < len(bank) and room_for_all(bank, drawn.axes),
        "most": MOST_DOTS,
        "most_picked": MOST_PICKED,
        "longest": max((cell.number for row in drawn.cells for cell in row), default=0),
        "opening": _opening(),
        "phrase": phrase,
        "form": lambda term: _form(bank, drawn, term),
        "swatch": lambda term: swatch(drawn, term),
    }


def opened_box(shown: Visit, drawn: GapMap, box: Box) -> dict[str, object]:
    inside = opened(shown.bank, shown.selection, shown.axes, box)
    slugs = shown.bank.practices["slug"].iloc[inside.rows[:MOST_KEPT]].tolist() if box else []
    return {
        "to_practice": to_practice(shown.filters),
        "hidden": hidden(),
        "opened": inside,
        "dots": dots_of_box(shown.bank, shown.selection, shown.axes, inside.rows) if box else (),
        "form": lambda term: _form(shown.bank, drawn, term),
        "cards": cards(shown, inside.rows[:PER_PAGE]),
        "taken": slugs,
        "kept": list(dict.fromkeys([*shown.shortlist, *slugs]))[:MOST_KEPT],
    }


def hidden() -> bool:
    """Whether practices that the filters leave out are not drawn."""
    return st.query_params.get("out") == "hide"


def _opening() -> Callable[..., str]:
    """Makes the address that opens a `row`, a `column`, or the cell of both."""
    start = here("explore", {"row": [], "column": [], "picked": []})
    start += "&" if "?" in start else "?"
    return lambda **terms: start + urlencode(terms)


def _form(bank: Bank, drawn: GapMap, term: str) -> str:
    """The class of a term's mark. The marks of effectiveness are for nothing else; the last form is for what is not
    recorded, in every field.
    """
    if drawn.axes.colour == "effectiveness":
        return bank.rating_of(term).name
    at = MOST_FORMS - 1 if term == NOT_RECORDED else min(drawn.colours.index(term), MOST_FORMS - 2)
    return f"form-{at}"


def _widths(drawn: GapMap, packed: Mapping[tuple[str, str], Sequence[Dot]] | None) -> tuple[list[float], int]:
    """What each column has, in percent, of the room beside the names of the rows, and the least room for all of them in
    pixels. Each has room for its longest word and some dots beside each other, or a disc; fuller ones get the rest.
    """
    least, wished = [], []
    for term in drawn.column_terms:
        word = max((len(word) for word in term.split()), default=0)
        fullest = max((len(packed.get((row, term), ())) for row in drawn.row_terms), default=0) if packed else 0
        beside = min(4, max(1, round(fullest**0.5 / 1.5)))
        least.append(max(_DISC if packed is None else 40 + 24 * beside, 7 * word + 12))
        wished.append(max(least[-1] + 1, 40 + 34 * fullest**0.5, 9 * word + 56))
    wanted = sum(wished) - sum(least)
    shared = max(0.0, _USUAL_ROOM - sum(least)) / wanted
    widths = [few + (many - few) * shared for few, many in zip(least, wished, strict=True)]
    return [round(100 * width / sum(widths), 1) for width in widths], sum(least)
