"""The form somebody is filling in: its answers in the database, and in the session what is not there yet.

The draft's key is in the address and the database is the truth, so a reload, another device or another tab
shows the same words. Every change is written at once. While the database is away, changes wait in the
session and are written as soon as it answers again.

What somebody typed is found by looking at every widget at the start of each run, and not by callbacks: when
changes come quickly, Streamlit breaks a run off, and with it the callbacks that were still to come. The next
run may even begin before the last has ended, so each has a `Form` of its own, and they take turns at writing.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id

from pages.parts.visit import Visit
from practicebank.submissions import codes
from practicebank.submissions.form.answers import Contents, of_today, way_of
from practicebank.submissions.form.model import Way
from practicebank.submissions.form.questions import steps_of
from practicebank.submissions.open_queue import terms_of
from practicebank.submissions.storage.drafts import DraftTooLarge, add_to_draft, load_draft
from practicebank.submissions.storage.engine import QueueUnavailable

STEP = "step"
DRAFT = "draft"
PREFILL = "prefill_"
_FORM = "share"
_STILL_THE_LATEST = timedelta(minutes=15)

Path = tuple[str, ...]


@dataclass
class Form:
    """`visit` is the one it is drawn in. `unsaved` are answers the database does not have yet, `trouble` says why.
    `checked` names the steps whose problems are shown. `shown` says what each widget was given, and where its answer
    stands. `brought` are widgets whose answers the page itself has brought to a server that took over, for the one run
    that is so."""

    key: str
    visit: Visit
    answers: dict[str, Any] = field(default_factory=dict)
    unsaved: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""
    checked: set[str] = field(default_factory=set)
    shown: dict[str, tuple[Path, Any]] = field(default_factory=dict)
    turn: threading.RLock = field(default_factory=threading.RLock)
    kept_until: date | None = None
    brought: frozenset[str] = frozenset()
    _contents: Contents | None = field(default=None, init=False, repr=False)

    @property
    def way(self) -> Way:
        return way_of(self.answers)

    @property
    def contents(self) -> Contents:
        """What its answers come to: made once a run, and again when they have changed."""
        made = self._contents
        if made is None or made.answers is not self.answers:
            made = self._contents = Contents(self.answers, terms_of(self.visit.bank.vocabulary))
        return made


def key_in_address() -> str:
    return st.query_params.get(DRAFT, "")


def step_in_address() -> str:
    return st.query_params.get(STEP, "")


def open_form(visit: Visit) -> Form | None:
    """The form the address names, as it was saved last; None when there is none (never was, sent or deleted).

    Raises `QueueUnavailable` when the session does not have it either.
    """
    key = key_in_address()
    form = _in_session(key)
    if form:
        form = replace(form, visit=visit, brought=frozenset())
        st.session_state[_FORM] = form
        save_typed(form)
        if form.unsaved:
            return form
    try:
        draft = load_draft(visit.queue(), key)
    except QueueUnavailable as error:
        if form is None:
            raise
        form.trouble = str(error)
        return form
    if draft is None:
        return None
    form = form or Form(key, visit, brought=_brought(draft.saved_at))
    form.answers = of_today(draft.answers)
    form.trouble = ""
    form.kept_until = (draft.saved_at + timedelta(days=visit.services.settings.draft_days)).date()
    st.session_state[_FORM] = form
    return form


def _brought(saved_at: datetime) -> frozenset[str]:
    """The widgets a page shows already that was drawn by a server which is gone, and which it now tells this one.

    What they hold may be newer than the draft. After a while it may as well be older, in a tab left open while
    somebody went on elsewhere: then the draft counts.
    """
    context = get_script_run_ctx()
    if context is None or datetime.now(UTC) - saved_at > _STILL_THE_LATEST:
        return frozenset()
    told = context.session_state._state._new_widget_state
    return frozenset(key for key in map(user_key_from_element_id, told) if key and key not in st.session_state)


def save_brought(form: Form) -> None:
    """At the end of a run: writes down what the page has brought, and draws it again as a form of this server."""
    if form.brought:
        save_typed(form)
        st.rerun()


def current() -> Form | None:
    """The form being drawn, for callbacks; None when a click came late, and it has been sent by then."""
    return _in_session(key_in_address())


def save(changed: Mapping[str, Any]) -> None:
    """Keeps these answers, whatever happens, and writes them to the database if it can be."""
    if form := current():
        _keep(form, changed)


def fill_widget(form: Form, widget: str, path: Path, value: Any) -> None:
    """Gives a widget the draft's value. Where it has that already it is left alone: somebody may be typing."""
    if widget in form.brought and len(path) == 1:
        pass
    elif widget not in st.session_state or st.session_state[widget] != value:
        st.session_state[widget] = value
    form.shown = {**form.shown, widget: (path, value)}


def save_typed(form: Form) -> None:
    """Writes down what any widget holds that it was not given."""
    with form.turn:  # reading belongs to it: whoever reads last has what was typed last, and must write last
        changed: dict[str, Any] = {}
        for widget, (path, given) in form.shown.items():
            if widget in st.session_state and (value := st.session_state[widget]) != given:
                before = changed.get(path[0], form.answers.get(path[0]))
                changed[path[0]] = _with(before, path[1:], _plain(value))
        _keep(form, changed)


def _keep(form: Form, changed: Mapping[str, Any]) -> None:
    with form.turn:
        form.answers = {**form.answers, **changed}
        form.unsaved = {**form.unsaved, **changed}
        _write(form)


def _with(before: Any, path: Path, value: Any) -> Any:
    """An answer with the part at this path replaced."""
    if not path:
        return value
    parts = before or {}
    return {**parts, path[0]: _with(parts.get(path[0]), path[1:], value)}


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def try_again() -> None:
    """Writes what is waiting."""
    if form := current():
        _write(form)


def start_with(visit: Visit, answers: Mapping[str, Any]) -> None:
    """A form of its own with these answers, at its first step."""
    form = Form(codes.new_key(), visit, dict(answers), dict(answers))
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


def begun_in_this_tab() -> Form | None:
    """The form this session had open last and has not sent. Nobody else's session knows of it, nor this tab once it
    has been loaded again."""
    form: Form | None = st.session_state.get(_FORM)
    return form


def go_on() -> None:
    """Back to that form, at the step it was saved on."""
    form = begun_in_this_tab()
    if form is None:
        return
    try:
        draft = load_draft(form.visit.queue(), form.key)
    except QueueUnavailable:
        draft = None
    go_to((draft and draft.step) or steps_of(form.way)[0].name, form.key)


def leave() -> None:
    """Forgets the form in the session: it has been sent."""
    st.session_state.pop(_FORM, None)


def _in_session(key: str) -> Form | None:
    form: Form | None = st.session_state.get(_FORM)
    return form if form and form.key == key else None


def _write(form: Form) -> None:
    if not form.unsaved:
        return
    try:
        add_to_draft(form.visit.queue(), form.key, form.unsaved, step_in_address())
    except (QueueUnavailable, DraftTooLarge) as error:
        form.trouble = str(error)
        return
    form.unsaved = {}
    form.trouble = ""
