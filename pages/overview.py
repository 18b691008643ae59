"""Overview: leadership sees how the practices divide, and what is not known."""

from pages.parts.charts.chart_card import chart_card
from pages.parts.html import show
from pages.parts.results import heading
from pages.parts.visit import visit
from practicebank.analysis.tallies import TALLIES

shown = visit()

heading("charts/overview.html", shown)
if len(shown.selection):
    first, *rest = [make(shown.bank, shown.selection) for make in TALLIES.values()]
    chart_card(first, shown)
    show("charts/chart_grid.html", tallies=rest, visit=shown)
