"""Changing words for clarity, before or after publishing: the answers chosen, each with what would change."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from pages.parts.desk.say import button, key_of, said, words
from pages.parts.html import show
from pages.parts.visit import visit
from practicebank.desk import decisions
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.differences import as_text, difference
from practicebank.desk.submission_view import SubmissionView
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.questions import QUESTIONS, AnswerKind, Question, label_of, questions_of
from practicebank.submissions.open_queue import terms_of


def edit(opened: SubmissionView) -> None:
    submission = opened.record.submission
    asked = {each.field: each for each in questions_of(submission.way) if each.field in decisions.EDITABLE}
    asked |= {
        field: replace(QUESTIONS[field], label=label_of(submission.way, field)) for field in _MORE if field not in asked
    }
    chosen = st.multiselect(
        "Which answers",
        list(asked),
        key=key_of("edited"),
        format_func=lambda field: asked[field].label,
        placeholder="Choose one or more",
        select_all=False,
    )
    for field in chosen:
        before = getattr(submission, field)
        after = _field(asked[field], before)
        if after != before:
            show("desk/difference.html", pieces=difference(as_text(before), as_text(after)))
    if chosen:
        words("edit-why", "Why (optional, for reviewers only)")

    def act(desk: Desk, reference: str, seen: Seen, fields: list[str]) -> None:
        now = {field: _typed(asked[field], getattr(submission, field)) for field in fields}
        decisions.edit(desk, reference, seen, now, said("edit-why"))

    button(
        "Keep the change",
        "edit",
        "Changed. The history shows every word of it.",
        act,
        opened.record.reference,
        opened.seen,
        list(chosen),
    )


_FIRST = date(1900, 1, 1)
# What the short way does not ask, and a reviewer may fill in so that the practice can be found.
_MORE = ("summary", "effectiveness", "focus", "topics")


def _field(question: Question, before: Any) -> Any:
    """The widget for one answer, beginning with what stands there; what it holds now."""
    key = key_of(f"edit-{question.field}")
    terms = terms_of(visit().bank.vocabulary).get(question.field, ())
    if question.kind is AnswerKind.SEVERAL:
        st.multiselect(
            question.label, terms, default=[term for term in before if term in terms], key=key, select_all=False
        )
    elif question.kind is AnswerKind.ONE:
        st.selectbox(question.label, terms, index=terms.index(before) if before in terms else None, key=key)
    elif question.kind is AnswerKind.DATE:
        st.date_input(question.label, value=before, key=key, format="DD/MM/YYYY", min_value=_FIRST)
    elif question.kind is AnswerKind.YES_OR_NO:
        st.segmented_control(question.label, [True, False], default=before, key=key, format_func=as_text)
    elif question.kind in (AnswerKind.LINE, AnswerKind.ORGANISATION):
        st.text_input(question.label, value=before, key=key)
    else:
        st.text_area(question.label, value=as_text(before), key=key, height=200)
    return _typed(question, before)


def _typed(question: Question, before: Any) -> Any:
    """What the widget holds, as the submission would hold it."""
    value = st.session_state.get(key_of(f"edit-{question.field}"), before)
    if question.kind is AnswerKind.LINKS:
        value = [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else value
    if question.kind is AnswerKind.ONE:
        value = value or ""
    return getattr(Submission.model_validate({question.field: value}), question.field)
