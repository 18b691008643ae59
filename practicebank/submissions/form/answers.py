"""A draft's answers and the `Submission` they make, there and back.

Answers are what the form's fields hold, as plain JSON: links are lines of one text, dates are text, practices
close to this one are by slug. A key that begins with "_" is about the form and no answer. Answers that are not
asked (any more) stay in the draft and out of the submission.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from practicebank.evidence import NOT_EVALUATED
from practicebank.submissions.form.checks import Problem, Terms, check
from practicebank.submissions.form.model import Neighbour, Submission, Way
from practicebank.submissions.form.questions import QUESTIONS, questions_of
from practicebank.submissions.states import Status, Step

Answers = Mapping[str, Any]
ABOUT = "_about"
WORDS = "_words"  # what somebody says to the reviewers about a change


@dataclass(frozen=True)
class About:
    """The submission that a form changes: the step it ends in, what its contributor saw, what was asked."""

    reference: str
    step: Step
    expected: Status
    seen: int
    slug: str = ""
    words: str = ""
    questions: dict[str, str] = field(default_factory=dict)


def way_of(answers: Answers) -> Way:
    return Way(answers.get("way", Way.PRACTICE))


def submission_from(answers: Answers) -> Submission:
    way = way_of(answers)
    given = {asked.field: answers.get(asked.field) for asked in questions_of(way) if asked.is_asked(answers)}
    given["links"] = [line for line in (given.get("links") or "").splitlines() if line.strip()]
    given["neighbours"] = [
        Neighbour(slug=slug, relation=said["relation"], because=said.get("because", ""))
        for slug, said in (answers.get("neighbours") or {}).items()
        if said.get("relation")
    ]
    for unseen in ("effectiveness", "personal_data_answer"):
        given.setdefault(unseen, answers.get(unseen))
    return Submission.model_validate({"way": way} | {name: value for name, value in given.items() if value is not None})


def answers_from(submission: Submission) -> dict[str, Any]:
    """The answers that would make this submission."""
    answers = of_today(submission.model_dump(mode="json"))
    answers["links"] = "\n".join(submission.links)
    answers["neighbours"] = {
        said.slug: {"relation": str(said.relation), "because": said.because} for said in submission.neighbours
    }
    return answers


def of_today(answers: Answers) -> dict[str, Any]:
    """The answers of an older draft, to the questions of today: who had said that it was not evaluated is not asked
    again.
    """
    if answers.get("evaluated") is False and not answers.get("evaluation_design"):
        return {**answers, "evaluation_design": NOT_EVALUATED}
    return dict(answers)


def without_idle_answers(submission: Submission, before: Submission | None = None) -> Submission:
    """The submission without answers that say nothing beside the others: who made an evaluation there was none of.

    With `before`, only without those that said something there.
    """
    given, earlier = dict(submission), dict(before) if before else None
    idle = [
        question.field
        for question in QUESTIONS.values()
        if not question.counts(given) and (earlier is None or question.counts(earlier))
    ]
    return submission.model_copy(update={name: Submission.model_fields[name].default for name in idle})


def with_about(answers: Answers, about: About) -> dict[str, Any]:
    return {**answers, ABOUT: asdict(about)}


def about_of(answers: Answers) -> About | None:
    """What a form changes; None when it makes something new."""
    told = answers.get(ABOUT)
    if not told:
        return None
    return About(**{**told, "step": Step(told["step"]), "expected": Status(told["expected"])})


class Contents:
    """What a form's answers come to, each thing worked out once, when it is first asked for."""

    def __init__(self, answers: Answers, terms: Terms) -> None:
        self.answers = answers
        self._terms = terms

    @cached_property
    def submission(self) -> Submission:
        return submission_from(self.answers)

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that keeps it from being sent, in form order."""
        return check(self.submission, self._terms)

    @cached_property
    def about(self) -> About | None:
        return about_of(self.answers)
