"""The submission somebody has let themselves in to, and what they can do with it: answer, correct, withdraw.

It is theirs for as long as their page stays open. The private code is kept in the session and nowhere else: never in
the address, a log or the page.
"""

from dataclasses import dataclass

import streamlit as st

from pages.parts import caller
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.share.draft import start_with
from pages.parts.visit import Visit
from practicebank.submissions import tracking
from practicebank.submissions.form.answers import About, answers_from, with_about
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.states import ANSWERS, Step, StepNotAllowed
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import TooManyAttempts
from practicebank.submissions.tracking import NotYours, Tracked

_OPEN = "tracked"
_TOLD = "tracked_told"
_REFUSED = "tracked_refused"
_CHANGING = {
    Step.CORRECT: "Correct it",
    Step.ANSWER: "Answer by changing what you sent",
    Step.SEND_AGAIN: "Change it and send it again",
}
HAPPENED = {
    # step: what it is called in the contributor's own story
    Step.SEND: "You sent it.",
    Step.CORRECT: "You corrected it.",
    Step.ANSWER: "You answered.",
    Step.WITHDRAW: "You withdrew it.",
    Step.SEND_AGAIN: "You sent it again.",
    Step.CLAIM: "A reviewer began to read it.",
    Step.RELEASE: "The reviewer gave it back to the queue.",
    Step.EDIT: "A reviewer changed some words.",
    Step.ASK: "A reviewer asked for more.",
    Step.PUBLISH: "It was published.",
    Step.DECLINE: "It was declined.",
    Step.REOPEN: "It was opened again for review.",
    Step.FOLLOW_UP: "You were asked how it is doing.",
    Step.CONFIRM: "It was confirmed as still right.",
    Step.RETIRE: "It was retired.",
    Step.REPLACE: "A newer practice took its place.",
    Step.RESTORE: "It was put back in use.",
    Step.REMIND: "You were reminded of the question.",
    Step.NEW_CODE: "A new private code was sent to your e-mail address. The one before it ended.",
    Step.LAPSE: "It was withdrawn, because no answer came.",
    Step.ERASE: "Personal data was erased.",
}
_START = "submission_change"


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
    return once(_TOLD), once(_REFUSED)


def let_in(visit: Visit) -> None:
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
        remember(tracking.track(visit.queue(), reference, code, address=caller.network()), code)
    except (NotYours, TooManyAttempts, QueueUnavailable) as error:
        st.session_state[_REFUSED] = str(error)


def look_again(visit: Visit) -> None:
    held: Open = st.session_state[_OPEN]
    try:
        remember(tracking.track(visit.queue(), held.tracked.reference, held.code, address=caller.network()), held.code)
    except (NotYours, TooManyAttempts, QueueUnavailable) as error:
        st.session_state[_REFUSED] = str(error)


def _take(visit: Visit, step: Step, words_key: str, done: str, answer_key: str = "") -> None:
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
            visit.queue(),
            held.tracked.reference,
            held.code,
            step,
            expected=held.tracked.status,
            seen=held.tracked.last_event,
            words=words,
            answer=answer,
            address=caller.network(),
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


def draw_steps(visit: Visit, found: Tracked) -> None:
    may = {move.step for move in found.may}
    if Step.ANSWER in may:
        show("submission/heading.html", text="Answer")
        st.text_area("Your answer to the reviewer", key="answer", height=140)
        st.button(
            "Send the answer",
            key="send-answer",
            type="primary",
            on_click=_take,
            args=(visit, Step.ANSWER, "answer", "Your answer is sent. It is the reviewers’ turn again."),
        )
    with st.container(key="submission-ways", horizontal=True, gap="small"):
        for step, label in _CHANGING.items():
            if step in may:
                st.button(label, key=f"change-{step.name.lower()}", on_click=_change, args=(step,))
        if Step.SEND_AGAIN in may:
            done = "It is sent again, and waits in the queue."
            st.button("Send it again as it is", key="again", on_click=_take, args=(visit, Step.SEND_AGAIN, "", done))
    if Step.CONFIRM in may:
        show("submission/heading.html", text="How is it doing?")
        st.segmented_control("Since it was published", ANSWERS, key="how-it-is", format_func=str.capitalize)
        st.text_area("What has changed, or what an evaluation found (optional)", key="how-it-is-words", height=96)
        done = "Thank you. The practice’s page says when it was last confirmed."
        args = visit, Step.CONFIRM, "how-it-is-words", done, "how-it-is"
        st.button("Send", key="confirm", on_click=_take, args=args)
    if Step.WITHDRAW in may:
        with st.expander("Withdraw it", key="withdrawing"):
            show("submission/withdraw.html", reference=found.reference)
            st.text_area("Why (optional)", key="withdraw-why", height=80)
            st.button(
                f"Withdraw {found.reference}",
                key="withdraw",
                on_click=_take,
                args=(
                    visit,
                    Step.WITHDRAW,
                    "withdraw-why",
                    "It is withdrawn. Nobody will review it unless you send it again.",
                ),
            )


def _change(step: Step) -> None:
    found = opened()
    if found is None:
        return
    about = About(
        found.reference,
        step,
        found.status,
        found.last_event,
        found.slug,
        found.asked.words if found.asked else "",
        dict(found.asked.questions) if found.asked else {},
    )
    st.session_state[_START] = with_about(answers_from(found.submission), about)


def go_and_change(visit: Visit) -> None:
    """Opens the form with what was sent, when somebody has just asked for it."""
    answers = st.session_state.pop(_START, None)
    if answers:
        start_with(visit, answers)
        here = {name: st.query_params.get_all(name) for name in st.query_params if name != "reference"}
        st.switch_page("pages/share.py", query_params=here)
