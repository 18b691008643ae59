"""Practices at the desk: what readers said about them, where file and desk differ, and any practice to be corrected."""

import streamlit as st

from pages.parts.desk import sign_in
from pages.parts.desk.fields import key_of
from pages.parts.html import show
from pages.parts.visit import Visit, write_address
from practicebank.desk.corrections import bring_to_desk
from practicebank.desk.decisions import REFUSALS
from practicebank.desk.desk import Desk
from practicebank.submissions.founding import reference_of
from practicebank.submissions.reading.open_remarks import waiting_remarks

MOST = 20
LONGEST = 200


def draw(visit: Visit, desk: Desk) -> None:
    bank, sought = visit.bank, st.query_params.get("find", "")[:LONGEST]
    differing = {each.slug: bank.title_of(each.slug) or each.slug for each in bank.disagreements}
    show("desk/remarks.html", remarked=waiting_remarks(desk.queue), differing=differing)
    st.text_input("Find a practice to correct", value=sought, key=key_of("find"), max_chars=LONGEST, on_change=_find)
    found = bank.find(sought)
    rows = [] if found is None else found.rows[:MOST].tolist()
    practices = bank.practices.iloc[rows]
    links = list(zip(practices["slug"].tolist(), practices["title"].tolist(), strict=True))
    show("desk/found.html", sought=sought, links=links)


def reference_in_address(desk: Desk, slug: str) -> str:
    """The reference of the practice that the address names; "" while it has none, or is none."""
    return reference_of(desk.queue, slug) if slug else ""


def draw_unknown(desk: Desk, slug: str) -> None:
    """A practice of the catalogue that nobody has worked on yet."""
    title = desk.bank().title_of(slug)
    show("desk/bring.html", slug=slug, title=title)
    if title:
        st.button("Work on this practice", key="bring", type="primary", on_click=_bring, args=(slug,))


def _find() -> None:
    write_address(("find",), {"find": st.session_state[key_of("find")].strip()})


def _bring(slug: str) -> None:
    try:
        bring_to_desk(sign_in.current_desk(), slug)
    except REFUSALS as error:
        sign_in.refuse(str(error))
