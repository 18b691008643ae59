"""The two charts of the overview that stand alone, with what keeps them honest: question, finding, table, CSV.

Effectiveness by focus is drawn as links. Over time Plotly draws: its script is most of what such a page waits for, so
it stands last.
"""

from typing import Any

import streamlit as st

from pages.parts.address import address
from pages.parts.html import show
from pages.parts.visit import Visit, choose, current_visit
from practicebank.analysis import figures
from practicebank.analysis.tally import Tally
from practicebank.bank.filters import Filters

CONFIG = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False, "doubleClick": False}
KEY = "chart"


def divided_chart(tally: Tally, drawn: Visit) -> None:
    """Effectiveness by another field. Choosing a part of a bar narrows the bank to it; again undoes that."""
    show("charts/chart_head.html", tally=tally)
    show(
        "charts/divided_bars.html",
        tally=tally,
        visit=drawn,
        to_part=lambda term, rating: address("overview", _toggled(drawn.filters, tally.key, term, rating)),
    )
    show("charts/chart_foot.html", tally=tally, visit=drawn)


def column_chart(tally: Tally, drawn: Visit) -> None:
    """A tally in the order of its terms. Choosing a column narrows the bank to it; again undoes that."""
    show("charts/chart_head.html", tally=tally)
    if tally.longest:
        st.plotly_chart(
            figures.drawn(tally, st.context.theme.type == "dark", drawn.filters.chosen(tally.key)),
            key=KEY,
            on_select=lambda: _chosen(tally.key),
            selection_mode="points",
            config=CONFIG,
            alt=tally.alt,
        )
    show("charts/chart_foot.html", tally=tally, visit=drawn)


def _toggled(now: Filters, key: str, term: str, rating: str) -> Filters:
    asked = now.with_only(key, [term]).with_only("effectiveness", [rating])
    return now.without(key).without("effectiveness") if asked == now else asked


def _chosen(key: str) -> None:
    """A column was chosen. An event without a point only says that the chart let go of an earlier choice."""
    selected: Any = st.session_state[KEY].selection
    if selected.points and (term := selected.points[0]["customdata"][0]):
        choose(current_visit().filters.toggled(key, term))
