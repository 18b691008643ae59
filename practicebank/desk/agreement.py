"""Ratings of the text as it stands, whether two reviewers agree, and what a second reviewer may not see yet.

A rating is of one text: whatever changes the text, or opens the submission again, begins a new round. Where
two must agree, nobody reads another's rating or notes of this round before giving their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from practicebank.submissions.states import PRIVATE, Status, Step
from practicebank.submissions.storage.audit_log import Event

NEEDED = 2
VERDICTS = ("publish", "decline", "send back")
_NEW_ROUND = frozenset({Step.SEND, Step.CORRECT, Step.ANSWER, Step.SEND_AGAIN, Step.EDIT, Step.REOPEN})


@dataclass(frozen=True)
class ReviewerRating:
    """`answers` are to the checks, by name; `note` is for reviewers only."""

    who: str
    at: datetime
    verdict: str
    answers: Mapping[str, str]
    note: str


def this_round(history: Sequence[Event]) -> Sequence[Event]:
    """The events since the text last changed, oldest first."""
    starts = [at for at, event in enumerate(history) if event.step in _NEW_ROUND]
    return history[starts[-1] + 1 :] if starts else history


def ratings(history: Sequence[Event]) -> list[ReviewerRating]:
    """The last rating of each reviewer in this round."""
    latest: dict[str, ReviewerRating] = {}
    for event in this_round(history):
        if event.step is Step.RATE:
            said = event.more
            latest[event.who] = ReviewerRating(event.who, event.at, said["verdict"], said["answers"], event.note)
    return list(latest.values())


def agreed(history: Sequence[Event]) -> str:
    """The verdict that enough reviewers share, "" while they do not. Whoever is against it counts."""
    said = [rating.verdict for rating in ratings(history)]
    return said[0] if len(said) >= NEEDED and len(set(said)) == 1 else ""


def without_hidden(history: Sequence[Event], status: Status, email: str) -> list[Event]:
    """The history without what somebody who has yet to rate this text must not read."""
    rated = email in {rating.who for rating in ratings(history)}
    if rated or status is not Status.IN_REVIEW:
        return list(history)
    hidden = {event.number for event in this_round(history) if event.step in PRIVATE and event.who not in ("", email)}
    return [event for event in history if event.number not in hidden]
