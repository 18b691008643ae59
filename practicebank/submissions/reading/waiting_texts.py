"""What waits in the queue, for comparing a new submission with it.

For the search index and the reviewers only: a stranger learns that something close is waiting, never what.
"""

from dataclasses import dataclass

from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import Status


@dataclass(frozen=True)
class WaitingText:
    reference: str
    title: str
    summary: str


def waiting_texts(queue: ReviewQueue, *, except_for: str = "") -> list[WaitingText]:
    """Everything that is not decided yet, the oldest first, without the submission that is being compared."""
    undecided = queue.lines(Status.WAITING, Status.IN_REVIEW, Status.ASKED)
    return [WaitingText(line.reference, line.title, line.summary) for line in undecided if line.reference != except_for]
