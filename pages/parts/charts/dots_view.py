"""The dots as a page draws them, and the practices of what is open in them.

`row` and `column` of the address, each once or more, say which cells are open, `picked` which practices; with
`out=hide` practices that the filters leave out are not drawn. What is crossed is said as on the gap map.
"""

import streamlit as st

from pages.parts.address import to_practice
from pages.parts.charts.gap_view import swatch
from pages.parts.practices.listing import cards
from pages.parts.visit import PER_PAGE, Visit
from practicebank.analysis.dots import MOST_DOTS, MOST_PICKED, Box, dots, finding, opened
from practicebank.analysis.gap_map import GapMap, facet_of, gap_map
from practicebank.bank.bank import Bank
from practicebank.bank.shortlist import MOST_KEPT
from practicebank.fields import NOT_RECORDED

MOST_FORMS = 8


def drawn_dots(shown: Visit) -> dict[str, object]:
    bank, selection = shown.bank, shown.selection
    drawn = gap_map(bank, selection, shown.axes)
    asked = {key: st.query_params.get_all(key) for key in ("row", "column", "picked")}
    box = Box.of(asked["row"], asked["column"], asked["picked"], drawn)
    inside = opened(bank, selection, shown.axes, box)
    hidden = st.query_params.get("out") == "hide"
    slugs = bank.practices["slug"].iloc[inside.rows[:MOST_KEPT]].tolist() if box else []
    title, more = finding(bank, selection, drawn)
    return {
        "map": drawn,
        "to_practice": to_practice(shown.filters),
        "title": title,
        "more": more,
        "dots": dots(bank, selection, drawn, everything=not hidden),
        "mix": facet_of(bank, shown.axes.colour).counts(selection.kept),
        "widths": _widths(drawn),
        "hidden": hidden,
        "most": MOST_DOTS,
        "most_picked": MOST_PICKED,
        "longest": max((cell.number for row in drawn.cells for cell in row), default=0),
        "form": lambda term: _form(bank, drawn, term),
        "swatch": lambda term: swatch(drawn, term),
        "box": box,
        "opened": inside,
        "cards": cards(shown, inside.rows[:PER_PAGE]),
        "kept": list(dict.fromkeys([*shown.shortlist, *slugs]))[:MOST_KEPT],
    }


def _form(bank: Bank, drawn: GapMap, term: str) -> str:
    """The class of a term's mark. The marks of effectiveness are for nothing else; the last form is for what is not
    recorded, in every field.
    """
    if drawn.axes.colour == "effectiveness":
        return bank.rating_of(term).name
    at = MOST_FORMS - 1 if term == NOT_RECORDED else min(drawn.colours.index(term), MOST_FORMS - 2)
    return f"form-{at}"


def _widths(drawn: GapMap) -> list[float]:
    """The share of each column of the width there is, in percent: a fuller one gets more, and none too little."""
    fullest = [max(row[at].number for row in drawn.cells) for at in range(len(drawn.column_terms))]
    weights = [max(2.2, number**0.5) for number in fullest]
    return [round(100 * weight / sum(weights), 1) for weight in weights]
