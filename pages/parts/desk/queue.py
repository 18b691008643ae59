"""The queue: what is new, whose turn it is, how old, and why it stands where it stands."""

import streamlit as st

from pages.parts.desk import bulk
from pages.parts.desk.files import offer, table
from pages.parts.html import show
from pages.parts.practices.listing import page_numbers
from pages.parts.visit import Visit
from practicebank.desk.desk import Desk
from practicebank.desk.queue_view import QueueFilters, all_work, work
from practicebank.submissions.states import Status

LONGEST = 80
_HEADER = ("reference", "title", "state", "turn", "focus", "organisation", "sent", "in state since", "due", "held by")


def draw(visit: Visit, desk: Desk) -> None:
    asked = asked_in_address(visit)
    found = work(desk, asked, visit.page_number)
    query = query_of(asked)
    focuses, step = visit.bank.facets["focus"].terms, st.query_params.get("bulk", "")
    show("desk/queue_head.html", work=found, asked=asked, focuses=focuses, states=list(Status), query=query, bulk=step)
    st.text_input("Organisation", value=asked.organisation, key="desk-by", max_chars=LONGEST, on_change=_look_for)
    pages = page_numbers(found.page, found.last_page)
    show("desk/queue.html", work=found, asked=asked, query=query, pages=pages)
    bulk.draw(found)
    offer(desk, *table("This list", "queue", _HEADER, lambda desk: _rows(desk, asked)))


def asked_in_address(visit: Visit) -> QueueFilters:
    """What the address asks the queue for; nonsense in it is dropped."""
    query = st.query_params
    states = tuple(Status(state) for state in query.get_all("state") if state in list(Status))
    focus = query.get("about", "")
    return QueueFilters(
        states,
        focus if focus in visit.bank.facets["focus"].terms else "",
        query.get("by", "")[:LONGEST],
        query.get("mine") == "1",
        query.get("late") == "1",
    )


def query_of(asked: QueueFilters) -> dict[str, str | None]:
    """The parameters that ask for this, None for those left out."""
    return {
        "state": str(asked.statuses[0]) if asked.statuses else None,
        "about": asked.focus or None,
        "by": asked.organisation or None,
        "mine": "1" if asked.mine else None,
        "late": "1" if asked.late else None,
        "bulk": st.query_params.get("bulk"),
    }


def _look_for() -> None:
    """What the field says becomes the address."""
    kept = {key: st.query_params.get_all(key) for key in st.query_params if key not in ("by", "page")}
    by = st.session_state["desk-by"].strip()
    st.query_params.from_dict({**kept, **({"by": by} if by else {})})


def _rows(desk: Desk, asked: QueueFilters) -> list[tuple[object, ...]]:
    return [
        (
            item.standing.reference,
            item.standing.title,
            str(item.standing.status),
            item.turn,
            "; ".join(item.standing.focus),
            item.standing.organisation,
            item.standing.sent_at.date().isoformat(),
            item.standing.since.date().isoformat(),
            item.due.date().isoformat() if item.due else "",
            item.standing.reviewer,
        )
        for item in all_work(desk, asked)
    ]
