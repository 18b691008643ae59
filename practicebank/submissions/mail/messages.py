"""The words of the messages the bank sends: to contributors what became of their submission, to reviewers what there
is to do.

A message carries the reference and what a reviewer wrote to the contributor; never the private code, the
address, or what was submitted. Where no page is named, it says how to find it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from practicebank.submissions.states import Step
from practicebank.words import day_in_words


@dataclass(frozen=True)
class Message:
    subject: str
    body: str


_SUBJECTS = {
    Step.SEND: "We have your practice: {reference}",
    Step.ASK: "A question about your practice: {reference}",
    Step.PUBLISH: "Your practice is published: {reference}",
    Step.DECLINE: "A decision about your practice: {reference}",
    Step.FOLLOW_UP: "How is your practice doing? {reference}",
    Step.RETIRE: "Your practice has been retired: {reference}",
    Step.REMIND: "A reviewer is waiting for your answer: {reference}",
    Step.LAPSE: "No answer came, so your practice is withdrawn: {reference}",
}
_OPENINGS = {
    Step.SEND: "Thank you for sharing a practice. It is in the queue, and a reviewer will read it.",
    Step.ASK: "A reviewer has read your practice and needs to know more before it can be published.",
    Step.PUBLISH: "Your practice is now in the bank, where everyone can read it. Thank you for sharing it.",
    Step.DECLINE: "A reviewer has read your practice. It will not be published, for this reason:",
    Step.FOLLOW_UP: "You shared a practice, and once a year we ask how it is doing. Is it still running? Has it"
    " changed, spread, been evaluated, or stopped? Any of these helps whoever reads it. If it has been evaluated, say"
    " how, by whom and what was found.",
    Step.RETIRE: "Your practice stays in the bank, marked as retired, for this reason:",
    Step.REMIND: "A reviewer asked you about your practice, and has not heard from you yet. This was the question:",
    Step.LAPSE: "A reviewer asked you about your practice, and no answer came. It is now withdrawn, and nobody will"
    " review it unless you send it again, changed or as it is.",
}
_STEPS_ON_THE_PAGE = {Step.LAPSE: "to send it again"}


def message(
    step: Step,
    reference: str,
    words: str = "",
    questions: Mapping[str, str] | None = None,
    page: str = "",
    answer_by: date | None = None,
) -> Message | None:
    """What to write after this step; None when it calls for no message. `questions` are by the form's
    labels; `answer_by` is the last day on which they may be answered.
    """
    if step not in _SUBJECTS:
        return None
    asked = "\n".join(f"About “{label}”: {text}" for label, text in (questions or {}).items())
    on_the_page = _STEPS_ON_THE_PAGE.get(step, "to answer")
    after = "After that day your practice is withdrawn, and you can send it again."
    deadline = f"Answer by {day_in_words(answer_by)}. {after}" if answer_by else ""
    where = page or "the page “Track a submission” of the practice bank"
    parts = [
        _OPENINGS[step],
        words,
        asked,
        deadline,
        f"Your reference is {reference}. To see where it stands, or {on_the_page}, go to {where}"
        " with this reference and your private code.",
    ]
    return Message(_SUBJECTS[step].format(reference=reference), "\n\n".join(part for part in parts if part) + "\n")


MOST_LINES = 20


@dataclass(frozen=True)
class Line:
    """A submission in a digest, and what is said of it beyond its heading."""

    reference: str
    note: str = ""


def digest(lines: Mapping[str, Sequence[Line]], summary: str, desk_page: str = "") -> Message:
    """What a reviewer is told: submissions by heading, at most `MOST_LINES` beneath each, and a sentence about the
    rest. `desk_page` is the full address of the desk; without it the desk is named.
    """
    subject = "; ".join(f"{len(under)} {heading[0].lower()}{heading[1:]}" for heading, under in lines.items())
    parts = [
        "\n".join([f"{heading}:", *(_said(line, desk_page) for line in under[:MOST_LINES]), *_more(under)])
        for heading, under in lines.items()
    ]
    where = desk_page or "the reviewers’ desk of the practice bank"
    change = f"To get these messages more often, less often or not at all, choose at {where}."
    body = "\n\n".join(part for part in (*parts, summary, change) if part)
    return Message(f"Practice bank: {subject or 'follow-ups are due'}", f"{body}\n")


def _said(line: Line, desk_page: str) -> str:
    where = f": {desk_page}?submission={line.reference}" if desk_page else ""
    return f"- {line.reference}{line.note and f', {line.note}'}{where}"


def _more(under: Sequence[Line]) -> list[str]:
    more = len(under) - MOST_LINES
    return [f"- and {more:,} more"] if more > 0 else []


LINKS = Message("Your links to the practice bank", "")  # what it says is found when it is sent


@dataclass(frozen=True)
class DraftLink:
    """A draft that `key` opens."""

    key: str
    started_at: datetime
    kept_until: datetime


@dataclass(frozen=True)
class NewCode:
    reference: str
    code: str
    sent_at: datetime


def links(
    drafts: Sequence[DraftLink], codes: Sequence[NewCode], share_page: str = "", tracking_page: str = ""
) -> Message:
    """The ways back to what somebody has here. Nothing that was typed is in it: anybody may have typed it, and asked
    for it to be sent to somebody else.
    """
    where = f"{share_page}?draft={{}}" if share_page else "add ?draft={} to the address of the page “Share a practice”"
    begun = [
        f"- Begun on {day_in_words(draft.started_at)}, kept until {day_in_words(draft.kept_until)}: "
        + where.format(draft.key)
        for draft in drafts
    ]
    sent = [f"- {code.reference}, sent on {day_in_words(code.sent_at)}. Private code: {code.code}" for code in codes]
    page = tracking_page or "the page “Track a submission” of the practice bank"
    parts = [
        "Somebody, most likely you, asked the practice bank to send you the links to what you have there.",
        "\n".join(["Drafts:", *begun]) if begun else "",
        "\n".join([f"Submissions. These codes are new; earlier ones no longer work. Enter them at {page}.", *sent])
        if sent
        else "",
        "Whoever has this message can read and change what it leads to. If you did not ask for it, you need do nothing:"
        " nobody else got it.",
    ]
    return Message(LINKS.subject, "\n\n".join(part for part in parts if part) + "\n")
