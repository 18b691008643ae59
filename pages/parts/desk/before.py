"""What a reviewer does before and at the decision: the form of each thing."""

from collections.abc import Mapping

import streamlit as st

from pages.parts.desk.say import button, key_of, said, words
from pages.parts.html import show
from pages.parts.visit import visit
from practicebank.desk import decisions
from practicebank.desk.agreement import VERDICTS
from practicebank.desk.checklist import ANSWERS, checklist
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.submission_view import SubmissionView
from practicebank.submissions.form.questions import label_of
from practicebank.submissions.states import Status


def claim(opened: SubmissionView) -> None:
    label = "Take it over" if opened.record.status is Status.IN_REVIEW else "Claim it"
    done = "It is yours. Others see that you hold it."
    button(label, "claim", done, decisions.claim, opened.record.reference, opened.seen)


def release(opened: SubmissionView) -> None:
    done = "It waits in the queue again."
    button("Give it back", "release", done, decisions.release, opened.record.reference, opened.seen)


def ask(opened: SubmissionView) -> None:
    way = opened.record.submission.way
    fields = [
        answer.field for section in opened.sections for answer in section.answers if answer.field in decisions.EDITABLE
    ]
    words("ask", "What you need to know")
    chosen = st.multiselect(
        "Ask about single answers (optional)",
        fields,
        key=key_of("fields"),
        format_func=lambda field: label_of(way, field),
        select_all=False,
    )
    for field in chosen:
        words(f"ask-{field}", f"About “{label_of(way, field)}”")

    def act(desk: Desk, reference: str, seen: Seen, about: list[str]) -> None:
        decisions.ask(desk, reference, seen, said("ask"), {field: said(f"ask-{field}") for field in about})

    button(
        "Send the question",
        "ask",
        "Sent back. It is the contributor’s turn.",
        act,
        opened.record.reference,
        opened.seen,
        list(chosen),
    )


def rate(opened: SubmissionView) -> None:
    checks = checklist(visit().services.settings.review).checks
    for check in checks:
        st.segmented_control(
            check.question, ANSWERS, key=key_of(f"check-{check.name}"), help=check.help, format_func=str.capitalize
        )
    st.segmented_control("What should be done with it?", VERDICTS, key=key_of("verdict"), format_func=str.capitalize)
    words("rating", "A note for the other reviewers (optional)")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        answers = {check.name: said(f"check-{check.name}") for check in checks}
        decisions.rate(desk, reference, seen, said("verdict"), answers, said("rating"))

    button("Keep this rating", "rate", "Your rating is kept.", act, opened.record.reference, opened.seen)


def note(opened: SubmissionView) -> None:
    words("note", "A note for reviewers only")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        decisions.note(desk, reference, seen, said("note"))

    button("Keep the note", "note", "The note is kept.", act, opened.record.reference, opened.seen)


def publish(opened: SubmissionView) -> None:
    show("desk/publish.html", opened=opened)

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        decisions.publish(desk, reference, seen)

    button("Publish it", "publish", "It is in the bank.", act, opened.record.reference, opened.seen)


def decline(opened: SubmissionView) -> None:
    listed = checklist(visit().services.settings.review).reasons
    reasons: Mapping[str, str] = {reason.name: reason.label for reason in listed}
    st.selectbox(
        "Reason",
        list(reasons),
        key=key_of("reason"),
        format_func=reasons.__getitem__,
        index=None,
        placeholder="Choose one",
    )
    words("decline", "Why, in your own words, and what would change it")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        decisions.decline(desk, reference, seen, said("reason"), said("decline"))

    button("Decline it", "decline", "Declined. The contributor is told why.", act, opened.record.reference, opened.seen)


def take_back(opened: SubmissionView) -> None:
    words("take-back", "Why you take the question back: the contributor reads it")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        decisions.take_question_back(desk, reference, seen, said("take-back"))

    button("Take the question back", "take-back", "It is with you again.", act, opened.record.reference, opened.seen)
