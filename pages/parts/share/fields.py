"""Draws one question of the form: its words, what is wrong with the answer, and the widget that takes it.

A widget shows what the draft holds; `draft.save_typed` brings back what somebody makes of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from rapidfuzz import fuzz, process, utils

from pages.parts.html import show
from pages.parts.share.draft import Form, fill_widget, save
from practicebank import escape
from practicebank.fields import NOT_RECORDED, WITHHELD
from practicebank.submissions.form.checks import Problem
from practicebank.submissions.form.questions import AnswerKind, Question
from practicebank.vocabulary import Term

WIDGET = "share_"
_VERY_FIRST_DATE, _VERY_LAST_DATE = date(1000, 1, 1), date(9999, 12, 31)
_MOST_SUGGESTIONS = 3
_FITS = 70


@dataclass(frozen=True)
class DrawnQuestion:
    """A question as it is drawn. `asks` is what a reviewer wants to know about it."""

    question: Question
    problems: Sequence[str]
    asks: str
    limit: int
    used: int


def draw(form: Form, question: Question, problems: Sequence[Problem], asks: str = "", wonder: str = "") -> None:
    """`asks` is what a reviewer wants to know about it, `wonder` what the form itself asks about the answer."""
    field = question.field
    given = form.answers.get(field)
    limit = question.longest if question.kind in (AnswerKind.LINE, AnswerKind.TEXT, AnswerKind.ORGANISATION) else 0
    asked = DrawnQuestion(
        question=question,
        problems=[problem.message for problem in problems if problem.field == field],
        asks=asks,
        limit=limit,
        used=len(given) if isinstance(given, str) else 0,
    )
    with st.container(key=f"question-{field}", gap="xxsmall" if question.kind is not AnswerKind.TICK else None):
        if question.kind is not AnswerKind.TICK:
            show("share/question.html", asked=asked)
        _WIDGETS[question.kind](form, question)
        if question.kind is AnswerKind.TICK and (question.hint or asked.problems or asks):
            show("share/question.html", asked=asked)
        if limit:
            show("share/counter.html", asked=asked)
        if wonder:  # below the widget, which so stays where it was when somebody answers
            show("share/wonder.html", said=wonder)


def _line(form: Form, question: Question) -> None:
    st.text_input(question.label, live="300ms", **_common(form, question, ""))


def _email(form: Form, question: Question) -> None:
    st.text_input(question.label, type="email", autocomplete="email", live="300ms", **_common(form, question, ""))


def _text(form: Form, question: Question) -> None:
    st.text_area(question.label, height=96 if question.short else 180, **_common(form, question, ""))


def _organisation(form: Form, question: Question) -> None:
    _line(form, question)
    alike = _suggestions(form, form.answers.get(question.field) or "")
    if alike:
        with st.container(key="organisation-suggestions", gap="xxsmall"):
            show("share/suggestions.html")
            for number, name in enumerate(alike, start=1):
                st.button(
                    escape.markdown(name),
                    key=f"use-{number}",
                    on_click=save,
                    args=({question.field: name},),
                )


def _suggestions(form: Form, typed: str) -> list[str]:
    """Organisations of the bank that this may be the beginning, or another spelling, of."""
    names = [name for name in form.visit.bank.facets["organisation"].terms if name not in (NOT_RECORDED, WITHHELD)]
    if len(typed.strip()) < 3 or typed in names:
        return []
    found = process.extract(
        typed[:200], names, scorer=fuzz.WRatio, processor=utils.default_process, limit=_MOST_SUGGESTIONS
    )
    return [name for name, score, _ in found if score >= _FITS]


def _one(form: Form, question: Question) -> None:
    field = form.visit.bank.vocabulary[question.field]
    common = _common(form, question, None, read=lambda given: given if given in field.names else None)
    if any(term.explanation for term in field.terms):
        captions = [escape.markdown(term.explanation) for term in field.terms]
        st.radio(question.label, field.names, index=None, format_func=escape.markdown, captions=captions, **common)
    else:
        st.pills(question.label, field.names, format_func=escape.markdown, **common)


def _several(form: Form, question: Question) -> None:
    """Terms that are explained are a list of lines, each with its explanation; others stand beside each other."""
    terms = {term.term: term for term in form.visit.bank.vocabulary[question.field].terms}
    explained = any(term.explanation for term in terms.values())
    common = _common(form, question, [], read=lambda given: [name for name in given if name in terms])
    with st.container(key=f"{'explained' if explained else 'short'}-terms-{question.field}"):
        st.pills(
            question.label,
            list(terms),
            selection_mode="multi",
            format_func=lambda name: _with_explanation(terms[name]),
            width="stretch" if explained else "content",
            **common,
        )


def _with_explanation(term: Term) -> str:
    name = escape.markdown(term.term)
    return f"**{name}** {escape.markdown(term.explanation)}" if term.explanation else name


def _date(form: Form, question: Question) -> None:
    st.date_input(
        question.label,
        value=None,
        min_value=_VERY_FIRST_DATE,
        max_value=_VERY_LAST_DATE,
        format="DD/MM/YYYY",
        **_common(form, question, None, read=_as_date),
    )


def _tick(form: Form, question: Question) -> None:
    common = _common(form, question, False)
    del common["label_visibility"]
    st.checkbox(question.label, **common)


_WIDGETS: dict[AnswerKind, Callable[[Form, Question], None]] = {
    AnswerKind.LINE: _line,
    AnswerKind.EMAIL: _email,
    AnswerKind.TEXT: _text,
    AnswerKind.LINKS: _text,
    AnswerKind.ORGANISATION: _organisation,
    AnswerKind.ONE: _one,
    AnswerKind.SEVERAL: _several,
    AnswerKind.DATE: _date,
    AnswerKind.TICK: _tick,
}


def _common(
    form: Form, question: Question, empty: Any, read: Callable[[Any], Any] = lambda value: value
) -> dict[str, Any]:
    """What every widget is given, its value put in place where the draft says something else."""
    key = WIDGET + question.field
    given = form.answers.get(question.field)
    fill_widget(form, key, (question.field,), empty if given is None else read(given))
    return {"key": key, "label_visibility": "collapsed"}


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
