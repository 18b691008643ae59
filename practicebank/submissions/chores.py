"""What the server does by itself: once a day it tidies and reminds contributors, and every minute it looks what
reviewers are to be told. Of however many processes there are one does it, and the database decides which.
"""

import atexit
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from practicebank.log import log_event, log_warning, set_log_id
from practicebank.submissions.digests import Reviewers, tell_reviewers
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reminders import Reminded, remind
from practicebank.submissions.retention import Tidied, tidy
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import Limit, TooManyAttempts, count_attempt, forget_attempts

_ONCE_A_DAY = Limit("tidying", 1, timedelta(days=1))
_WHO = "server"
_SECONDS_TO_THE_FIRST, _SECONDS_BETWEEN = 300.0, 3_600.0
_SECONDS_BETWEEN_MAILS = 60.0


@dataclass(frozen=True)
class Chores:
    """How they are done here: `desk_page` is the full address of the reviewers' desk, "" where it is not known."""

    draft_days: int = 90
    reviewers: Reviewers = Reviewers()
    desk_page: str = ""


def once_a_day(queue: ReviewQueue, chores: Chores, *, now: datetime | None = None) -> tuple[Tidied, Reminded]:
    """Deletes and ends what has had its time, and reminds. Raises `QueueUnavailable`."""
    done = tidy(queue, draft_days=chores.draft_days, reviewers=chores.reviewers.named, now=now)
    return done, remind(queue, now=now)


def once_a_day_if_due(
    queue: ReviewQueue, chores: Chores, *, now: datetime | None = None
) -> tuple[Tidied, Reminded] | None:
    """The same, unless a server has done so since midnight UTC. Raises `QueueUnavailable`; then another may try."""
    try:
        count_attempt(queue, _ONCE_A_DAY, _WHO, now=now)
    except TooManyAttempts:
        return None
    try:
        return once_a_day(queue, chores, now=now)
    except BaseException:
        with suppress(QueueUnavailable):
            forget_attempts(queue, _ONCE_A_DAY, _WHO, now=now)
        raise


def start_chores(opened_queue: Callable[[], ReviewQueue], chores: Chores, *, mails: bool) -> threading.Event:
    """Starts one thread, which looks once an hour whether the day's work is due, and where the bank sends mail once a
    minute whether reviewers are to be told; setting the event ends it, as does the end of the process.
    """
    stop = threading.Event()
    threading.Thread(target=_work, args=(opened_queue, chores, mails, stop), name="chores", daemon=True).start()
    atexit.register(stop.set)
    return stop


def _work(opened_queue: Callable[[], ReviewQueue], chores: Chores, mails: bool, stop: threading.Event) -> None:
    set_log_id("chores")
    day, pause = time.monotonic() + _SECONDS_TO_THE_FIRST, _SECONDS_BETWEEN_MAILS if mails else _SECONDS_TO_THE_FIRST
    while not stop.wait(pause):
        try:
            if time.monotonic() >= day:
                day = time.monotonic() + _SECONDS_BETWEEN
                if done := once_a_day_if_due(opened_queue(), chores):
                    log_event("tidied", **asdict(done[0]), **asdict(done[1]))
            if mails and (told := tell_reviewers(opened_queue(), chores.reviewers, chores.desk_page)):
                log_event("reviewers_told", number=told)
        except QueueUnavailable as error:
            log_warning("chores_put_off", error=type(error).__name__)
