"""The same step for several submissions at once, where it is safe: claiming and giving back, which undo each other.

One after the other, each by all the rules; what is refused says so and holds up none of the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from practicebank.desk import decisions
from practicebank.desk.decisions import Refused
from practicebank.desk.desk import Desk, Seen
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.states import StepNotAllowed
from practicebank.submissions.storage.records import NoSuchSubmission

MOST = 50
STEPS: dict[str, Callable[[Desk, str, Seen], int]] = {"claim": decisions.claim, "release": decisions.release}
REVERSE = {"claim": "release", "release": "claim"}


@dataclass(frozen=True)
class Done:
    """`moved` are the references, each with how it stands now; `refused` says why by reference."""

    step: str
    moved: Sequence[tuple[str, Seen]]
    refused: Sequence[tuple[str, str]]


def in_bulk(desk: Desk, step: str, chosen: Sequence[tuple[str, Seen]]) -> Done:
    """Raises `Refused` for a step that is not done in bulk, `QueueUnavailable`."""
    if step not in STEPS:
        raise Refused("That is decided one at a time.")
    if not chosen or len(chosen) > MOST:
        raise Refused(f"Choose between 1 and {MOST} submissions.")
    moved, refused = [], []
    for reference, seen in chosen:
        try:
            event = STEPS[step](desk, reference, seen)
        except (Refused, SomebodyWasQuicker, StepNotAllowed, NoSuchSubmission) as error:
            refused.append((reference, str(error)))
        else:
            moved.append((reference, Seen(desk.queue.get(reference).status, event)))
    return Done(step, moved, refused)


def undo_bulk(desk: Desk, done: Done) -> Done:
    """Takes back what was moved and has not been touched since."""
    return in_bulk(desk, REVERSE[done.step], done.moved)
