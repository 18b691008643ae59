"""The funnel on the desk: what became of everything sent, and how long it stayed in each state."""

from functools import lru_cache

from practicebank.desk.desk import Desk
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.funnel import Funnel, funnel


def pace(desk: Desk) -> Funnel:
    """Read again only when something has happened since. Raises `QueueUnavailable`."""
    return _funnel(desk.queue, desk.queue.revision())


@lru_cache(maxsize=2)
def _funnel(queue: ReviewQueue, revision: int) -> Funnel:
    return funnel(queue)
