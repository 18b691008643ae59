"""What a reviewer can do with one submission: the choice is in the address, its form beneath."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pages.parts.desk import after, before
from pages.parts.desk.edit import edit
from pages.parts.html import show
from practicebank.desk.desk import Desk
from practicebank.desk.submission_view import SubmissionView
from practicebank.submissions.states import Status, Step


@dataclass(frozen=True)
class Doing:
    """Something to do: offered where the table of moves has the step and `here` agrees."""

    label: str
    step: Step
    draw: Callable[[SubmissionView], None]
    here: Callable[[SubmissionView], bool] = lambda opened: True


def draw(desk: Desk, opened: SubmissionView) -> None:
    offered = {
        name: doing
        for name, doing in DOINGS.items()
        if doing.step in opened.may and doing.here(opened) and (not opened.own or doing.step is Step.NOTE)
    }
    chosen = st.query_params.get("do", "")
    show("desk/doing.html", opened=opened, offered=offered, chosen=chosen, two_reviewers=desk.two_reviewers)
    if chosen in offered:
        with st.container(key=f"doing-{chosen}"):
            offered[chosen].draw(opened)


def _is(*statuses: Status) -> Callable[[SubmissionView], bool]:
    return lambda opened: opened.record.status in statuses


def _mine(opened: SubmissionView) -> bool:
    return opened.mine


def _others(opened: SubmissionView) -> bool:
    return opened.record.status is Status.IN_REVIEW and not opened.mine


DOINGS = {
    "claim": Doing("Claim it", Step.CLAIM, before.claim, _is(Status.WAITING)),
    "take": Doing("Take it over", Step.CLAIM, before.claim, _others),
    "rate": Doing("Rate it", Step.RATE, before.rate),
    "ask": Doing("Ask for more", Step.ASK, before.ask, _mine),
    "edit": Doing(
        "Change words", Step.EDIT, edit, lambda opened: opened.mine or opened.record.status is Status.PUBLISHED
    ),
    "publish": Doing("Publish", Step.PUBLISH, before.publish, _mine),
    "decline": Doing("Decline", Step.DECLINE, before.decline, _mine),
    "take-back": Doing("Take the question back", Step.REOPEN, before.take_back, _is(Status.ASKED)),
    "release": Doing("Give it back", Step.RELEASE, before.release, lambda opened: opened.mine or opened.administrator),
    "answer": Doing("Record how it is doing", Step.CONFIRM, after.answer),
    "ask-again": Doing("Ask how it is doing", Step.FOLLOW_UP, after.ask_again),
    "retire": Doing("Withdraw it from use", Step.RETIRE, after.retire),
    "replace": Doing("Replace it by another", Step.REPLACE, after.replace),
    "restore": Doing("Put it back in use", Step.RESTORE, after.restore),
    "reopen": Doing("Open the decision again", Step.REOPEN, after.reopen, _is(Status.PUBLISHED, Status.DECLINED)),
    "undo": Doing("Take the last step back", Step.NOTE, after.undo, lambda opened: opened.undo),
    "note": Doing("Write a note", Step.NOTE, before.note),
    "erase": Doing("Erase personal data", Step.ERASE, after.erase, lambda opened: opened.administrator),
}
