"""What a reviewer does with a practice that is published, and how a decision is taken back."""

import streamlit as st

from pages.parts.desk.say import button, key_of, said, words
from pages.parts.html import show
from pages.parts.visit import visit
from practicebank.desk import after_publication, follow_ups
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.submission_view import SubmissionView
from practicebank.submissions.states import ANSWERS


def undo(opened: SubmissionView) -> None:
    show("desk/undo.html", event=opened.history[0].event)
    button("Take it back", "undo", "Taken back.", after_publication.undo, opened.record.reference, opened.seen)


def reopen(opened: SubmissionView) -> None:
    words("reopen", "Why: the contributor reads it")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        after_publication.reopen(desk, reference, seen, said("reopen"))

    button("Open it again", "reopen", "It is with you for review.", act, opened.record.reference, opened.seen)


def retire(opened: SubmissionView) -> None:
    words("retire", "Why: it stands on its page, for everyone to read")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        after_publication.retire(desk, reference, seen, said("retire"))

    button(
        "Withdraw it", "retire", "Withdrawn. Its address says when and why.", act, opened.record.reference, opened.seen
    )


def replace(opened: SubmissionView) -> None:
    bank = visit().bank
    slugs = [str(slug) for slug in bank.practices["slug"] if slug != opened.record.slug]
    st.selectbox(
        "The practice that takes its place",
        slugs,
        key=key_of("by"),
        format_func=bank.title_of,
        index=None,
        placeholder="Type a part of its title",
    )
    words("replace", "Why: it stands on its page, for everyone to read")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        after_publication.replace(desk, reference, seen, said("by"), said("replace"))

    button(
        "Replace it", "replace", "Replaced. Its address leads to the other.", act, opened.record.reference, opened.seen
    )


def restore(opened: SubmissionView) -> None:
    words("restore", "Why: the contributor reads it")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        after_publication.restore(desk, reference, seen, said("restore"))

    button("Put it back", "restore", "It is in the bank again.", act, opened.record.reference, opened.seen)


def ask_again(opened: SubmissionView) -> None:
    show("desk/ask_again.html", may=follow_ups.may_ask(opened.record), mails=opened.mails)
    st.code(opened.follow_up, language=None, wrap_lines=True)
    label = "Send the message" if opened.mails else "Note that they were asked"
    button(label, "ask-again", "Noted.", follow_ups.ask_again, opened.record.reference, opened.seen)


def answer(opened: SubmissionView) -> None:
    st.segmented_control("How is the practice doing?", ANSWERS, key=key_of("answer"), format_func=str.capitalize)
    words("answer-words", "What they said (optional; the contributor can read it)")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        follow_ups.confirm(desk, reference, seen, said("answer"), said("answer-words"))

    button(
        "Keep the answer",
        "answer",
        "Kept. The page says when it was last confirmed.",
        act,
        opened.record.reference,
        opened.seen,
    )


def erase(opened: SubmissionView) -> None:
    show("desk/erase.html")
    st.checkbox("The text too, and all that was said about it", key=key_of("whole"))
    words("erase", "Why: the log keeps this")

    def act(desk: Desk, reference: str, seen: Seen) -> None:
        whole = bool(st.session_state.get(key_of("whole")))
        after_publication.erase(desk, reference, seen, said("erase"), content=whole)

    button("Erase for good", "erase", "Erased.", act, opened.record.reference, opened.seen)
