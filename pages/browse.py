"""Browse: a reader narrows the bank and sees what remains."""

from pages.parts.address import to_practice
from pages.parts.html import show
from pages.parts.practices.listing import listed
from pages.parts.results import heading
from pages.parts.sidebar import search_box
from pages.parts.visit import current_visit

visit = current_visit()
show("practices/browse.html")
search_box(visit)
heading("practices/choice.html", visit)
show("practices/listing.html", visit=visit, listing=listed(visit), to_practice=to_practice(visit.filters))
