"""What a reviewer types or chooses before they act: each field draws its widget, and says what stands in it when the
button is pressed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

import streamlit as st

from pages.parts.html import show
from practicebank.catalogue.sources import CONFIDENCES
from practicebank.desk.checklist import ANSWERS, checklist
from practicebank.desk.decisions import EDITABLE, edited
from practicebank.desk.desk import Desk
from practicebank.desk.differences import as_text, difference_of
from practicebank.desk.submission_view import FILLED_IN, ReviewedRemark, SubmissionView
from practicebank.submissions.form.model import Submission, changes
from practicebank.submissions.form.questions import QUESTIONS, AnswerKind, Question, label_of, questions_of
from practicebank.submissions.open_queue import terms_of
from practicebank.submissions.storage.records import SubmissionRecord

_TYPED = "desk-say-"


def key_of(name: str) -> str:
    return f"{_TYPED}{name}"


def typed(name: str) -> str:
    """What stands in the field of this name, "" when nothing does."""
    return str(st.session_state.get(key_of(name)) or "")


def forget_typed() -> None:
    for key in [key for key in st.session_state if str(key).startswith(_TYPED)]:
        del st.session_state[key]


class ActionField(Protocol):
    def draw(self, desk: Desk, opened: SubmissionView) -> None: ...

    def value(self, desk: Desk, opened: SubmissionView) -> object: ...


@dataclass(frozen=True)
class Text:
    """Words of one's own. `only_with` names a field without which they are not asked for."""

    name: str
    label: str
    only_with: str = ""

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        if not self.only_with or typed(self.only_with):
            st.text_area(self.label, key=key_of(self.name), height=110, max_chars=5_000)

    def value(self, desk: Desk, opened: SubmissionView) -> str:
        return typed(self.name)


@dataclass(frozen=True)
class SourceLine:
    """The address of a page. `only_with` is as in `Text`."""

    name: str
    label: str
    only_with: str = ""

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        if not self.only_with or typed(self.only_with):
            st.text_input(self.label, key=key_of(self.name), max_chars=2_000, placeholder="https://")

    def value(self, desk: Desk, opened: SubmissionView) -> str:
        return typed(self.name)


@dataclass(frozen=True)
class Confidence:
    """How close a source is to the practice. `only_with` is as in `Text`."""

    name: str
    only_with: str = ""

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        if not self.only_with or typed(self.only_with):
            st.radio(
                "How close is that page to the practice?",
                list(CONFIDENCES),
                key=key_of(self.name),
                index=None,
                format_func=_closeness,
            )

    def value(self, desk: Desk, opened: SubmissionView) -> str:
        return typed(self.name)


def _closeness(confidence: str) -> str:
    return {"high": "It is about this practice", "medium": "It is another public page"}[confidence]


@dataclass(frozen=True)
class WhichRemark:
    """One of the remarks that wait, by its number: the only one, where there is one."""

    name: str
    fits: Callable[[ReviewedRemark], bool] = lambda each: True

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        if len(numbers := self._numbers(opened)) > 1:
            st.selectbox("Which remark?", numbers, key=key_of(self.name), format_func=lambda number: f"Number {number}")

    def value(self, desk: Desk, opened: SubmissionView) -> int:
        numbers = self._numbers(opened)
        return int(typed(self.name) or (numbers[0] if numbers else 0))

    def _numbers(self, opened: SubmissionView) -> list[int]:
        return [each.remark.number for each in opened.remarks if self.fits(each)]


@dataclass(frozen=True)
class Choice:
    """One of a few, all in sight."""

    name: str
    label: str
    options: Sequence[str]
    help: str | None = None

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        st.segmented_control(
            self.label, self.options, key=key_of(self.name), help=self.help, format_func=str.capitalize
        )

    def value(self, desk: Desk, opened: SubmissionView) -> str:
        return typed(self.name)


@dataclass(frozen=True)
class Select:
    """One of many: `options` gives what each is called, by its value."""

    name: str
    label: str
    placeholder: str
    options: Callable[[Desk, SubmissionView], Mapping[str, str]]

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        options = self.options(desk, opened)
        st.selectbox(
            self.label,
            list(options),
            key=key_of(self.name),
            format_func=options.__getitem__,
            index=None,
            placeholder=self.placeholder,
        )

    def value(self, desk: Desk, opened: SubmissionView) -> str:
        return typed(self.name)


@dataclass(frozen=True)
class Checkbox:
    name: str
    label: str

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        st.checkbox(self.label, key=key_of(self.name))

    def value(self, desk: Desk, opened: SubmissionView) -> bool:
        return bool(typed(self.name))


@dataclass(frozen=True)
class ChecklistAnswers:
    """An answer to every question of the published checklist, by its name. `once`: whoever has rated the text has
    answered, and is not asked again.
    """

    once: bool = False

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        if self.once and opened.rated:
            return
        for check in checklist(desk.review).checks:
            Choice(f"check-{check.name}", check.question, ANSWERS, check.help).draw(desk, opened)

    def value(self, desk: Desk, opened: SubmissionView) -> dict[str, str]:
        if self.once and opened.rated:
            return {}
        return {check.name: typed(f"check-{check.name}") for check in checklist(desk.review).checks}


class Questions:
    """Questions about single answers, by the field they are about."""

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        submission = opened.record.submission
        way, given = submission.way, dict(submission)
        chosen = st.multiselect(
            "Ask about single answers (optional)",
            [each.field for each in questions_of(way) if each.field in EDITABLE and each.is_asked(given)],
            key=key_of("fields"),
            format_func=lambda field: label_of(way, field),
            select_all=False,
        )
        for field in chosen:
            Text(f"ask-{field}", f"About “{label_of(way, field)}”").draw(desk, opened)

    def value(self, desk: Desk, opened: SubmissionView) -> dict[str, str]:
        return {field: typed(f"ask-{field}") for field in _chosen("fields")}


class Edits:
    """The answers chosen, as they are to be, each with what would change."""

    def draw(self, desk: Desk, opened: SubmissionView) -> None:
        submission, asked = opened.record.submission, _editable(opened.record)
        chosen = st.multiselect(
            "Which answers",
            list(asked),
            key=key_of("edited"),
            format_func=lambda field: asked[field].label,
            placeholder="Choose one or more",
            select_all=False,
        )
        terms = terms_of(desk.bank().vocabulary)
        for field in chosen:
            before = getattr(submission, field)
            _draw_answer(asked[field], before, terms.get(field, ()))
            after = _edited(asked[field], before)
            if after != before:
                show("desk/difference.html", pieces=difference_of(field, before, after), label="")
        for field, (before, after) in changes(submission, edited(submission, self.value(desk, opened))).items():
            if field not in chosen:
                pieces = difference_of(field, before, after)
                show("desk/difference.html", pieces=pieces, label=label_of(submission.way, field))

    def value(self, desk: Desk, opened: SubmissionView) -> dict[str, Any]:
        submission, asked = opened.record.submission, _editable(opened.record)
        return {field: _edited(asked[field], getattr(submission, field)) for field in _chosen("edited")}


_FIRST = date(1900, 1, 1)


def _chosen(name: str) -> Iterable[str]:
    """The fields of the form that were chosen, in the order in which they were."""
    chosen: list[str] = st.session_state.get(key_of(name)) or []
    return chosen


def _editable(record: SubmissionRecord) -> dict[str, Question]:
    """What a reviewer may change, by its field."""
    submission = record.submission
    asked = {
        each.field: each for each in questions_of(submission.way) if each.field in EDITABLE and not each.replaced_by
    }
    return asked | {
        field: replace(QUESTIONS[field], label=label_of(submission.way, field))
        for field in (*FILLED_IN, *(("page_url",) if record.founding else ()))
        if field not in asked
    }


def _draw_answer(question: Question, before: Any, terms: Sequence[str]) -> None:
    """The widget for one answer, beginning with what stands there."""
    key = key_of(f"edit-{question.field}")
    if question.kind is AnswerKind.SEVERAL:
        st.multiselect(
            question.label, terms, default=[term for term in before if term in terms], key=key, select_all=False
        )
    elif question.kind is AnswerKind.ONE:
        st.selectbox(question.label, terms, index=terms.index(before) if before in terms else None, key=key)
    elif question.kind is AnswerKind.DATE and not isinstance(before, str):
        st.date_input(question.label, value=before, key=key, format="DD/MM/YYYY", min_value=_FIRST)
    elif question.kind in (AnswerKind.LINE, AnswerKind.ORGANISATION, AnswerKind.DATE):
        st.text_input(question.label, value=before, key=key)
    else:
        st.text_area(question.label, value=as_text(before), key=key, height=200)


def _edited(question: Question, before: Any) -> Any:
    """What the widget holds, as the submission would hold it."""
    value = st.session_state.get(key_of(f"edit-{question.field}"), before)
    if question.kind is AnswerKind.LINKS:
        value = [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else value
    if question.kind is AnswerKind.ONE:
        value = value or ""
    return getattr(Submission.model_validate({question.field: value}), question.field)
