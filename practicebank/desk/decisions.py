"""What a reviewer does with a submission before and at the decision.

Each function names what the reviewer saw (`Seen`); whoever was slower is told, and nothing is overwritten.
What they raise is in `REFUSALS`, with what refuses somebody the desk itself.
"""

from collections.abc import Mapping
from typing import Any

from practicebank.access.people import NotAllowed
from practicebank.catalogue.slugs import derive_slugs
from practicebank.desk.agreement import NEEDED, VERDICTS, agreed, ratings
from practicebank.desk.checklist import ANSWERS, checklist
from practicebank.desk.desk import Desk, Seen
from practicebank.submissions.form.answers import without_idle_answers
from practicebank.submissions.form.checks import flagged
from practicebank.submissions.form.email_address import same_mailbox
from practicebank.submissions.form.model import PERSONAL, Submission, Way
from practicebank.submissions.form.questions import QUESTIONS, label_of, questions_of
from practicebank.submissions.moves import SlugTaken, SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.states import HELD, PUBLIC, Status, Step, StepNotAllowed
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.records import NoSuchSubmission, SubmissionRecord

_MOST_SLUGS_TRIED = 20
FOR_CONTRIBUTIONS = frozenset({Step.REOPEN, Step.FOLLOW_UP, Step.CONFIRM})
"""Steps that make no sense for a practice that nobody sent."""
_FOR_WHO_HOLDS_IT = frozenset({Step.RELEASE, Step.EDIT, Step.ASK, Step.PUBLISH, Step.DECLINE})


class Refused(Exception):
    """A rule of the desk forbids it; the message says which and what would be allowed."""


REFUSALS = (
    NotAllowed,
    Refused,
    SomebodyWasQuicker,
    SlugTaken,
    StepNotAllowed,
    NoSuchSubmission,
    NotComplete,
    QueueUnavailable,
)


def claim(desk: Desk, reference: str, seen: Seen) -> int:
    """Takes a waiting submission, or one that another reviewer holds: they see it in the history. While its
    contributor is asked, the answer comes to whoever holds it.
    """
    record = checked(desk, reference, Step.CLAIM, seen)
    if record.status in HELD and record.reviewer == desk.reviewer.email:
        raise Refused("It is yours already.")
    return move(desk, reference, Step.CLAIM, seen)


def release(desk: Desk, reference: str, seen: Seen) -> int:
    """Gives it back to the queue; a question stays asked. An administrator may do so for somebody else."""
    checked(desk, reference, Step.RELEASE, seen)
    return move(desk, reference, Step.RELEASE, seen)


def ask(desk: Desk, reference: str, seen: Seen, words: str, questions: Mapping[str, str]) -> int:
    """Sends it back with questions, by field. The words head them, and are made of them when there are none."""
    asked = {field: text.strip() for field, text in questions.items() if text.strip()}
    if not words.strip() and not asked:
        raise Refused("Write what you want to know, in general or for one of the fields.")
    unknown = [field for field in asked if field not in Submission.model_fields or field in PERSONAL]
    if unknown:
        raise Refused("Ask about a field of the form.")
    checked(desk, reference, Step.ASK, seen)
    opening = words.strip() or "We have a question before we can go on."
    return move(desk, reference, Step.ASK, seen, words=opening, questions=asked)


def take_question_back(desk: Desk, reference: str, seen: Seen, words: str) -> int:
    checked(desk, reference, Step.REOPEN, seen, only=Status.ASKED)
    return move(desk, reference, Step.REOPEN, seen, words=words)


def edit(desk: Desk, reference: str, seen: Seen, changed: Mapping[str, Any], why: str = "") -> int:
    """Changes words for clarity before publishing. The contributor sees that, readers the result.

    Contact, consents and what was said to the reviewers alone are the contributor's own. Raises `NotComplete`.
    """
    record = checked(desk, reference, Step.EDIT, seen, only=Status.IN_REVIEW)
    return move(desk, reference, Step.EDIT, seen, submission=changed_submission(record, changed), note=why)


def changed_submission(record: SubmissionRecord, changed: Mapping[str, Any]) -> Submission:
    """The submission after a reviewer's change. Raises `Refused` where there is none, or answers do not go together."""
    if not set(changed) <= EDITABLE:
        raise Refused("These answers are the contributor’s own: ask about them.")
    after = edited(record.submission, changed)
    if after == record.submission:
        raise Refused("Change something first.")
    given = dict(after)
    for field, value in changed.items():
        if value and not QUESTIONS[field].counts(given):
            other = QUESTIONS[field].replaced_by or QUESTIONS[field].only_with[0]
            one, another = label_of(after.way, field), label_of(after.way, other)
            raise Refused(f"Empty “{one}”, or change “{another}”: these answers do not go together.")
    return after


def edited(submission: Submission, changed: Mapping[str, Any]) -> Submission:
    """The submission after a change, without answers that say nothing any more because of it."""
    after = Submission.model_validate(submission.model_dump() | dict(changed))
    return without_idle_answers(after, submission)


EDITABLE = frozenset(asked.field for way in Way for asked in questions_of(way) if not asked.private) | {"page_url"}


def rate(desk: Desk, reference: str, seen: Seen, verdict: str, answers: Mapping[str, str], note: str = "") -> int:
    """A view of the text as it stands, against the published checklist."""
    _answered(desk, answers)
    if verdict not in VERDICTS:
        raise Refused("Choose what should be done with it.")
    checked(desk, reference, Step.RATE, seen)
    more = {"verdict": verdict, "answers": dict(answers)}
    return move(desk, reference, Step.RATE, seen, note=note, more=more)


def note(desk: Desk, reference: str, seen: Seen, text: str) -> int:
    """A note that only reviewers read. It may be written about one's own submission too."""
    return move(desk, reference, Step.NOTE, seen, note=text)


def publish(
    desk: Desk, reference: str, seen: Seen, *, answers: Mapping[str, str], read: bool, why: str = "", words: str = ""
) -> int:
    """Puts it into the bank at once, under a slug it keeps for good: the first of its title that is free.

    `answers` are to the checklist; {} stands for those of this reviewer's own rating of the text. `read` is whether
    they have read the page as readers will get it. Where the text holds what was warned of, or an answer is “no”,
    `why` it goes out all the same: reviewers find that in its history.
    """
    record = checked(desk, reference, Step.PUBLISH, seen)
    agree(desk, reference, "publish")
    if not read:
        raise Refused("Read the page as readers will get it, and tick that you have.")
    answers = answers or own_answers(desk, reference)
    _answered(desk, answers)
    despite = sorted({warned.finding.kind for warned in flagged(record.submission)})
    if (despite or "no" in answers.values()) and not why.strip():
        raise Refused("Say why it goes out as it stands, or change it first.")
    more = {"answers": dict(answers), "despite": despite}
    if record.slug:
        return move(desk, reference, Step.PUBLISH, seen, words=words, note=why, more=more, slug=record.slug)
    bank = desk.bank()
    taken = {*bank.row_of, *bank.publications}
    last_try = len(taken) + _MOST_SLUGS_TRIED
    while True:
        [slug] = derive_slugs([record.submission.title], taken)
        taken.add(slug)
        try:
            return move(desk, reference, Step.PUBLISH, seen, words=words, note=why, more=more, slug=slug)
        except SlugTaken:  # by one that is not public just now
            if len(taken) == last_try:
                raise


def own_answers(desk: Desk, reference: str) -> Mapping[str, str]:
    """What this reviewer said to the checklist when they rated the text as it stands; {} when they have not."""
    rated = ratings(desk.queue.history(reference))
    return next((each.answers for each in rated if each.who == desk.reviewer.email), {})


def _answered(desk: Desk, answers: Mapping[str, str]) -> None:
    """Raises `Refused` unless these are answers to every question of the checklist."""
    names = [check.name for check in checklist(desk.review).checks]
    if any(answers.get(name) not in ANSWERS for name in names) or set(answers) - set(names):
        raise Refused("Answer every question of the checklist.")


def decline(desk: Desk, reference: str, seen: Seen, reason: str, words: str) -> int:
    """Always with a reason from the list and words of one's own: both go to the contributor."""
    label = checklist(desk.review).label(reason)
    if not label:
        raise Refused("Choose a reason from the list.")
    if not words.strip():
        raise Refused("Say in your own words why, and what would change it.")
    checked(desk, reference, Step.DECLINE, seen)
    agree(desk, reference, "decline")
    return move(desk, reference, Step.DECLINE, seen, words=f"{label}. {words.strip()}", more={"reason": reason})


def checked(desk: Desk, reference: str, step: Step, seen: Seen, *, only: Status | None = None) -> SubmissionRecord:
    """The submission, if it stands as it was seen and this reviewer may take this step with it."""
    who, record = desk.reviewer, desk.queue.get(reference)
    if (record.status, record.last_event) != (seen.status, seen.event):
        raise SomebodyWasQuicker(reference, record.status)
    if record.founding and step in FOR_CONTRIBUTIONS:
        raise Refused("That is for practices that were shared here: this one is from the catalogue.")
    if only is not None and record.status is not only:
        raise Refused(f"That is done with what is “{only}”, and this is “{record.status}”.")
    if same_mailbox(who.email, record.submission.contact_email):
        raise Refused("This is your own submission: another reviewer decides on it.")
    holds_it = record.status not in HELD or record.reviewer == who.email
    may_release = step is Step.RELEASE and who.administrator and bool(record.reviewer)
    if step in _FOR_WHO_HOLDS_IT and not holds_it and not may_release:
        raise Refused(f"{record.reviewer or 'Nobody'} holds it. Take it over first, or leave it to them.")
    return record


def agree(desk: Desk, reference: str, verdict: str) -> None:
    """Where two must agree, they have, on this text. Raises `Refused`."""
    if desk.two_reviewers and agreed(desk.queue.history(reference)) != verdict:
        raise Refused(
            f"{NEEDED} reviewers must first rate the text as it stands and both say “{verdict}”. "
            "An edit begins the count again."
        )


def move(desk: Desk, reference: str, step: Step, seen: Seen, **more: Any) -> int:
    """Takes the step; what readers see follows at once."""
    number = desk.queue.move(reference, step, desk.actor, expected=seen.status, seen=seen.event, **more)
    if seen.status in PUBLIC or step is Step.PUBLISH:
        desk.bring_to_readers()
    return number
