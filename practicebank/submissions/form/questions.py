"""What the form asks, in its order: the steps of both ways in, their questions, and the words around them.

`Question.kind` says what kind of answer it is; the page decides which widget that becomes. The vocabularies'
own questions and explanations stand in `data/vocabulary.toml`, not here.
"""

from dataclasses import dataclass
from enum import StrEnum

from practicebank.submissions.form.checks import REQUIRED
from practicebank.submissions.form.model import Way


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


@dataclass(frozen=True)
class Question:
    """`only_with` names a question that must be answered (with anything but no) for this one to be asked."""

    field: str
    label: str
    hint: str = ""
    kind: AnswerKind = AnswerKind.TEXT
    only_with: str = ""
    short: bool = False


@dataclass(frozen=True)
class FormStep:
    """One page of the form. `name` stands in its address."""

    name: str
    title: str
    lead: str
    questions: tuple[Question, ...]


CHECK = "check"
SENT = "sent"

_TITLE_HINT = "What somebody would call it in a list. Spell out abbreviations."
_ORGANISATION_HINT = "The whole name, as its own website writes it."

_YOU = FormStep(
    "you",
    "You",
    "So that a reviewer can write to you. None of this is published unless you agree.",
    (
        Question(
            "contact_email",
            "E-mail address at your organisation",
            "A shared mailbox, such as community.safety@example.org, still works after people move on.",
            AnswerKind.EMAIL,
        ),
        Question("contact_role", "Your role", "Your role or your name is enough.", AnswerKind.LINE),
        Question("contact_name", "Your name", "", AnswerKind.LINE),
        Question(
            "publish_contact",
            "Publish my name, role and e-mail address beside the practice",
            "Readers could then ask you. Without your tick, only the reviewers see them.",
            AnswerKind.TICK,
        ),
        Question(
            "ask_again",
            "Ask me again 12 months after it is published how the practice is doing",
            "",
            AnswerKind.TICK,
        ),
        Question("authority", "I may share this practice on behalf of the organisation", "", AnswerKind.TICK),
    ),
)

_PRACTICE = (
    FormStep(
        "practice",
        "The practice",
        "What it is called, what it is for and how well it works.",
        (
            Question("title", "Title", _TITLE_HINT, AnswerKind.LINE),
            Question("summary", "Summary in one sentence", "Who does what, for whom, and to what end.", short=True),
            Question("effectiveness", "Does it work?", "Choose what you can stand by.", AnswerKind.ONE),
            Question("focus", "What is it for?", "Choose all that are true.", AnswerKind.SEVERAL),
            Question("organisation", "Organisation that carried it out", _ORGANISATION_HINT, AnswerKind.ORGANISATION),
        ),
    ),
    FormStep(
        "details",
        "Where it belongs",
        "These help others find it. Leave out what you do not know: it is then shown as not recorded.",
        (
            Question("topics", "What is it about?", "", AnswerKind.SEVERAL),
            Question("region", "Where was it done?", "", AnswerKind.SEVERAL),
            Question("scale", "How widely is it done?", "", AnswerKind.ONE),
            Question("target_groups", "Who is it meant to reach?", "", AnswerKind.SEVERAL),
            Question("partners", "Who was it done with?", "", AnswerKind.SEVERAL),
            Question("implementation_stage", "How far has it got?", "", AnswerKind.ONE),
            Question("started", "When did it start?", "Day, month, year: 01/03/2023.", AnswerKind.DATE),
            Question("completed", "When did it end?", "Leave it empty while it goes on.", AnswerKind.DATE),
            Question("linked_to", "Who has recognised it?", "", AnswerKind.SEVERAL),
            Question(
                "linked_to_evidence",
                "Where can the recognition be checked?",
                "The report, the award’s year, or a web address.",
                only_with="linked_to",
                short=True,
            ),
        ),
    ),
    FormStep(
        "done",
        "What was done",
        "Enough for somebody elsewhere to see whether it would fit.",
        (
            Question("problem", "The problem", "What was happening, to whom, where, and how you knew."),
            Question("aim", "The aim", "What should have changed, and by how much.", short=True),
            Question(
                "how_it_works", "What was done, and how it is meant to work", "Step by step, and why it should help."
            ),
            Question("where", "Where it is done", "The kind of place, not an address.", short=True),
            Question("resources", "What it takes", "People, time, equipment, partners.", short=True),
            Question("cost", "What it costs", "A rough figure and what it pays for.", short=True),
        ),
    ),
    FormStep(
        "happened",
        "What happened",
        "It need not have been evaluated, but it must hold something others can learn.",
        (
            Question(
                "evaluated",
                "Has it been evaluated?",
                "By you, a partner or somebody independent.",
                AnswerKind.YES_OR_NO,
            ),
            Question(
                "evaluation",
                "How it was evaluated",
                "By whom, compared with what, over how long.",
                only_with="evaluated",
            ),
            Question("result", "The result", "What changed and what did not, with figures where you have them."),
            Question("learning", "What others can learn from it", "What you know now and wish you had known before."),
            Question("do_differently", "What you would do differently", "", short=True),
            Question(
                "links",
                "Links to read more",
                "One web address to a line, beginning with https:// or http://.",
                AnswerKind.LINKS,
                short=True,
            ),
        ),
    ),
    _YOU,
)

_DID_NOT_WORK = (
    FormStep(
        "tried",
        "What did not work",
        "Five short answers that save others the effort. Nobody is blamed for having tried.",
        (
            Question("title", "Title", _TITLE_HINT, AnswerKind.LINE),
            Question("organisation", "Organisation that tried it", _ORGANISATION_HINT, AnswerKind.ORGANISATION),
            Question(
                "withhold_organisation",
                "Do not publish the organisation’s name",
                "The reviewers still see it, readers do not.",
                AnswerKind.TICK,
            ),
            Question("tried", "What was tried", "Who did what, for whom, and what it was meant to change."),
            Question("result", "What happened", "What you saw, with figures where you have them."),
            Question("why", "Why you think it did not work", "Your own view is enough."),
            Question("learning", "What others can learn from it", "What you would tell somebody about to try it."),
        ),
    ),
    _YOU,
)

_STEPS = {Way.PRACTICE: _PRACTICE, Way.DID_NOT_WORK: _DID_NOT_WORK}
_ASIDE = {"neighbours": "Practices close to yours", "personal_data_answer": "About personal data"}


def steps_of(way: Way) -> tuple[FormStep, ...]:
    """The pages of the form before “check your answers”."""
    return _STEPS[way]


def questions_of(way: Way) -> tuple[Question, ...]:
    return tuple(question for step in steps_of(way) for question in step.questions)


def step_of(way: Way, field: str) -> str:
    """The name of the step that asks for a field; what no step asks belongs to the check."""
    named = (step.name for step in steps_of(way) if any(asked.field == field for asked in step.questions))
    return next(named, CHECK)


def label_of(way: Way, field: str) -> str:
    labels = {question.field: question.label for question in questions_of(way)}
    return labels.get(field) or _ASIDE.get(field, field.replace("_", " ").capitalize())


def is_required(way: Way, question: Question) -> bool:
    """Whether the form calls it optional or not. A name or a role is enough, so neither is called required."""
    return question.field in REQUIRED[way] or bool(question.only_with)
