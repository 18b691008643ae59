"""What a contributor can do with what they sent: answer, correct, send again, withdraw."""

import streamlit as st

from pages.parts.html import show
from pages.parts.share import draft, tracked
from practicebank.submissions.form.answers import About, answers_from, with_about
from practicebank.submissions.states import ANSWERS, Step
from practicebank.submissions.tracking import Tracked

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
    Step.RETIRE: "It was withdrawn from use.",
    Step.REPLACE: "A newer practice took its place.",
    Step.RESTORE: "It was put back in use.",
    Step.LAPSE: "It was withdrawn, because no answer came.",
    Step.ERASE: "Personal data was erased.",
}
_START = "submission_change"


def draw_steps(found: Tracked) -> None:
    may = {move.step for move in found.may}
    if Step.ANSWER in may:
        show("submission/heading.html", text="Answer")
        st.text_area("Your answer to the reviewer", key="answer", height=140)
        st.button(
            "Send the answer",
            key="send-answer",
            type="primary",
            on_click=tracked.take,
            args=(Step.ANSWER, "answer", "Your answer is sent. It is the reviewers’ turn again."),
        )
    with st.container(key="submission-ways", horizontal=True, gap="small"):
        for step, label in _CHANGING.items():
            if step in may:
                st.button(label, key=f"change-{step.name.lower()}", on_click=_change, args=(step,))
        if Step.SEND_AGAIN in may:
            done = "It is sent again, and waits in the queue."
            st.button("Send it again as it is", key="again", on_click=tracked.take, args=(Step.SEND_AGAIN, "", done))
    if Step.CONFIRM in may:
        show("submission/heading.html", text="How is it doing?")
        st.segmented_control("Since it was published", ANSWERS, key="how-it-is", format_func=str.capitalize)
        st.text_area("What has changed (optional)", key="how-it-is-words", height=96)
        done = "Thank you. The practice’s page says when it was last confirmed."
        args = Step.CONFIRM, "how-it-is-words", done, "how-it-is"
        st.button("Send", key="confirm", on_click=tracked.take, args=args)
    if Step.WITHDRAW in may:
        with st.expander("Withdraw it", key="withdrawing"):
            show("submission/withdraw.html", reference=found.reference)
            st.text_area("Why (optional)", key="withdraw-why", height=80)
            st.button(
                f"Withdraw {found.reference}",
                key="withdraw",
                on_click=tracked.take,
                args=(
                    Step.WITHDRAW,
                    "withdraw-why",
                    "It is withdrawn. Nobody will review it unless you send it again.",
                ),
            )


def _change(step: Step) -> None:
    found = tracked.opened()
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


def go_and_change() -> None:
    """Opens the form with what was sent, when somebody has just asked for it."""
    answers = st.session_state.pop(_START, None)
    if answers:
        draft.start_with(answers)
        here = {name: st.query_params.get_all(name) for name in st.query_params if name != "reference"}
        st.switch_page("pages/share.py", query_params=here)
