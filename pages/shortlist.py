"""Shortlist: what a reader keeps, and up to four practices side by side."""

from pages.parts.html import show
from pages.parts.practices.side_by_side import comparison_of
from pages.parts.visit import current_visit

visit = current_visit()
show("practices/shortlist_page.html", visit=visit, comparison=comparison_of(visit))
