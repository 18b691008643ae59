"""The bank in figures: its health with the rows behind every number, and the pace of its desk."""

import streamlit as st

from pages.parts.desk.files import offer, table
from pages.parts.html import show
from pages.parts.visit import Visit
from practicebank.desk.desk import Desk
from practicebank.desk.health import health
from practicebank.desk.queue_view import pace
from practicebank.submissions.states import ALLOWED


def draw(visit: Visit, desk: Desk) -> None:
    """What is missing, unasked, broken or there twice."""
    found = health(desk, visit.services.settings.unanswered)
    finding = found.finding(st.query_params.get("which", ""))
    show("desk/health.html", health=found, finding=finding)
    if finding is not None:
        rows = [(row.slug, row.title, row.detail) for row in finding.rows]
        offer(desk, *table("These", finding.name, ("slug", "title", "detail"), lambda desk: rows))


def draw_pace(visit: Visit, desk: Desk) -> None:
    """What became of everything sent, and how long it stayed in each state."""
    show("desk/pace.html", funnel=pace(desk), allowed=ALLOWED)
