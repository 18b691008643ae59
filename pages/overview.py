"""Overview: leadership sees how the practices divide, and what is not known."""

from pages.parts.charts.chart_card import chart_card
from pages.parts.html import show
from pages.parts.results import heading
from pages.parts.visit import current_visit
from practicebank.analysis.tallies import TALLIES

visit = current_visit()

heading("charts/overview.html", visit)
if len(visit.selection):
    first, *rest = [make(visit.bank, visit.selection) for make in TALLIES.values()]
    chart_card(first, visit)
    show("charts/chart_grid.html", tallies=rest, visit=visit)
