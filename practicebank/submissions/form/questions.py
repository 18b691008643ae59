"""What the form asks, in its order: one table of questions, and the steps of both ways in.

Everything else about a question follows from its entry here: its check, its place in the form, the copy, the
desk and what readers are told. `question` says what an entry can say. The vocabularies' own questions and explanations
stand in `data/vocabulary.toml`, not here.
"""

from dataclasses import replace

from practicebank.evidence import NOT_EVALUATED, PROCESS_ONLY, UNDER_WAY
from practicebank.submissions.form.email_address import LONGEST as LONGEST_EMAIL
from practicebank.submissions.form.model import Way
from practicebank.submissions.form.question import WITH_TERMS, AnswerKind, FormStep, Question

__all__ = [
    "CHECK",
    "QUESTIONS",
    "SENT",
    "WITH_TERMS",
    "AnswerKind",
    "FormStep",
    "Question",
    "label_of",
    "questions_of",
    "step_of",
    "steps_of",
]

CHECK = "check"
SENT = "sent"

# What both ways ask, with what differs between them left open.
_TITLE = Question(
    "title", "Title", "What somebody would call it in a list. Spell out abbreviations.", AnswerKind.LINE, longest=150
)
_ORGANISATION = Question(
    "organisation",
    "Organisation that carried it out",
    "The whole name, as its own website writes it.",
    AnswerKind.ORGANISATION,
    longest=200,
    required="Enter the organisation that carried it out",
)
_RESULT = Question(
    "result",
    "The result",
    "What changed and what did not, with figures where you have them.",
    longest=5_000,
    called="description of what happened",
)
_LEARNING = Question(
    "learning",
    "What others can learn from it",
    "What you know now and wish you had known before.",
    longest=5_000,
    required="Enter what others can learn from it",
)

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
            longest=LONGEST_EMAIL,
            required="Enter an e-mail address we can write to",
            called="e-mail address",
        ),
        Question(
            "contact_role",
            "Your role",
            kind=AnswerKind.LINE,
            instead="contact_name",
            lead="We need your role or your name. One of them is enough.",
            longest=100,
            required="Enter your role or your name",
            called="role",
        ),
        Question("contact_name", "Your name", kind=AnswerKind.LINE, instead="contact_role", longest=100, called="name"),
        Question(
            "publish_contact",
            "Publish my name, role and e-mail address beside the practice",
            "Readers could then ask you. Without your tick, only the reviewers see them.",
            AnswerKind.TICK,
        ),
        Question(
            "ask_again", "Ask me again 12 months after it is published how the practice is doing", "", AnswerKind.TICK
        ),
        Question(
            "authority",
            "I may share this practice on behalf of the organisation",
            "",
            AnswerKind.TICK,
            required="Confirm that you may share this practice",
        ),
    ),
)

_PRACTICE = (
    FormStep(
        "practice",
        "The practice",
        "What it is called, what it is for and how well it works.",
        (
            replace(_TITLE, required="Enter a title for the practice"),
            Question(
                "summary",
                "Summary in one sentence",
                "Who does what, for whom, and to what end.",
                short=True,
                longest=400,
                required="Enter a summary of the practice in one sentence",
            ),
            Question(
                "effectiveness",
                "Does it work?",
                "Choose what you can stand by.",
                AnswerKind.ONE,
                required="Select how well it works",
            ),
            Question(
                "focus",
                "What is it for?",
                "Choose all that are true.",
                AnswerKind.SEVERAL,
                required="Select at least one focus",
            ),
            _ORGANISATION,
        ),
    ),
    FormStep(
        "details",
        "Where it belongs",
        "These help others find it. Leave out what you do not know: it is then shown as not recorded.",
        (
            Question("topics", "What is it about?", "", AnswerKind.SEVERAL, called="topic"),
            Question("region", "Where was it done?", "", AnswerKind.SEVERAL),
            Question("scale", "How widely is it done?", "", AnswerKind.ONE),
            Question("target_groups", "Who is it meant to reach?", "", AnswerKind.SEVERAL, called="target group"),
            Question("partners", "Who was it done with?", "", AnswerKind.SEVERAL, called="partner"),
            Question("implementation_stage", "How far has it got?", "", AnswerKind.ONE),
            Question("started", "When did it start?", "Day, month, year: 01/03/2023.", AnswerKind.DATE),
            Question("completed", "When did it end?", "Leave it empty while it goes on.", AnswerKind.DATE),
            Question("linked_to", "Who has recognised it?", "", AnswerKind.SEVERAL, called="recognition"),
            Question(
                "linked_to_evidence",
                "Where can the recognition be checked?",
                "The report, the award’s year, or a web address.",
                only_with=("linked_to",),
                short=True,
                longest=2_000,
                required="Say where the recognition can be checked",
                called="evidence of the recognition",
            ),
        ),
    ),
    FormStep(
        "done",
        "What was done",
        "Enough for somebody elsewhere to see whether it would fit.",
        (
            Question(
                "problem",
                "The problem",
                "What was happening, to whom, where, and how you knew.",
                longest=5_000,
                required="Describe the problem the practice tackles",
            ),
            Question(
                "aim",
                "The aim",
                "What should have changed, and by how much.",
                short=True,
                longest=2_000,
                required="Enter the aim of the practice",
            ),
            Question(
                "how_it_works",
                "What was done, and how it is meant to work",
                "Step by step, and why it should help.",
                longest=5_000,
                required="Describe what was done and how it is meant to work",
                called="description of how it works",
            ),
            Question(
                "where",
                "Where it is done",
                "The kind of place, not an address.",
                short=True,
                longest=2_000,
                called="description of where it is done",
            ),
            Question("resources", "What it takes", "People, time, equipment, partners.", short=True, longest=2_000),
            Question("cost", "What it costs", "A rough figure and what it pays for.", short=True, longest=1_000),
        ),
    ),
    FormStep(
        "happened",
        "What happened",
        "It need not have been evaluated, but it must hold something others can learn.",
        (
            Question("evaluated", "Has it been evaluated?", kind=AnswerKind.YES_OR_NO, replaced_by="evaluation_design"),
            Question(
                "evaluation_design",
                "How was it evaluated?",
                "The strongest comes first: choose the first that is true. “None” is an answer too.",
                AnswerKind.ONE,
                required="Select how it was evaluated",
            ),
            Question(
                "evaluator",
                "Who evaluated it?",
                kind=AnswerKind.ONE,
                only_with=("evaluation_design",),
                unless=(NOT_EVALUATED, UNDER_WAY),
            ),
            Question(
                "evaluation",
                "About the evaluation",
                "What was measured, and compared with what; or what is planned, and until when.",
                only_with=("evaluation_design", "evaluated"),
                unless=(NOT_EVALUATED,),
                longest=5_000,
                required="Describe the evaluation, or what is planned",
                called="description of the evaluation",
            ),
            Question(
                "outcome",
                "What did the evaluation find?",
                "“No difference” is worth knowing too.",
                AnswerKind.ONE,
                only_with=("evaluation_design",),
                unless=(NOT_EVALUATED, UNDER_WAY, PROCESS_ONLY),
            ),
            _RESULT,
            _LEARNING,
            Question(
                "do_differently",
                "What you would do differently",
                "",
                short=True,
                longest=2_000,
                called="description of what you would do differently",
            ),
            Question(
                "links",
                "Links to read more",
                "One web address to a line, beginning with https:// or http://.",
                AnswerKind.LINKS,
                short=True,
                longest=500,
                most=10,
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
            replace(_TITLE, required="Enter a title for what you tried"),
            replace(_ORGANISATION, label="Organisation that tried it", required="Enter the organisation that tried it"),
            Question(
                "withhold_organisation",
                "Do not publish the organisation’s name",
                "The reviewers still see it, readers do not.",
                AnswerKind.TICK,
            ),
            Question(
                "tried",
                "What was tried",
                "Who did what, for whom, and what it was meant to change.",
                longest=5_000,
                required="Describe what was tried",
                called="description of what was tried",
            ),
            replace(
                _RESULT,
                label="What happened",
                hint="What you saw and how you know, with figures where you have them.",
                required="Describe what happened",
            ),
            Question(
                "why",
                "Why you think it did not work",
                "Your own view is enough.",
                longest=5_000,
                required="Say why you think it did not work",
                called="reason why it did not work",
            ),
            replace(_LEARNING, hint="What you would tell somebody about to try it."),
        ),
    ),
    _YOU,
)

_STEPS = {Way.PRACTICE: _PRACTICE, Way.DID_NOT_WORK: _DID_NOT_WORK}
_ASKED = {way: tuple(question for step in _STEPS[way] for question in step.questions) for way in Way}
_AT_THE_CHECK = (
    # said to the reviewers alone, when there is something to say
    Question("neighbours", "Practices close to yours", kind=AnswerKind.NEIGHBOURS, longest=1_000, most=10),
    Question(
        "personal_data_answer",
        "About personal data",
        kind=AnswerKind.LINE,
        longest=1_000,
        called="answer about personal data",
    ),
)

_OF_THE_CATALOGUE = (
    # what a practice of the catalogue has and nobody is asked for
    Question("page_url", "Page at the source", kind=AnswerKind.LINE, longest=2_000, called="page at the source"),
)

QUESTIONS = {
    # by field; what both ways ask is as long and called the same in both, and stands here as the whole form asks it
    question.field: question
    for question in (*_ASKED[Way.DID_NOT_WORK], *_ASKED[Way.PRACTICE], *_AT_THE_CHECK, *_OF_THE_CATALOGUE)
}


def steps_of(way: Way) -> tuple[FormStep, ...]:
    """The pages of the form before “check your answers”."""
    return _STEPS[way]


def questions_of(way: Way) -> tuple[Question, ...]:
    """What the steps of a way ask."""
    return _ASKED[way]


def step_of(way: Way, field: str) -> str:
    """The name of the step that asks for a field; what no step asks belongs to the check."""
    named = (step.name for step in steps_of(way) if any(asked.field == field for asked in step.questions))
    return next(named, CHECK)


def label_of(way: Way, field: str) -> str:
    labels = {question.field: question.label for question in (*questions_of(way), *_AT_THE_CHECK, *_OF_THE_CATALOGUE)}
    return labels.get(field) or field.replace("_", " ").capitalize()
