"""The ledger of follow-ups: who is to be asked how a practice is doing, and what was answered."""

import streamlit as st

from pages.parts.desk.files import File, offer, table
from pages.parts.html import show
from pages.parts.visit import Visit
from practicebank.desk.desk import Desk
from practicebank.desk.follow_ups import STANDINGS, all_due, calendar, ledger
from practicebank.paging import page_numbers

_HEADER = ("reference", "title", "organisation", "address", "published", "last confirmed", "due", "standing", "answer")


def draw(visit: Visit, desk: Desk) -> None:
    standing = st.query_params.get("standing", "")
    standing = standing if standing in STANDINGS else STANDINGS[0]
    found = ledger(desk, standing, visit.page_number)
    pages = page_numbers(found.page, found.last_page)
    show("desk/followups.html", ledger=found, standing=standing, standings=STANDINGS, pages=pages)
    offer(
        desk,
        File("Calendar of all that is due (.ics)", "follow-ups.ics", "text/calendar", calendar),
        *table("All that is due", "follow-ups", _HEADER, _rows),
    )


def _rows(desk: Desk) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for due in all_due(desk):
        record = due.record
        confirmed, published = record.confirmed_at, record.published_at
        rows.append(
            (
                record.reference,
                record.submission.title,
                record.submission.organisation,
                record.slug,
                published.date().isoformat() if published else "",
                confirmed.date().isoformat() if confirmed else "",
                due.on.isoformat(),
                due.standing,
                record.answer,
            )
        )
    return rows
