"""Compare two choices: leadership sets two terms of one field side by side."""

from pages.parts.charts.two_choices_view import choose_sides, drawn_contrast
from pages.parts.html import show
from pages.parts.results import heading
from pages.parts.visit import current_visit
from practicebank.analysis.over_time import over_time

visit = current_visit()
heading("charts/two_choices.html", visit)
if len(visit.selection):
    choose_sides(visit)
    show(
        "charts/two_choices_fields.html",
        visit=visit,
        contrast=drawn_contrast(visit),
        time=over_time(visit.bank, visit.selection),
    )
