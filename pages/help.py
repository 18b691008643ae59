"""Help: what each kind of user can do here, in steps and pictures."""

from pages.parts.help.guides import GUIDES, guide_asked, picture
from pages.parts.html import show
from pages.parts.visit import current_visit

visit = current_visit()
show("help/help.html", visit=visit, bank=visit.bank, guides=GUIDES, guide=guide_asked(), picture=picture)
