"""The gap map as a page draws it: what is crossed, the cell that is open, and where its links lead.

`rows`, `columns` and `colour` of the address say what is crossed, `row` and `column` which cell is open, and
`gaps=all` that every gap is listed in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from pages.parts.address import address
from pages.parts.visit import Visit
from practicebank.analysis import gap_map
from practicebank.analysis.gap_map import Cell, GapMap
from practicebank.analysis.sentences import phrase
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.fields import NOT_RECORDED

FIRST_GAPS = 5


@dataclass(frozen=True)
class OpenCell:
    """One cell and its practices. `filters` show exactly these on Browse; None when no filters can."""

    cell: Cell
    practices: Sequence[tuple[str, str, str]]
    filters: Filters | None


def drawn_map(shown: Visit) -> dict[str, object]:
    drawn = gap_map.gap_map(shown.bank, shown.selection, shown.axes)
    everything = st.query_params.get("gaps") == "all"
    return {
        "map": drawn,
        "states": {str(cell.state) for row in drawn.cells for cell in row},
        "opened": _opened(shown, drawn),
        "listed": drawn.gaps if everything else drawn.gaps[:FIRST_GAPS],
        "longest": max((cell.number for row in drawn.cells for cell in row), default=0),
        "swatch": lambda term: swatch(drawn, term),
        "phrase": phrase,
        "share_link": lambda cell: share_link(shown, cell),
        "csv": _csv(shown),
    }


def share_link(visit: Visit, cell: Cell) -> str:
    """The form for sharing, filled in with what the gap lacks."""
    start = address("share", visit.filters)
    return f"{start}{'&' if '?' in start else '?'}{urlencode(gap_map.prefilled(cell, visit.axes))}"


def _opened(shown: Visit, drawn: GapMap) -> OpenCell | None:
    cell = drawn.cell(st.query_params.get("row", ""), st.query_params.get("column", ""))
    if cell is None:
        return None
    rows = gap_map.rows_of_cell(shown.bank, shown.selection, shown.axes, cell)
    table = shown.bank.practices[["slug", "title", "effectiveness"]].iloc[rows]
    listed = zip(table["slug"], table["title"], table["effectiveness"].astype(object).fillna(NOT_RECORDED), strict=True)
    return OpenCell(cell, list(listed), _same_by_filters(shown, cell, sorted(rows.tolist())))


def _same_by_filters(shown: Visit, cell: Cell, rows: list[int]) -> Filters | None:
    filters = shown.filters
    for key, term in ((shown.axes.rows, cell.row), (shown.axes.columns, cell.column)):
        if key not in COLUMN_OF:
            return None
        filters = filters.with_only(key, [term])
    return filters if sorted(shown.bank.select(filters).rows.tolist()) == rows else None


def swatch(drawn: GapMap, term: str) -> str:
    """The class of a term's colour. The five of effectiveness are for nothing else; others are shades of one hue."""
    if drawn.axes.colour == "effectiveness":
        return ""
    at = drawn.colours.index(term)
    return "shade-unknown" if term == NOT_RECORDED else f"shade-{min(at, 6)}"


def _csv(shown: Visit) -> str:
    query = {**shown.axes.to_query(), **shown.filters.to_query()}
    return f"api/gaps.csv?{urlencode(query, doseq=True)}" if query else "api/gaps.csv"
