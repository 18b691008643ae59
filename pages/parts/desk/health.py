"""The health of the bank: what is missing, unasked, broken or there twice, with the rows behind every number."""

import streamlit as st

from pages.parts.desk.files import offer, table
from pages.parts.html import show
from pages.parts.visit import visit
from practicebank.desk.desk import Desk
from practicebank.desk.health import health


def draw(desk: Desk) -> None:
    found = health(desk, visit().services.settings.unanswered)
    finding = found.finding(st.query_params.get("which", ""))
    show("desk/health.html", health=found, finding=finding)
    if finding is not None:
        rows = [(row.slug, row.title, row.detail) for row in finding.rows]
        offer(*table("These", finding.name, ("slug", "title", "detail"), lambda: rows))
