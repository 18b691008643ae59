"""Before you start: who may share, what counts, what to have at hand, and the two ways in."""

import streamlit as st

from pages.parts import store
from pages.parts.html import show
from pages.parts.share.draft import begin, prefilled, refused
from pages.parts.visit import visit
from practicebank.submissions.form.model import Way
from practicebank.submissions.states import QUEUED
from practicebank.submissions.storage.engine import QueueUnavailable


def draw_start() -> None:
    show(
        "share/start.html",
        days=visit().services.settings.draft_days,
        waiting=_waiting(),
        refused=refused(),
        prefilled=bool(prefilled()),
    )
    with st.container(key="share-start", horizontal=True, gap="small"):
        st.button("Share a practice", key="start", type="primary", on_click=begin, args=(Way.PRACTICE,))
        st.button("It didn’t work: the short way", key="start-short", on_click=begin, args=(Way.DID_NOT_WORK,))
    show("share/start_more.html", visit=visit())


def _waiting() -> int | None:
    """How many wait for a reviewer, None when the queue is away: starting needs no answer to that."""
    try:
        counts = store.queue().counts()
    except QueueUnavailable:
        return None
    return sum(counts[status] for status in QUEUED)
