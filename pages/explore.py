"""Explore: every practice as a dot in the cells of two fields, coloured by a third."""

from pages.parts.charts.axes import choose_axes
from pages.parts.charts.dots_view import drawn_dots
from pages.parts.html import show
from pages.parts.results import heading
from pages.parts.visit import current_visit

visit = current_visit()
heading("charts/explore.html", visit)
choose_axes(visit)
show("charts/dots.html", visit=visit, **drawn_dots(visit))
