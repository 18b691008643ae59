"""Check your answers: everything as it will be sent, what to think about first, and the button that sends it."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts import caller
from pages.parts.html import show
from pages.parts.once import once
from pages.parts.share.draft import Form, current, fill_widget, go_to, leave, save, save_typed
from pages.parts.share.fields import WIDGET
from pages.parts.share.near_duplicates import ask_about_near
from pages.parts.share.steps import CHECK_TITLE, heading, private_link, step_address, summary
from pages.parts.share.tracking_steps import code_of, remember
from practicebank.personal_data import Finding
from practicebank.submissions import codes, tracking
from practicebank.submissions.form.answers import WORDS, About
from practicebank.submissions.form.checks import (
    RATING,
    Warned,
    named_although_withheld,
    question_about_rating,
    warnings,
)
from practicebank.submissions.form.contributor_copy import value_lines
from practicebank.submissions.form.questions import (
    CHECK,
    QUESTIONS,
    SENT,
    AnswerKind,
    FormStep,
    label_of,
    step_of,
    steps_of,
)
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.states import Step, StepNotAllowed
from practicebank.submissions.storage.drafts import delete_draft
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import (
    SUBMISSIONS_OF_A_SESSION,
    SUBMISSIONS_OF_AN_ADDRESS,
    TooManyAttempts,
    count_attempt,
    filled_by_a_machine,
)
from practicebank.withheld_name import without_withheld_name, words_instead_of

LEAD = "This is what the reviewers will read. You can change any of it before you send it, and afterwards too."
_STOPPED = "share_stopped"
_SESSION = "share_session"
_CHANGED = "share_changed"


@dataclass(frozen=True)
class CheckedAnswer:
    """`values` are the lines to show; none means that nothing was said. `problem` is what is wrong with it, `hint` what
    to think about, never in the way."""

    field: str
    label: str
    values: Sequence[str]
    problem: str
    hint: str
    change: str


@dataclass(frozen=True)
class CheckedSection:
    title: str
    answers: Sequence[CheckedAnswer]


def draw_check(form: Form) -> None:
    shown = form.contents.problems if CHECK in form.checked else []
    about = form.contents.about
    heading(form, CHECK, CHECK_TITLE, LEAD)
    summary(form, shown)
    _stopped()
    messages = {problem.field: problem.message for problem in shown}
    named = named_although_withheld(form.contents.submission)
    hints = {each.field: "This names the organisation. See below." for each in named}
    hints[RATING] = question_about_rating(form.contents.submission)
    show("share/check.html", sections=[_section(form, step, messages, hints) for step in steps_of(form.way)])
    _withheld_name(form, named)
    _personal_data(form, warnings(form.contents.submission))
    ask_about_near(form, messages.get("neighbours", ""))
    show("share/send.html", about=about)
    if about:
        _about_the_change(form, about.step, about.reference)
    with st.container(key="share-extra"):
        st.text_input("Leave this empty: it is a trap for machines", key="website", autocomplete="off")
    with st.container(key="share-ways", horizontal=True, gap="small"):
        st.button(_send_label(about.step if about else Step.SEND), key="send", type="primary", on_click=_send)
        st.button("Back", key="back", on_click=go_to, args=(steps_of(form.way)[-1].name, form.key))
    private_link(form)


def _section(form: Form, step: FormStep, messages: dict[str, str], hints: dict[str, str]) -> CheckedSection:
    answers = [
        CheckedAnswer(
            question.field,
            question.label,
            value_lines(question, form.contents.submission),
            messages.get(question.field, ""),
            hints.get(question.field, ""),
            step_address(form, step.name),
        )
        for question in step.questions
        if question.is_asked(form.answers)
    ]
    return CheckedSection(step.title, answers)


def _personal_data(form: Form, warned: Sequence[Warned]) -> None:
    """What looks like personal data: to think about, never in the way."""
    if not warned:
        return
    with st.container(key="share-personal"):
        show("share/personal.html", found=_places(form, warned))
        field = "personal_data_answer"
        fill_widget(form, WIDGET + field, (field,), form.answers.get(field) or "")
        st.text_input("If any of it should stay, say why (optional)", key=WIDGET + field, live="300ms")


def _places(form: Form, warned: Sequence[Warned]) -> list[tuple[str, Finding, str, str]]:
    """What each stands in, and the way there."""
    return [
        (label_of(form.way, each.field), each.finding, step_address(form, step_of(form.way, each.field)), each.field)
        for each in warned
    ]


def _withheld_name(form: Form, named: Sequence[Warned]) -> None:
    """Words for readers that give away who asked not to be named, and others in their place: for a text alone, since a
    link leads nowhere with another word in it."""
    if not named:
        return
    organisation = form.contents.submission.organisation
    instead = words_instead_of(organisation)
    with st.container(key="share-withheld"):
        show("share/withheld.html", found=_places(form, named), instead=instead)
        for field in dict.fromkeys(each.field for each in named):
            if QUESTIONS[field].kind in (AnswerKind.LINE, AnswerKind.TEXT):
                words = f"Write “{instead}” in “{label_of(form.way, field)}”"
                st.button(words, key=f"instead-{field}", on_click=_write_instead, args=(field, organisation))


def _write_instead(field: str, organisation: str) -> None:
    if form := current():
        save({field: without_withheld_name(form.answers.get(field) or "", organisation)})


def _about_the_change(form: Form, step: Step, reference: str) -> None:
    """What somebody says about a change to what they sent, and the code that lets them make it."""
    label = "Your answer to the reviewer" if step is Step.ANSWER else "What you changed (optional)"
    fill_widget(form, "change_words", (WORDS,), form.answers.get(WORDS) or "")
    st.text_area(label, key="change_words", height=96)
    if not code_of(reference):
        st.text_input("Private code", key="change_code", autocomplete="off")


def _send_label(step: Step) -> str:
    return {
        Step.CORRECT: "Send the correction",
        Step.ANSWER: "Send the answer",
        Step.SEND_AGAIN: "Send it again",
    }.get(step, "Send")


def _stopped() -> None:
    """Why the last attempt to send ended, once."""
    said = once(_STOPPED)
    if said:
        show("share/stopped.html", said=said)


def _stop(said: str) -> None:
    st.session_state[_STOPPED] = said


def _send() -> None:
    """Sends it, or says why not. Pressing twice sends once: the form's key is the submission's too."""
    form = current()
    if form is None:
        return
    save_typed(form)
    if filled_by_a_machine(st.session_state.get("website", "")):
        _stop("The field “Leave this empty” is not empty. Empty it and send again.")
        return
    if form.contents.problems:
        form.checked.update([CHECK, *(step.name for step in steps_of(form.way))])
        return
    try:
        if about := form.contents.about:
            _send_change(form, about)
        else:
            _send_new(form)
    except (QueueUnavailable, TooManyAttempts, StepNotAllowed, SomebodyWasQuicker, tracking.NotYours) as error:
        _stop(str(error))
    except NotComplete:
        form.checked.update([CHECK, *(step.name for step in steps_of(form.way))])


def _send_new(form: Form) -> None:
    queue = form.visit.queue()
    if queue.receipt(form.key) is None:
        count_attempt(queue, SUBMISSIONS_OF_A_SESSION, st.session_state.setdefault(_SESSION, codes.new_key()))
        count_attempt(queue, SUBMISSIONS_OF_AN_ADDRESS, caller.network())
    queue.submit(form.contents.submission, form.key)
    leave()
    go_to(SENT, form.key)
    _forget(form)


def _send_change(form: Form, about: About) -> None:
    code = code_of(about.reference) or st.session_state.get("change_code", "")
    tracked = tracking.respond(
        form.visit.queue(),
        about.reference,
        code,
        about.step,
        expected=about.expected,
        seen=about.seen,
        words=form.answers.get(WORDS) or "",
        submission=form.contents.submission,
        address=caller.network(),
    )
    remember(tracked, code, "Sent. The reviewers see what you changed.")
    st.session_state[_CHANGED] = about.reference
    leave()
    _forget(form)


def pop_changed() -> str:
    """The reference of what was just changed, once: its own page shows it."""
    return str(st.session_state.pop(_CHANGED, ""))


def _forget(form: Form) -> None:
    """What was sent needs no draft. If the database is away just now, the draft's age will delete it."""
    try:
        delete_draft(form.visit.queue(), form.key)
    except QueueUnavailable:
        return
