"""Explore: every practice as a dot in the cells of two fields, coloured by a third."""

import streamlit as st

from pages.parts.charts.axes import choose_axes
from pages.parts.charts.dots_view import drawn_dots
from pages.parts.html import show
from pages.parts.results import heading
from pages.parts.visit import current_visit

visit = current_visit()
heading("charts/explore.html", visit)
axes = st.container(key="axes-place")
values = drawn_dots(visit)
show("charts/dots.html", visit=visit, **values)
with axes:
    choose_axes(visit)
show("charts/dots_inside.html", visit=visit, **values)
