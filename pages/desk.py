"""The reviewers' desk: sign in, then the queue, one submission, practices, follow-ups, the bank's health, the log."""

import streamlit as st

from pages.parts.desk import audit_log, follow_ups, health, practices, queue, sign_in, submission
from pages.parts.html import show
from pages.parts.visit import current_visit
from practicebank.access.people import NotAllowed
from practicebank.submissions.form.text import clean_line
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.records import NoSuchSubmission

VIEWS = {
    "queue": queue.draw,
    "practices": practices.draw,
    "follow-ups": follow_ups.draw,
    "health": health.draw,
    "log": audit_log.draw,
    "pace": health.draw_pace,
}

visit = current_visit()
with st.container(key="desk"):
    try:
        desk = sign_in.at_the_desk(visit)
        if desk is None:
            st.stop()
        view = st.query_params.get("view", "queue")
        slug = clean_line(st.query_params.get("practice", ""))
        reference = clean_line(st.query_params.get("submission", "")) or practices.reference_in_address(desk, slug)
        sign_in.heading(desk, "submission" if reference or slug else view)
        if reference:
            submission.draw(desk, reference)
        elif slug:
            practices.draw_unknown(desk, slug)
        else:
            VIEWS.get(view, queue.draw)(visit, desk)
    except (NotAllowed, NoSuchSubmission, QueueUnavailable) as error:
        show("desk/stopped.html", said=str(error))
