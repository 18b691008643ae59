"""Accessibility: who can use the bank, how that was checked, what is left, and whom to tell."""

from pages.parts.html import show
from pages.parts.visit import current_visit

visit = current_visit()
show("site/accessibility.html", visit=visit)
