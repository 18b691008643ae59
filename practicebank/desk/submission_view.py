"""One submission on the desk: everything sent, its history, what comes near it, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from practicebank.desk.agreement import ReviewerRating, agreed, ratings, without_hidden
from practicebank.desk.checklist import checklist
from practicebank.desk.corrections import as_readers_see_it
from practicebank.desk.decisions import FOR_CONTRIBUTIONS
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.differences import DiffPiece, difference, difference_of
from practicebank.desk.due_dates import Urgency, age_in_words, for_how_long, urgency
from practicebank.desk.undo import reverse_of
from practicebank.fields import ACCOUNT_FIELD, WITH_TERMS
from practicebank.submissions.form.checks import Warned, flagged, question_about_rating
from practicebank.submissions.form.contributor_copy import questions_and_answers, value_lines
from practicebank.submissions.form.email_address import same_mailbox
from practicebank.submissions.form.model import PERSONAL, Submission
from practicebank.submissions.form.questions import QUESTIONS, label_of, questions_of, steps_of
from practicebank.submissions.mail.messages import message
from practicebank.submissions.reading.open_remarks import OpenRemark, open_in
from practicebank.submissions.states import Role, Status, Step, due, last_answer, next_steps, turn_of
from practicebank.submissions.storage.audit_log import Event
from practicebank.submissions.storage.records import SubmissionRecord
from practicebank.submissions.useful import found_useful
from practicebank.vocabulary import Vocabulary
from practicebank.words import first_small

# What the short way does not ask, and a reviewer may fill in so that the practice can be found and counted.
FILLED_IN = ("summary", "effectiveness", "focus", "topics", "evaluation_design", "evaluator", "evaluation", "outcome")

READ_FIRST = ("summary", "effectiveness", "focus", "result", "why", "learning")


@dataclass(frozen=True)
class ReviewedAnswer:
    """One question and what was said to it; `changed` marks what the last change altered."""

    field: str
    label: str
    values: Sequence[str]
    changed: bool


@dataclass(frozen=True)
class ReviewedSection:
    title: str
    answers: Sequence[ReviewedAnswer]


@dataclass(frozen=True)
class Change:
    """What one event changed in one answer. Personal fields only say that they did."""

    label: str
    pieces: Sequence[DiffPiece]


@dataclass(frozen=True)
class HistoryEntry:
    """An event, what it changed, and of a rating each question of the checklist with its answer, in the order of
    the checklist; what is asked no more comes last, by its name.
    """

    event: Event
    changes: Sequence[Change]
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ReviewedRemark:
    """A remark, or a proposal, with what it would change; `mine`: this reviewer proposed it."""

    remark: OpenRemark
    changes: Sequence[Change]
    mine: bool


@dataclass(frozen=True)
class ReviewedDisagreement:
    """A field that says something else in the file: what the desk has made into what the file has. Without a label,
    the file has no row for the practice any more.
    """

    label: str
    pieces: Sequence[DiffPiece]


@dataclass(frozen=True)
class SubmissionView:
    """`may` are the steps the table of moves has for a reviewer here; `own` says that it is their own, so none
    but a note is theirs; `undo`, that the last step can be taken back; `mails`, that the bank writes to
    contributors. `hidden` counts what they will read once they have rated the text. `answered` is when the
    contributor answered, where that made it the reviewers' turn. `untold` names what readers look for first and would
    not find, `asked` is what the form asked about the rating, `rated` whether this reviewer has answered the checklist
    on this text. `useful` says what readers answered, "" before it was published. `remarks` wait for an answer.
    """

    record: SubmissionRecord
    seen: Seen
    turn: str
    answered: datetime | None
    age: str
    in_state: str
    due: datetime | None
    urgency: Urgency
    sections: Sequence[ReviewedSection]
    warned: Sequence[Warned]
    history: Sequence[HistoryEntry]
    hidden: int
    ratings: Sequence[ReviewerRating]
    agreed: str
    may: frozenset[Step]
    own: bool
    mine: bool
    administrator: bool
    undo: bool
    mails: bool
    follow_up: str
    untold: Sequence[str]
    asked: str
    rated: bool
    useful: str
    remarks: Sequence[ReviewedRemark]
    disagreements: Sequence[ReviewedDisagreement]


def open_submission(desk: Desk, reference: str, *, now: datetime | None = None) -> SubmissionView:
    """Raises `NoSuchSubmission`, `QueueUnavailable`."""
    who = desk.reviewer
    now = now or datetime.now(UTC)
    record = as_readers_see_it(desk, desk.queue.get(reference))
    history = desk.queue.history(reference)
    follow_up = message(Step.FOLLOW_UP, reference)
    visible = without_hidden(history, record.status, who.email) if desk.two_reviewers else history
    by = due(record.status, record.since)
    answer = last_answer(history)
    closed = FOR_CONTRIBUTIONS if record.founding else frozenset()
    own = same_mailbox(who.email, record.submission.contact_email)
    checks = {check.name: check.question for check in checklist(desk.review).checks}
    return SubmissionView(
        record=record,
        seen=Seen(record.status, record.last_event),
        turn=turn_of(record.status),
        answered=answer.at if answer else None,
        age=age_in_words(record.sent_at, now),
        in_state=for_how_long(record.since, now),
        due=by,
        urgency=urgency(by, now),
        sections=_sections(record.submission, _last_changed(history)),
        warned=flagged(record.submission),
        history=[
            HistoryEntry(event, _changes(record.submission, event), _rated(event, checks))
            for event in reversed(visible)
        ],
        hidden=len(history) - len(visible),
        ratings=ratings(visible) if record.status is Status.IN_REVIEW else [],
        agreed=agreed(history) if desk.two_reviewers else "",
        may=frozenset(move.step for move in next_steps(record.status, [Role.REVIEWER])) - closed,
        own=own,
        mine=record.reviewer == who.email,
        administrator=who.administrator,
        undo=not own and reverse_of(record, history[-1]) is not None,
        mails=desk.queue.mails,
        follow_up=f"{follow_up.subject}\n\n{follow_up.body}" if follow_up else "",
        untold=_untold(record.submission, desk.bank().vocabulary),
        asked=question_about_rating(record.submission),
        rated=who.email in {rating.who for rating in ratings(history)},
        useful=found_useful(desk.queue, record.slug, now=now) if record.slug else "",
        remarks=[_remark(record.submission, each, who.email) for each in open_in(history)],
        disagreements=[
            ReviewedDisagreement(
                label_of(record.submission.way, each.field) if each.field else "",
                difference(each.desk, each.file, whole_lines=each.field in WITH_TERMS),
            )
            for each in desk.bank().disagreements
            if record.founding and each.slug == record.slug
        ],
    )


def _remark(submission: Submission, remark: OpenRemark, email: str) -> ReviewedRemark:
    now = submission.model_dump(mode="json")
    changed = [
        Change(label_of(submission.way, field), difference_of(field, now.get(field), value))
        for field, value in remark.proposed.items()
    ]
    return ReviewedRemark(remark, changed, remark.who == email)


def _sections(submission: Submission, changed: frozenset[str]) -> list[ReviewedSection]:
    sections = [
        ReviewedSection(
            "The contributor" if step.name == "you" else step.title,
            [
                ReviewedAnswer(asked.field, asked.label, lines, asked.field in changed)
                for asked, lines in questions_and_answers(step, submission)
            ],
        )
        for step in steps_of(submission.way)
    ]
    asked_of_them = {asked.field for asked in questions_of(submission.way)}
    filled_in = [
        ReviewedAnswer(field, label_of(submission.way, field), lines, field in changed)
        for field in FILLED_IN
        if field not in asked_of_them and (lines := value_lines(QUESTIONS[field], submission))
    ]
    if filled_in:
        sections.insert(-1, ReviewedSection("Not asked of the contributor", filled_in))
    return sections


def _untold(submission: Submission, vocabulary: Vocabulary) -> list[str]:
    """The names of what readers look for first and would not find."""
    asked = {each.field for each in questions_of(submission.way)} | {"effectiveness", "focus"}
    wanted = [field for field in READ_FIRST if field in asked and not getattr(submission, field)]
    labels = [ACCOUNT_FIELD[name].label if name in ACCOUNT_FIELD else vocabulary.label(name) for name in wanted]
    return [first_small(label) for label in labels]


def _last_changed(history: Sequence[Event]) -> frozenset[str]:
    """The fields that the last change of the text altered."""
    return next((frozenset(event.changed) for event in reversed(history) if event.changed), frozenset())


def _rated(event: Event, checks: Mapping[str, str]) -> list[tuple[str, str]]:
    answers: Mapping[str, str] = event.more.get("answers", {})
    named = [name for name in checks if name in answers] + [name for name in answers if name not in checks]
    return [(checks.get(name, name), answers[name]) for name in named]


def _changes(submission: Submission, event: Event) -> list[Change]:
    changes = []
    for field, values in event.changed.items():
        label = label_of(submission.way, field)
        if field in PERSONAL or len(values) != 2:
            changes.append(Change(label, [DiffPiece("same", "Changed.")]))
        else:
            changes.append(Change(label, difference_of(field, *values)))
    return changes
