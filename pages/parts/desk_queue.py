"""The queue: what is new, whose turn it is, how old, and why it stands where it stands."""

from datetime import UTC, datetime

import streamlit as st

from pages.parts.listing import page_numbers
from pages.parts.markup import show
from pages.parts.visit import visit
from practicebank.desk.room import Desk
from practicebank.desk.work import Asked, work
from practicebank.submissions.states import Status

LONGEST = 80


def draw(desk: Desk) -> None:
    asked = asked_in_address()
    found = work(desk, asked, visit().page_number)
    show(
        "desk_queue.html",
        work=found,
        asked=asked,
        focuses=visit().bank.facets["focus"].terms,
        pages=page_numbers(found.page, found.last_page),
        states=list(Status),
        query=query_of(asked),
        now=datetime.now(UTC),
    )


def asked_in_address() -> Asked:
    """What the address asks the queue for; nonsense in it is dropped."""
    query = st.query_params
    states = tuple(Status(state) for state in query.get_all("state") if state in list(Status))
    focus = query.get("about", "")
    return Asked(
        states,
        focus if focus in visit().bank.facets["focus"].terms else "",
        query.get("by", "")[:LONGEST],
        query.get("mine") == "1",
        query.get("late") == "1",
    )


def query_of(asked: Asked) -> dict[str, str | None]:
    """The parameters that ask for this, None for those left out."""
    return {
        "state": str(asked.statuses[0]) if asked.statuses else None,
        "about": asked.focus or None,
        "by": asked.organisation or None,
        "mine": "1" if asked.mine else None,
        "late": "1" if asked.late else None,
    }
