"""Shortlist: what a reader keeps, and up to four practices side by side."""

from pages.parts.comparison import comparison_of
from pages.parts.markup import show
from pages.parts.visit import visit

show("compare.html", visit=visit(), comparison=comparison_of(visit()))
