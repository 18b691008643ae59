"""Overview: leadership sees how many practices were evaluated and with what result, how they divide, and what is not
known.
"""

from datetime import UTC, datetime

from pages.parts.address import to_practice
from pages.parts.charts.chart_card import column_chart, divided_chart
from pages.parts.charts.places_view import place_map_card
from pages.parts.html import show
from pages.parts.results import chips, heading
from pages.parts.visit import current_visit, keep_for_last
from practicebank.analysis.dots import line_of_dots
from practicebank.analysis.evaluations import evaluations
from practicebank.analysis.key_numbers import key_numbers
from practicebank.analysis.sentences import CAUTION_EVALUATED
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import SMALL
from practicebank.evidence import ARROWS, RUNGS
from practicebank.site import NAME

visit = current_visit()

heading("charts/overview.html", visit)
show("charts/chosen.html", visit=visit, chips=chips(visit))
if len(visit.selection):
    numbers = key_numbers(visit.bank, visit.selection)
    on_record = evaluations(visit.bank).on_record
    show(
        "charts/key_numbers.html",
        numbers=numbers,
        caution=CAUTION_EVALUATED,
        visit=visit,
        to_practice=to_practice(visit.filters),
        evaluated=line_of_dots(visit.bank, visit.selection, on_record),
        others=line_of_dots(visit.bank, visit.selection, ~on_record),
        named=line_of_dots(visit.bank, visit.selection) if len(visit.selection) < SMALL else (),
    )
    tallies = {name: make(visit.bank, visit.selection) for name, make in TALLIES.items()}
    first, over_time = tallies.pop("effectiveness-by-focus"), tallies.pop("started")
    divided_chart(first, visit)
    place_map_card(visit)
    show(
        "charts/chart_grid.html",
        tallies=list(tallies.values()),
        visit=visit,
        rungs=RUNGS,
        arrows=ARROWS,
        source=f"{NAME}, data version {visit.bank.version}",
        today=datetime.now(UTC).date(),
    )
    keep_for_last(lambda: column_chart(over_time, visit))
