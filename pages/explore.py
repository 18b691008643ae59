"""Explore: every practice as a dot in the cells of two fields, coloured by a third."""

import streamlit as st

from pages.parts.charts.axes import choose_axes
from pages.parts.charts.dots_view import asked_box, drawn_dots, opened_box
from pages.parts.html import made, show
from pages.parts.results import heading, send_ahead
from pages.parts.visit import current_visit
from practicebank.analysis.gap_map import gap_map

visit = current_visit()
# A new count goes out before the dots are made. An old one goes with them: it would only be drawn once more.
if visit.chosen_anew:
    heading("charts/explore.html", visit)
drawn = gap_map(visit.bank, visit.selection, visit.axes)
box = asked_box(drawn)
picture = made("charts/dots.html", visit=visit, map=drawn, box=box, **drawn_dots(visit, drawn))
if not visit.chosen_anew:
    heading("charts/explore.html", visit)
axes = st.container(key="axes-place")
axes.empty()  # a container that holds nothing yet is not drawn, and takes no room
st.html(picture)
send_ahead(visit)
with axes:
    choose_axes(visit)
inside = opened_box(visit, drawn, box)
show("charts/dots_words.html", visit=visit, map=drawn, **inside)
show("charts/dots_inside.html", visit=visit, box=box, **inside)
