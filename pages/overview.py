"""Overview: leadership sees how the practices divide, and what is not known."""

import streamlit as st

from pages.parts.chart_card import drawn_card, table_card
from pages.parts.markup import show
from pages.parts.results import heading_values
from pages.parts.visit import visit
from practicebank.tallies import TALLIES

shown = visit()
tally = {name: make(shown.bank, shown.selection) for name, make in TALLIES.items()}

show("overview.html", **heading_values(shown))
if not len(shown.selection):
    st.stop()

drawn_card(tally["effectiveness-by-focus"], shown, large=True)
left, right = st.columns(2, gap="large")
with left:
    drawn_card(tally["effectiveness"], shown)
    table_card(tally["organisation"], shown)
    table_card(tally["linked-to"], shown)
with right:
    drawn_card(tally["focus"], shown)
    table_card(tally["topic"], shown)
    table_card(tally["completeness"], shown)
