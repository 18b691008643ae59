"""The submission somebody has let themselves in to, for as long as their page stays open.

The private code is kept in the session and nowhere else: never in the address, a log or the page.
"""

from dataclasses import dataclass

import streamlit as st

from pages.parts import store
from practicebank.submissions import tracking
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.states import Step, StepNotAllowed
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import TooManyAttempts
from practicebank.submissions.tracking import NotYours, Tracked

_OPEN = "tracked"
_TOLD = "tracked_told"
_REFUSED = "tracked_refused"


@dataclass(frozen=True)
class Open:
    tracked: Tracked
    code: str


def remember(tracked: Tracked, code: str, told: str = "") -> None:
    st.session_state[_OPEN] = Open(tracked, code)
    if told:
        st.session_state[_TOLD] = told


def opened() -> Tracked | None:
    held: Open | None = st.session_state.get(_OPEN)
    return held.tracked if held else None


def code_of(reference: str) -> str:
    """The private code of this submission, "" when somebody has yet to give it."""
    held: Open | None = st.session_state.get(_OPEN)
    return held.code if held and held.tracked.reference == reference else ""


def told() -> tuple[str, str]:
    """What the last step did, and why it was refused; each once."""
    return str(st.session_state.pop(_TOLD, "")), str(st.session_state.pop(_REFUSED, ""))


def let_in() -> None:
    """The form was sent: a reference and a code."""
    reference, code = st.session_state["reference"], st.session_state["code"]
    missing = [
        message
        for given, message in ((reference, "Enter your reference"), (code, "Enter your private code"))
        if not given.strip()
    ]
    if missing:
        st.session_state[_REFUSED] = ". ".join(missing) + "."
        return
    try:
        remember(tracking.track(store.queue(), reference, code, address=store.caller()), code)
    except (NotYours, TooManyAttempts, QueueUnavailable) as error:
        st.session_state[_REFUSED] = str(error)


def look_again() -> None:
    held: Open = st.session_state[_OPEN]
    try:
        remember(tracking.track(store.queue(), held.tracked.reference, held.code, address=store.caller()), held.code)
    except (NotYours, TooManyAttempts, QueueUnavailable) as error:
        st.session_state[_REFUSED] = str(error)


def take(step: Step, words_key: str, done: str, answer_key: str = "") -> None:
    """One of the contributor's own steps, with the words of a field, and a choice where there is one."""
    held: Open = st.session_state[_OPEN]
    words = st.session_state[words_key] if words_key else ""
    if step is Step.ANSWER and not words.strip():
        st.session_state[_REFUSED] = "Write your answer first."
        return
    answer = (st.session_state.get(answer_key) or "") if answer_key else ""
    if step is Step.CONFIRM and not answer:
        st.session_state[_REFUSED] = "Choose how the practice is doing."
        return
    try:
        tracked = tracking.respond(
            store.queue(),
            held.tracked.reference,
            held.code,
            step,
            expected=held.tracked.status,
            seen=held.tracked.last_event,
            words=words,
            answer=answer,
            address=store.caller(),
        )
    except (NotYours, TooManyAttempts, QueueUnavailable, StepNotAllowed, SomebodyWasQuicker, NotComplete) as error:
        st.session_state[_REFUSED] = str(error)
        return
    if words_key:
        st.session_state[words_key] = ""
    remember(tracked, held.code, done)


def close() -> None:
    """Forgets the submission and the code: the next one at this screen is a stranger."""
    for key in (_OPEN, _TOLD, _REFUSED):
        st.session_state.pop(key, None)
