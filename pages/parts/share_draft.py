"""The form somebody is filling in: its answers in the database, and in the session what is not there yet.

The draft's key is in the address and the database is the truth, so a reload, another device or another tab
shows the same words. Every change is written at once. While the database is away, changes wait in the
session and are written as soon as it answers again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from pages.parts import store
from pages.parts.visit import visit
from practicebank.settings import Settings
from practicebank.submissions import keys
from practicebank.submissions.answers import way_of
from practicebank.submissions.drafts import DraftTooLarge, load_draft, save_draft
from practicebank.submissions.engine import QueueUnavailable
from practicebank.submissions.limits import DRAFTS_OF_AN_ADDRESS, TooManyAttempts, count_attempt
from practicebank.submissions.model import Way
from practicebank.submissions.questions import steps_of

STEP = "step"
DRAFT = "draft"
PREFILL = "prefill_"
_FORM = "share"
_REFUSED = "share_refused"


@dataclass
class Form:
    """`unsaved` are answers the database does not have yet, `trouble` says why. `checked` names the steps
    whose problems are shown."""

    key: str
    answers: dict[str, Any] = field(default_factory=dict)
    unsaved: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""
    checked: set[str] = field(default_factory=set)
    kept_until: date | None = None

    @property
    def way(self) -> Way:
        return way_of(self.answers)


def key_in_address() -> str:
    return st.query_params.get(DRAFT, "")


def step_in_address() -> str:
    return st.query_params.get(STEP, "")


def opened() -> Form | None:
    """The form the address names, as it was saved last; None when there is none (never was, sent or deleted).

    Raises `QueueUnavailable` when the session does not have it either.
    """
    key = key_in_address()
    form = _in_session(key)
    if form and form.unsaved:
        _write(form)
    try:
        draft = load_draft(store.queue(), key)
    except QueueUnavailable as error:
        if form is None:
            raise
        form.trouble = str(error)
        return form
    if draft is None:
        return form if form and form.unsaved else None
    if form is None:
        form = Form(key)
        st.session_state[_FORM] = form
    form.answers = {**draft.answers, **form.unsaved}
    form.trouble = form.trouble if form.unsaved else ""
    form.kept_until = (draft.saved_at + timedelta(days=Settings.from_environment().draft_days)).date()
    return form


def current() -> Form:
    """The form being drawn. For callbacks."""
    form = _in_session(key_in_address())
    if form is None:
        raise LookupError("No form is open.")
    return form


def save(changed: Mapping[str, Any]) -> None:
    """Keeps these answers, whatever happens, and writes them to the database if it can be."""
    form = current()
    form.answers |= changed
    form.unsaved |= changed
    _write(form)


def try_again() -> None:
    """Writes what is waiting."""
    _write(current())


def begin(way: Way) -> None:
    """Starts a form, with what the address would have filled in already, and goes to its first step."""
    st.session_state.pop(_REFUSED, None)
    try:
        count_attempt(store.queue(), DRAFTS_OF_AN_ADDRESS, store.caller())
    except TooManyAttempts as error:
        st.session_state[_REFUSED] = str(error)
        return
    except QueueUnavailable:  # the answers wait in the session
        pass
    start_with({"way": str(way), **prefilled(), **_said_by(way)})


def _said_by(way: Way) -> dict[str, str]:
    """Who takes the short way has said how well it works."""
    effectiveness = visit().bank.vocabulary["effectiveness"]
    word = effectiveness.canonical("Didn’t work")
    return {"effectiveness": word} if way is Way.DID_NOT_WORK and word in effectiveness.names else {}


def refused() -> str:
    """Why no form was started, once."""
    return str(st.session_state.pop(_REFUSED, ""))


def start_with(answers: Mapping[str, Any]) -> None:
    """A form of its own with these answers, at its first step."""
    form = Form(keys.new_key(), dict(answers), dict(answers))
    st.session_state[_FORM] = form
    _write(form)
    go_to(steps_of(form.way)[0].name, form.key)


def go_to(step: str, key: str) -> None:
    """Changes the address, which the next run reads. What links carry along is kept."""
    kept = {
        name: st.query_params.get_all(name)
        for name in st.query_params
        if name not in (STEP, DRAFT) and not name.startswith(PREFILL)
    }
    st.query_params.from_dict({**kept, STEP: [step], DRAFT: [key]})


def leave() -> None:
    """Forgets the form in the session: it has been sent."""
    st.session_state.pop(_FORM, None)


def prefilled() -> dict[str, Any]:
    """What a link from elsewhere filled in: `prefill_title`, `prefill_focus` and so on. Words that are not of
    the vocabulary are dropped, as is everything that would be too long to be meant."""
    vocabulary = visit().bank.vocabulary
    answers: dict[str, Any] = {}
    for name in ("title", "summary", "organisation", "problem", "tried", "learning"):
        text = st.query_params.get(PREFILL + name, "")
        if text.strip() and len(text) <= 5_000:
            answers[name] = text
    for name in ("focus", "topics", "region", "target_groups", "partners", "linked_to"):
        given = st.query_params.get_all(PREFILL + name) + st.query_params.get_all(PREFILL + name.removesuffix("s"))
        known = [vocabulary[name].canonical(word) for word in given]
        if kept := [word for word in dict.fromkeys(known) if word in vocabulary[name].names]:
            answers[name] = kept
    for name in ("effectiveness", "scale", "implementation_stage"):
        word = vocabulary[name].canonical(st.query_params.get(PREFILL + name, ""))
        if word in vocabulary[name].names:
            answers[name] = word
    return answers


def today() -> date:
    return datetime.now(UTC).date()


def _in_session(key: str) -> Form | None:
    form: Form | None = st.session_state.get(_FORM)
    return form if form and form.key == key else None


def _write(form: Form) -> None:
    if not form.unsaved:
        return
    try:
        queue = store.queue()
        draft = load_draft(queue, form.key)
        save_draft(queue, form.key, {**(draft.answers if draft else {}), **form.unsaved}, step_in_address())
    except (QueueUnavailable, DraftTooLarge) as error:
        form.trouble = str(error)
        return
    form.unsaved = {}
    form.trouble = ""
