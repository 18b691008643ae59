"""What the server does by itself once a day: it tidies. Of however many processes there are one does it, and the
database decides which.
"""

import atexit
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta

from practicebank.log import log_event, log_warning, set_log_id
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.retention import Tidied, tidy
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import Limit, TooManyAttempts, count_attempt, forget_attempts

_ONCE_A_DAY = Limit("tidying", 1, timedelta(days=1))
_WHO = "server"
_SECONDS_TO_THE_FIRST, _SECONDS_BETWEEN = 300.0, 3_600.0


def tidy_if_due(queue: ReviewQueue, draft_days: int, *, now: datetime | None = None) -> Tidied | None:
    """Tidies, unless a server has done so since midnight UTC. Raises `QueueUnavailable`; then the next one may try."""
    try:
        count_attempt(queue, _ONCE_A_DAY, _WHO, now=now)
    except TooManyAttempts:
        return None
    try:
        return tidy(queue, draft_days=draft_days, now=now)
    except BaseException:
        with suppress(QueueUnavailable):
            forget_attempts(queue, _ONCE_A_DAY, _WHO, now=now)
        raise


def start_tidying(opened_queue: Callable[[], ReviewQueue], draft_days: int) -> threading.Event:
    """Starts one thread, which looks once an hour whether it is due; setting the event ends it, as does the end of the
    process.
    """
    stop = threading.Event()
    threading.Thread(target=_work, args=(opened_queue, draft_days, stop), name="tidy", daemon=True).start()
    atexit.register(stop.set)
    return stop


def _work(opened_queue: Callable[[], ReviewQueue], draft_days: int, stop: threading.Event) -> None:
    set_log_id("tidy")
    wait = _SECONDS_TO_THE_FIRST
    while not stop.wait(wait):
        wait = _SECONDS_BETWEEN
        try:
            done = tidy_if_due(opened_queue(), draft_days)
        except QueueUnavailable as error:
            log_warning("not_tidied", error=type(error).__name__)
            continue
        if done:
            log_event("tidied", **asdict(done))
