"""The queue: what is new, whose turn it is, how old, and why it stands where it stands; and
claiming or giving back several submissions at once: a summary before, and the way back after.
"""

import streamlit as st

from pages.parts.desk import sign_in
from pages.parts.desk.fields import key_of
from pages.parts.desk.files import offer, table
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.visit import Visit, write_address
from practicebank.desk.bulk import STEPS, Done, in_bulk, undo_bulk
from practicebank.desk.decisions import REFUSALS
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.queue_view import Item, QueueFilters, Work, all_work, work
from practicebank.paging import page_numbers
from practicebank.submissions.states import Status
from practicebank.words import counted

LONGEST = 80
_HEADER = (
    "reference",
    "title",
    "state",
    "why",
    "turn",
    "focus",
    "organisation",
    "sent",
    "in state since",
    "due",
    "held by",
)


def draw(visit: Visit, desk: Desk) -> None:
    asked = asked_in_address(visit)
    found = work(desk, asked, visit.page_number)
    query = query_of(asked)
    focuses, step = visit.bank.facets["focus"].terms, st.query_params.get("bulk", "")
    show("desk/queue_head.html", work=found, asked=asked, focuses=focuses, states=list(Status), query=query, bulk=step)
    st.text_input("Organisation", value=asked.organisation, key="desk-by", max_chars=LONGEST, on_change=_look_for)
    pages = page_numbers(found.page, found.last_page)
    show("desk/queue.html", work=found, asked=asked, query=query, pages=pages)
    _draw_bulk(found)
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
    write_address(("by", "page"), {"by": st.session_state["desk-by"].strip()})


def _rows(desk: Desk, asked: QueueFilters) -> list[tuple[object, ...]]:
    return [
        (
            item.standing.reference,
            item.standing.title,
            str(item.standing.status),
            item.why,
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


_DONE = "desk_bulk_done"
_LABELS = {"claim": "Claim", "release": "Give back"}


def _draw_bulk(work: Work) -> None:
    """Drawn when the address asks for it: the list alone stays quick."""
    _say_what_was_done()
    step = st.query_params.get("bulk", "")
    if step not in STEPS:
        return
    offered = {item.standing.reference: item for item in work.items if _may(step, item)}
    chosen = st.multiselect(
        f"Which to {_LABELS[step].lower()}",
        list(offered),
        key=key_of("bulk"),
        format_func=lambda reference: f"{offered[reference].standing.title}, {reference}",
        placeholder="Choose, or select all of this page",
    )
    if chosen:
        show("desk/bulk.html", label=_LABELS[step], items=[offered[reference] for reference in chosen])
        seen = [(it, Seen(offered[it].standing.status, offered[it].standing.last_event)) for it in chosen]
        label = f"{_LABELS[step]} {counted(len(chosen), 'submission')}"
        st.button(label, key="bulk", type="primary", on_click=_move, args=(step, seen))


def _may(step: str, item: Item) -> bool:
    status = item.standing.status
    return status is Status.WAITING if step == "claim" else status is Status.IN_REVIEW and item.mine


def _move(step: str, seen: list[tuple[str, Seen]]) -> None:
    try:
        st.session_state[_DONE] = in_bulk(sign_in.current_desk(), step, seen)
    except REFUSALS as error:
        sign_in.refuse(str(error))
    st.session_state.pop(key_of("bulk"), None)


def _say_what_was_done() -> None:
    done: Done | None = once(_DONE, None)
    if done is None:
        return
    show("desk/bulk_done.html", done=done, label=_LABELS[done.step])
    if done.moved:
        st.button("Take all of it back", key="bulk-undo", on_click=_undo, args=(done,))


def _undo(done: Done) -> None:
    try:
        st.session_state[_DONE] = undo_bulk(sign_in.current_desk(), done)
    except REFUSALS as error:
        sign_in.refuse(str(error))
