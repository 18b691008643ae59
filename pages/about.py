"""About: what the bank is, how to read it, and where its data comes from."""

from pages.parts.markup import show
from pages.parts.visit import visit

show("about.html", visit=visit(), bank=visit().bank)
