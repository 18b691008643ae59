"""About: what the bank is, how to read it, and where its data comes from."""

from pages.parts.html import show
from pages.parts.visit import current_visit
from practicebank import __version__
from practicebank.desk.checklist import checklist

visit = current_visit()
services = visit.services
checks, pace = checklist(services.settings.review).checks, services.shelf.pace
show("site/about.html", visit=visit, bank=visit.bank, checks=checks, pace=pace, software=__version__)
