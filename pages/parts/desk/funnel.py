"""The funnel: what became of everything sent, and how long it stayed in each state."""

from pages.parts.html import show
from practicebank.desk.desk import Desk
from practicebank.desk.due_dates import ALLOWED
from practicebank.desk.pace import pace


def draw(desk: Desk) -> None:
    show("desk/pace.html", funnel=pace(desk), allowed=ALLOWED)
