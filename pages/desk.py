"""The reviewers' desk: sign in, then the queue, one submission, follow-ups, the bank's health, the log, the pace."""

import streamlit as st

from pages.parts import desk_door, desk_followups, desk_health, desk_log, desk_one, desk_pace, desk_queue
from pages.parts.html import show
from practicebank.access.people import NotAllowed
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.records import NoSuchSubmission

VIEWS = {
    "queue": desk_queue.draw,
    "follow-ups": desk_followups.draw,
    "health": desk_health.draw,
    "log": desk_log.draw,
    "pace": desk_pace.draw,
}

with st.container(key="desk"):
    try:
        desk = desk_door.at_the_desk()
        if desk is None:
            st.stop()
        view = st.query_params.get("view", "queue")
        reference = st.query_params.get("submission", "")
        desk_door.heading(desk, "submission" if reference else view)
        if reference:
            desk_one.draw(desk, reference)
        else:
            VIEWS.get(view, desk_queue.draw)(desk)
    except (NotAllowed, NoSuchSubmission, QueueUnavailable) as error:
        show("desk_stopped.html", said=str(error))
