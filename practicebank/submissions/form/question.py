"""What a question of the form can say of itself: what kind of answer it takes, when it is asked, and what it needs.

`Question.kind` says what kind of answer it is; the page decides which widget that becomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from practicebank.submissions.form.model import PERSONAL


class AnswerKind(StrEnum):
    LINE = "line"
    EMAIL = "email"
    TEXT = "text"
    LINKS = "links"
    ORGANISATION = "organisation"
    ONE = "one"
    SEVERAL = "several"
    DATE = "date"
    YES_OR_NO = "yes or no"
    TICK = "tick"
    NEIGHBOURS = "neighbours"


WITH_TERMS = (AnswerKind.ONE, AnswerKind.SEVERAL)  # answered with terms of the vocabulary


@dataclass(frozen=True)
class Question:
    """`only_with` names questions of which one must be answered (with anything but no) for this one to be asked, and
    `unless` answers to them with which it is not asked after all. `replaced_by` names the question that is asked
    instead of this one by now: what was answered before that is read and shown until the other one is answered.
    `instead` names the question of which an answer will do as well: `lead` says so above the first of the two, which
    has what is said when both are missing.

    `longest` is how many characters an answer may have (each, where there are several), `most` how many there may
    be; 0 sets no limit. `required` is what is said when the answer is missing, "" when it may be. `called` is what
    a message calls it, "" for the words of its field.
    """

    field: str
    label: str
    hint: str = ""
    kind: AnswerKind = AnswerKind.TEXT
    only_with: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    replaced_by: str = ""
    instead: str = ""
    lead: str = ""
    short: bool = False
    longest: int = 0
    most: int = 0
    required: str = ""
    called: str = ""

    @property
    def in_words(self) -> str:
        return self.called or self.field.replace("_", " ")

    @property
    def optional(self) -> bool:
        """May it be left out, whatever else is answered?"""
        return not self.required and not self.instead

    @property
    def private(self) -> bool:
        """Contact and consents (a tick is one): the contributor's own, neither edited nor told to readers."""
        return self.field in PERSONAL or self.kind is AnswerKind.TICK

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Is it put to somebody who has given these answers, by field?"""
        return not self.replaced_by and self._fits(answers)

    def counts(self, answers: Mapping[str, Any]) -> bool:
        """Does an answer to it say something, beside these answers to the others?"""
        return self._fits(answers) and not answers.get(self.replaced_by)

    def _fits(self, answers: Mapping[str, Any]) -> bool:
        given = [answers[name] for name in self.only_with if answers.get(name)]
        return not self.only_with or bool(given) and not any(answer in self.unless for answer in given)


@dataclass(frozen=True)
class FormStep:
    """One page of the form. `name` stands in its address."""

    name: str
    title: str
    lead: str
    questions: tuple[Question, ...]
