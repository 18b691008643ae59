"""Gaps: leadership crosses two fields and sees where practices are, and where there is none."""

from pages.parts.charts.axes import choose_axes
from pages.parts.charts.gap_view import drawn_map
from pages.parts.html import show
from pages.parts.results import heading
from pages.parts.visit import current_visit

visit = current_visit()
heading("charts/gaps.html", visit)
choose_axes(visit)
show("charts/gap_map.html", visit=visit, **drawn_map(visit))
