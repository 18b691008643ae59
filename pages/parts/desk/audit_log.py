"""The log on screen: filtered, exported, and its chain proved."""

from datetime import UTC, datetime

import streamlit as st

from pages.parts.desk import sign_in
from pages.parts.desk.files import offer, table
from pages.parts.desk.step_names import HAPPENED
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.visit import Visit, write_address
from practicebank.desk.audit_view import HEADER, Proof, log_page, log_rows, prove
from practicebank.desk.decisions import REFUSALS
from practicebank.desk.desk import Desk
from practicebank.paging import page_numbers
from practicebank.submissions.codes import read_reference
from practicebank.submissions.reading.audit_search import AuditQuery
from practicebank.submissions.states import Step

_PROOF = "desk_proof"


def draw(visit: Visit, desk: Desk) -> None:
    sought = sought_in_address()
    found = log_page(desk, sought, visit.page_number)
    query = {key: st.query_params[key] for key in ("of", "step", "who", "since") if key in st.query_params}
    proof: Proof | None = once(_PROOF, None)
    show(
        "desk/log_head.html", found=found, sought=sought, proof=proof, query=query, steps=list(Step), happened=HAPPENED
    )
    with st.container(key="desk-log-filters", horizontal=True, gap="small"):
        st.text_input("Reference", value=sought.reference, key="log-reference", on_change=_look_for)
        st.text_input("Whose (an e-mail address)", value=sought.who, key="log-who", on_change=_look_for)
        st.date_input("Since", value=sought.since, key="log-since", format="DD/MM/YYYY", on_change=_look_for)
    pages = page_numbers(found.page, found.last_page)
    show("desk/log.html", found=found, query=query, pages=pages, happened=HAPPENED)
    st.button("Check that nothing was altered", key="prove", on_click=_prove)
    offer(desk, *table("These events", "log", HEADER, lambda desk: log_rows(desk, sought)))


def sought_in_address() -> AuditQuery:
    """What the address asks the log for; nonsense in it is dropped."""
    query = st.query_params
    step = query.get("step", "")
    return AuditQuery(
        read_reference(query.get("of", "")),
        Step(step) if step in list(Step) else None,
        query.get("who", "")[:254],
        _day(query.get("since", "")),
    )


def _day(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _look_for() -> None:
    """What the fields say becomes the address."""
    since = st.session_state["log-since"]
    now = {
        "of": st.session_state["log-reference"].strip(),
        "who": st.session_state["log-who"].strip().casefold(),
        "since": since.isoformat() if since else "",
    }
    write_address((*now, "page"), now)


def _prove() -> None:
    try:
        st.session_state[_PROOF] = prove(sign_in.current_desk())
    except REFUSALS as error:
        sign_in.refuse(str(error))
