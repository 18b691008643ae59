"""The chart Plotly draws, with everything that keeps it honest: question, finding, what is counted, table, CSV."""

from typing import Any

import streamlit as st

from pages.parts.html import show
from pages.parts.visit import Visit, choose, current_visit
from practicebank.analysis import figures
from practicebank.analysis.tally import Tally

CONFIG = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False, "doubleClick": False}
KEY = "chart"


def chart_card(tally: Tally, drawn: Visit) -> None:
    """Effectiveness by another field. Choosing a part of a bar narrows the bank to it; again undoes that."""
    show("charts/chart_head.html", tally=tally)
    st.plotly_chart(
        figures.drawn(tally, st.context.theme.type == "dark", drawn.filters.chosen(tally.key)),
        key=KEY,
        on_select=lambda: _chosen(tally.key),
        selection_mode="points",
        config=CONFIG,
        alt=tally.alt,
    )
    show("charts/chart_foot.html", tally=tally, visit=drawn)


def _chosen(filter_key: str) -> None:
    """A part was chosen. An event without a point only says that the chart let go of an earlier choice."""
    selected: Any = st.session_state[KEY].selection
    if not selected.points:
        return
    term, rating = selected.points[0]["customdata"]
    now = current_visit().filters
    asked = now.with_only(filter_key, [term]).with_only("effectiveness", [rating])
    choose(now.without(filter_key).without("effectiveness") if asked == now else asked)
