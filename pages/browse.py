"""Browse: a reader narrows the bank and sees what remains."""

from pages.parts.listing import listed
from pages.parts.markup import let_through, show
from pages.parts.results import heading_values
from pages.parts.visit import visit

show("browse.html", **heading_values(visit()))
let_through()
show("listing.html", visit=visit(), listing=listed(visit()))
