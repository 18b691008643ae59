"""One submission: the thing under review on the left, what to do about it on the right, its history below.

`ACTIONS` is everything a reviewer can do with it: the choice is in the address, its form beneath.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from pages.parts.desk import sign_in
from pages.parts.desk.fields import (
    ActionField,
    Checkbox,
    ChecklistAnswers,
    Choice,
    Confidence,
    Edits,
    Questions,
    Select,
    SourceLine,
    Text,
    WhichRemark,
    forget_typed,
)
from pages.parts.desk.step_names import ACTORS, HAPPENED
from pages.parts.html import show
from pages.parts.practices.practice_view import preview_of
from pages.parts.visit import current_visit
from practicebank.desk import after_publication, corrections, decisions, follow_ups
from practicebank.desk.agreement import VERDICTS
from practicebank.desk.checklist import checklist
from practicebank.desk.decisions import REFUSALS
from practicebank.desk.desk import Desk
from practicebank.desk.neighbours import neighbours_of
from practicebank.desk.submission_view import SubmissionView, open_submission
from practicebank.submissions.form.questions import label_of
from practicebank.submissions.reading.published_practices import as_published
from practicebank.submissions.states import ANSWERS, Status, Step


def _is(*statuses: Status) -> Callable[[SubmissionView], bool]:
    return lambda opened: opened.record.status in statuses


def _always(opened: SubmissionView) -> bool:
    return True


def _mine(opened: SubmissionView) -> bool:
    return opened.mine


def _nobodys(opened: SubmissionView) -> bool:
    return opened.record.status is Status.WAITING or not opened.record.reviewer


def _somebody_elses(opened: SubmissionView) -> bool:
    return not _nobodys(opened) and not opened.mine


def _nothing(opened: SubmissionView) -> None:
    """Most actions say nothing before their fields."""


def _show_message(opened: SubmissionView) -> None:
    show("desk/ask_again.html", may=follow_ups.may_ask(opened.record), mails=opened.mails)
    st.code(opened.follow_up, language=None, wrap_lines=True)


def _corrected(desk: Desk) -> str:
    return "Proposed. Another reviewer decides." if desk.two_reviewers else "Corrected. Readers see it now."


def _reasons(desk: Desk, opened: SubmissionView) -> dict[str, str]:
    return {reason.name: reason.label for reason in checklist(desk.review).reasons}


def _other_practices(desk: Desk, opened: SubmissionView) -> dict[str, str]:
    practices = desk.bank().practices
    titles = zip(practices["slug"].tolist(), practices["title"].tolist(), strict=True)
    return {slug: title for slug, title in titles if slug != opened.record.slug}


@dataclass(frozen=True)
class Action:
    """Something to do with a submission: offered where the table of moves has `step` and `here` agrees.

    `act` is a function of the desk; after the desk, the reference and what was seen it takes what the `fields` hold, by
    the names of its arguments. `intro` draws what stands above them, `done` is said afterwards, and `key` is that of
    the button where it is not the action's name.
    """

    label: str
    step: Step
    act: Callable[..., object]
    button: str | Callable[[SubmissionView], str]
    done: str | Callable[[Desk], str]
    fields: Mapping[str, ActionField] = field(default_factory=dict)
    here: Callable[[SubmissionView], bool] = _always
    intro: Callable[[SubmissionView], None] = _nothing
    key: str = ""


PUBLIC_REASON = "Reason (shown publicly on the practice page; optional)"

ACTIONS = {
    # the name in the address: the action
    "claim": Action(
        "Claim it",
        Step.CLAIM,
        decisions.claim,
        button="Claim it",
        done="It is yours. Others see that you hold it.",
        here=_nobodys,
    ),
    "take": Action(
        "Take it over",
        Step.CLAIM,
        decisions.claim,
        button="Take it over",
        done="It is yours. Others see that you hold it.",
        here=_somebody_elses,
        key="claim",
    ),
    "rate": Action(
        "Rate it",
        Step.RATE,
        decisions.rate,
        fields={
            "answers": ChecklistAnswers(),
            "verdict": Choice("verdict", "What should be done with it?", VERDICTS),
            "note": Text("rating", "A note for the other reviewers (optional)"),
        },
        button="Keep this rating",
        done="Your rating is kept.",
    ),
    "ask": Action(
        "Ask for more",
        Step.ASK,
        decisions.ask,
        fields={"words": Text("ask", "What you need to know"), "questions": Questions()},
        button="Send the question",
        done="Sent back. It is the contributor’s turn.",
        here=_mine,
    ),
    "edit": Action(
        "Change words",
        Step.EDIT,
        decisions.edit,
        fields={
            "changed": Edits(),
            "why": Text("edit-why", "Why (optional, for reviewers only)", only_with="edited"),
        },
        button="Keep the change",
        done="Changed. The history shows every word of it.",
        here=_mine,
    ),
    "follow": Action(
        "Make the proposed change",
        Step.EDIT,
        corrections.follow,
        fields={
            "remark": WhichRemark("follow-remark", lambda each: bool(each.changes)),
            "words": Text("follow-words", PUBLIC_REASON),
            "source": SourceLine("follow-source", "A better page, if the one given is not enough"),
            "confidence": Confidence("follow-sure"),
        },
        button="Make this change",
        done=_corrected,
        here=lambda opened: _is(Status.PUBLISHED)(opened) and any(each.changes for each in opened.remarks),
    ),
    "reply": Action(
        "Answer what was said",
        Step.REPLY,
        corrections.reply,
        fields={
            "remark": WhichRemark("reply-remark"),
            "words": Text("reply-words", "Your answer"),
            "public": Checkbox("reply-public", "Show this on the practice page (only for a question about the label)"),
        },
        button="Keep the answer",
        done="Answered.",
        here=lambda opened: bool(opened.remarks),
    ),
    "correct": Action(
        "Correct it",
        Step.EDIT,
        corrections.correct,
        fields={
            "changed": Edits(),
            "words": Text("correct-words", PUBLIC_REASON, only_with="edited"),
            "source": SourceLine("correct-source", "A page that says so", only_with="edited"),
            "confidence": Confidence("correct-sure", only_with="edited"),
        },
        button="Correct it",
        done=_corrected,
        here=_is(Status.PUBLISHED),
    ),
    "publish": Action(
        "Publish",
        Step.PUBLISH,
        decisions.publish,
        intro=lambda opened: show("desk/publish.html", opened=opened, label_of=label_of),
        fields={
            "answers": ChecklistAnswers(once=True),
            "why": Text(
                "publish-why", "If something is flagged, or an answer is no: why it goes out (for reviewers only)"
            ),
            "read": Checkbox("publish-read", "I have read the page as readers will get it"),
        },
        button="Publish it",
        done="It is in the bank.",
        here=_mine,
    ),
    "decline": Action(
        "Decline",
        Step.DECLINE,
        decisions.decline,
        fields={
            "reason": Select("reason", "Reason", "Choose one", _reasons),
            "words": Text("decline", "Why, in your own words, and what would change it"),
        },
        button="Decline it",
        done="Declined. The contributor is told why.",
        here=_mine,
    ),
    "take-back": Action(
        "Take the question back",
        Step.REOPEN,
        decisions.take_question_back,
        fields={"words": Text("take-back", "Why you take the question back (the contributor reads it)")},
        button="Take the question back",
        done="It is with you again.",
        here=_is(Status.ASKED),
    ),
    "release": Action(
        "Give it back",
        Step.RELEASE,
        decisions.release,
        button="Give it back",
        done="Given back. Nobody holds it now.",
        here=lambda opened: opened.mine or (opened.administrator and not _nobodys(opened)),
    ),
    "answer": Action(
        "Record how it is doing",
        Step.CONFIRM,
        follow_ups.confirm,
        fields={
            "answer": Choice("answer", "How is the practice doing?", ANSWERS),
            "words": Text("answer-words", "What they said (optional; the contributor can read it)"),
        },
        button="Keep the answer",
        done="Kept. The page says when it was last confirmed.",
    ),
    "ask-again": Action(
        "Ask how it is doing",
        Step.FOLLOW_UP,
        follow_ups.ask_again,
        intro=_show_message,
        button=lambda opened: "Send the message" if opened.mails else "Note that they were asked",
        done="Noted.",
    ),
    "retire": Action(
        "Retire it",
        Step.RETIRE,
        after_publication.retire,
        fields={"words": Text("retire", "Reason (shown publicly on the practice page)")},
        button="Retire it",
        done="Retired. Its page says when and why.",
    ),
    "replace": Action(
        "Replace it by another",
        Step.REPLACE,
        after_publication.replace,
        fields={
            "by": Select("by", "The practice that takes its place", "Type a part of its title", _other_practices),
            "words": Text("replace", "Reason (shown publicly on the practice page)"),
        },
        button="Replace it",
        done="Replaced. Its address leads to the other.",
    ),
    "restore": Action(
        "Put it back in use",
        Step.RESTORE,
        after_publication.restore,
        fields={"words": Text("restore", "Reason (the contributor reads it)")},
        button="Put it back",
        done="It is in the bank again.",
    ),
    "reopen": Action(
        "Open the decision again",
        Step.REOPEN,
        after_publication.reopen,
        fields={"words": Text("reopen", "Reason (the contributor reads it)")},
        button="Open it again",
        done="It is with you for review.",
        here=_is(Status.PUBLISHED, Status.DECLINED),
    ),
    "undo": Action(
        "Take the last step back",
        Step.NOTE,
        after_publication.undo,
        intro=lambda opened: show("desk/undo.html", event=opened.history[0].event),
        button="Take it back",
        done="Taken back.",
        here=lambda opened: opened.undo,
    ),
    "note": Action(
        "Write a note",
        Step.NOTE,
        decisions.note,
        fields={"text": Text("note", "A note for reviewers only")},
        button="Keep the note",
        done="The note is kept.",
    ),
    "erase": Action(
        "Erase personal data",
        Step.ERASE,
        after_publication.erase,
        intro=lambda opened: show("desk/erase.html"),
        fields={
            "content": Checkbox("whole", "The text too, and all that was said about it"),
            "why": Text("erase", "Why: the log keeps this"),
        },
        button="Erase for good",
        done="Erased.",
        here=lambda opened: opened.administrator,
    ),
}


def draw(desk: Desk, reference: str) -> None:
    opened = open_submission(desk, reference)
    show("desk/one_head.html", opened=opened, two_reviewers=desk.two_reviewers)
    text, doing = st.columns([3, 2], gap="large")
    with text:
        if opened.remarks or opened.disagreements:
            show("desk/open_remarks.html", opened=opened)
        if st.query_params.get("do") == "publish" and Step.PUBLISH in opened.may:
            visit = current_visit()
            preview = preview_of(visit, as_published(opened.record, datetime.now(UTC)))
            show("practices/practice.html", visit=visit, record=preview)
        else:
            show("desk/one.html", opened=opened, label_of=label_of)
        if beside := neighbours_of(desk, opened.record):
            show("desk/near.html", beside=beside)
    with doing:
        _draw_actions(desk, opened)
    show("desk/history.html", opened=opened, happened=HAPPENED, actors=ACTORS, label_of=label_of)


def _draw_actions(desk: Desk, opened: SubmissionView) -> None:
    offered = {
        name: action
        for name, action in ACTIONS.items()
        if action.step in opened.may and action.here(opened) and (not opened.own or action.step is Step.NOTE)
    }
    chosen = st.query_params.get("do", "")
    show("desk/doing.html", opened=opened, offered=offered, chosen=chosen, two_reviewers=desk.two_reviewers)
    if chosen in offered:
        action = offered[chosen]
        label = action.button if isinstance(action.button, str) else action.button(opened)
        with st.container(key=f"doing-{chosen}"):
            action.intro(opened)
            for each in action.fields.values():
                each.draw(desk, opened)
            st.button(label, key=action.key or chosen, type="primary", on_click=_take, args=(action, opened))


def _take(action: Action, opened: SubmissionView) -> None:
    """Does it with whoever is signed in now, and says what happened or why not."""
    try:
        desk = sign_in.current_desk()
        values = {name: each.value(desk, opened) for name, each in action.fields.items()}
        action.act(desk, opened.record.reference, opened.seen, **values)
    except REFUSALS as error:
        sign_in.refuse(str(error))
        return
    sign_in.say(action.done if isinstance(action.done, str) else action.done(desk))
    if "do" in st.query_params:
        del st.query_params["do"]
    forget_typed()
