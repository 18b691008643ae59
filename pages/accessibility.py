"""Accessibility: who can use the bank, how that was checked, what is left, and whom to tell."""

from pages.parts.html import show
from pages.parts.visit import visit

show("site/accessibility.html", visit=visit())
