"""Browse: a reader narrows the bank and sees what remains."""

from pages.parts.address import to_practice
from pages.parts.html import show
from pages.parts.practices.listing import listed
from pages.parts.results import heading
from pages.parts.visit import current_visit

visit = current_visit()
heading("practices/browse.html", visit)
show("practices/listing.html", visit=visit, listing=listed(visit), to_practice=to_practice(visit.filters))
