"""A chart with everything that keeps it honest: question, finding, what is counted, sentence, caution, table, CSV."""

from typing import Any

import streamlit as st

from pages.parts.markup import show
from pages.parts.visit import Visit, choose, visit
from practicebank import charts
from practicebank.tallies import Tally

CONFIG = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def drawn_card(tally: Tally, drawn: Visit, *, large: bool = False) -> None:
    """A card whose chart Plotly draws. Choosing a bar narrows the bank to it; choosing it again undoes that."""
    show("chart_head.html", tally=tally, large=large)
    dark = st.context.theme.type == "dark"
    key = f"chart-{tally.name}"
    st.plotly_chart(
        charts.drawn(tally, dark),
        key=key,
        on_select=lambda: _chosen(key, tally.key),
        selection_mode="points",
        config=CONFIG,
        alt=tally.alt,
    )
    show("chart_foot.html", tally=tally, visit=drawn, large=large)


def table_card(tally: Tally, drawn: Visit) -> None:
    """A card whose chart is a table with a bar in each row: for long lists of long names."""
    show("chart_head.html", tally=tally, large=False)
    show("chart_bars.html", tally=tally, visit=drawn)


def _chosen(key: str, filter_key: str) -> None:
    """A bar was chosen. An event without a point only says that the chart let go of an earlier choice."""
    selected: Any = st.session_state[key].selection
    if not selected.points:
        return
    term = selected.points[0].get("customdata")
    term = term[0] if isinstance(term, list) else term
    if term:
        choose(visit().filters.toggled(filter_key, str(term)))
