"""What stands before the form and after it: who may share and the two ways in; and the confirmation."""

from typing import Any

import streamlit as st

from pages.parts import caller
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.share.draft import PREFILL, begun_in_this_tab, go_on, start_with
from pages.parts.visit import Visit
from practicebank.submissions.form.contributor_copy import markdown_copy
from practicebank.submissions.form.model import Way
from practicebank.submissions.form.questions import QUESTIONS, AnswerKind
from practicebank.submissions.states import QUEUED
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import DRAFTS_OF_AN_ADDRESS, TooManyAttempts, count_attempt

_REFUSED = "share_refused"


def draw_start(visit: Visit) -> None:
    show(
        "share/start.html",
        days=visit.services.settings.draft_days,
        waiting=_waiting(visit),
        refused=once(_REFUSED),  # why no form was started, once
        prefilled=bool(_prefilled(visit)),
    )
    if begun := begun_in_this_tab():
        show("share/begun.html", title=str(begun.answers.get("title") or "").strip())
        with st.container(key="share-begun"):
            st.button("Go on with your draft", key="go-on", on_click=go_on)
    with st.container(key="share-start", horizontal=True, gap="small"):
        st.button("Share a practice", key="start", type="primary", on_click=_begin, args=(visit, Way.PRACTICE))
        st.button("It didn’t work: the short way", key="start-short", on_click=_begin, args=(visit, Way.DID_NOT_WORK))
    show("share/start_more.html", visit=visit)


def draw_sent(visit: Visit, key: str) -> bool:
    """Whether the form with this key has been sent, its confirmation drawn: it survives a reload.

    Raises `QueueUnavailable`.
    """
    queue = visit.queue()
    receipt = queue.receipt(key)
    if receipt is None:
        return False
    record = queue.get(receipt.reference)
    mails = bool(visit.services.settings.smtp_url) and bool(record.submission.contact_email)
    place = queue.place(receipt.reference)
    show("share/sent.html", receipt=receipt, record=record, place=place, mails=mails, visit=visit)
    st.download_button(
        "Download a copy (text)",
        markdown_copy(record.submission, receipt.reference, record.sent_at),
        file_name=f"{receipt.reference}.md",
        mime="text/markdown",
        key="copy",
        on_click="ignore",
    )
    return True


def _waiting(visit: Visit) -> int | None:
    """How many wait for a reviewer, None when the queue is away: starting needs no answer to that."""
    try:
        counts = visit.queue().counts()
    except QueueUnavailable:
        return None
    return sum(counts[status] for status in QUEUED)


def _begin(visit: Visit, way: Way) -> None:
    """Starts a form, with what the address would have filled in already, and goes to its first step."""
    st.session_state.pop(_REFUSED, None)
    try:
        count_attempt(visit.queue(), DRAFTS_OF_AN_ADDRESS, caller.network())
    except TooManyAttempts as error:
        st.session_state[_REFUSED] = str(error)
        return
    except QueueUnavailable:  # the answers wait in the session
        pass
    start_with(visit, {"way": str(way), **_prefilled(visit), **_said_by(visit, way)})


def _said_by(visit: Visit, way: Way) -> dict[str, str]:
    """Who takes the short way has said how well it works."""
    effectiveness = visit.bank.vocabulary["effectiveness"]
    word = effectiveness.canonical("Didn’t work")
    return {"effectiveness": word} if way is Way.DID_NOT_WORK and word in effectiveness.names else {}


def _prefilled(visit: Visit) -> dict[str, Any]:
    """What a link from elsewhere filled in: `prefill_title`, `prefill_focus` and so on. Words that are not of
    the vocabulary are dropped, as is everything that would be too long to be meant."""
    vocabulary = visit.bank.vocabulary
    answers: dict[str, Any] = {}
    for name in ("title", "summary", "organisation", "problem", "tried", "learning"):
        text = st.query_params.get(PREFILL + name, "")
        if text.strip() and len(text) <= 5_000:
            answers[name] = text
    for name in _fields(AnswerKind.SEVERAL):
        given = st.query_params.get_all(PREFILL + name) + st.query_params.get_all(PREFILL + name.removesuffix("s"))
        known = [vocabulary[name].canonical(word) for word in given]
        if kept := [word for word in dict.fromkeys(known) if word in vocabulary[name].names]:
            answers[name] = kept
    for name in _fields(AnswerKind.ONE):
        word = vocabulary[name].canonical(st.query_params.get(PREFILL + name, ""))
        if word in vocabulary[name].names:
            answers[name] = word
    return answers


def _fields(kind: AnswerKind) -> list[str]:
    return [question.field for question in QUESTIONS.values() if question.kind is kind]
