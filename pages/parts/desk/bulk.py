"""Claiming or giving back several submissions at once: a summary before, and the way back after."""

import streamlit as st

from pages.parts.desk import sign_in
from pages.parts.desk.fields import key_of
from pages.parts.html import show
from practicebank.desk.bulk import STEPS, Done, in_bulk, undo_bulk
from practicebank.desk.decisions import REFUSALS
from practicebank.desk.desk import Seen
from practicebank.desk.queue_view import Item, Work
from practicebank.submissions.states import Status

_DONE = "desk_bulk_done"
_LABELS = {"claim": "Claim", "release": "Give back"}


def draw(work: Work) -> None:
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
        label = f"{_LABELS[step]} {len(chosen)} {'submission' if len(chosen) == 1 else 'submissions'}"
        st.button(label, key="bulk", type="primary", on_click=_move, args=(step, seen))


def _may(step: str, item: Item) -> bool:
    status = item.standing.status
    return status is Status.WAITING if step == "claim" else status is Status.IN_REVIEW and item.mine


def _move(step: str, seen: list[tuple[str, Seen]]) -> None:
    try:
        st.session_state[_DONE] = in_bulk(sign_in.the_desk(), step, seen)
    except REFUSALS as error:
        sign_in.refuse(str(error))
    st.session_state.pop(key_of("bulk"), None)


def _say_what_was_done() -> None:
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    show("desk/bulk_done.html", done=done, label=_LABELS[done.step])
    if done.moved:
        st.button("Take all of it back", key="bulk-undo", on_click=_undo, args=(done,))
    st.session_state.pop(_DONE)


def _undo(done: Done) -> None:
    try:
        st.session_state[_DONE] = undo_bulk(sign_in.the_desk(), done)
    except REFUSALS as error:
        sign_in.refuse(str(error))
