"""Brings what reviewers publish to the bank's shelf: at once in the process that published, in others within
seconds.

Each process looks at the queue's revision every two seconds, in a thread of its own, so that no reader ever
waits for a database; while it is away, the bank stays as it was.
"""

import atexit
import threading
import time
from collections.abc import Callable

from practicebank.bank.shelf import Shelf
from practicebank.log import log_event, set_log_id
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.funnel import funnel
from practicebank.submissions.reading.published_practices import public_change_since, public_practices
from practicebank.submissions.storage.engine import QueueUnavailable

SECONDS_BETWEEN = 2.0
SECONDS_BETWEEN_COUNTS = 60.0


class Watch:
    """What of one queue has reached one shelf. `refreshed` is set once it has been read for the first time."""

    def __init__(self, shelf: Shelf, queue: Callable[[], ReviewQueue]) -> None:
        self.refreshed = threading.Event()
        self._shelf = shelf
        self._queue = queue
        self._lock = threading.Lock()
        self._revision = -1
        self._counted = -1
        self._count_again = 0.0

    def refresh(self, queue: ReviewQueue) -> None:
        """Puts on the shelf what has changed since the last look. Raises `QueueUnavailable`."""
        with self._lock:
            revision = queue.revision()
            if revision != self._revision:
                if self._revision < 0 or public_change_since(queue, self._revision):
                    self._shelf.put(public_practices(queue))
                self._revision = revision
            self._count(queue, revision)
            self._queue_is("there")
            self.refreshed.set()

    def _count(self, queue: ReviewQueue, revision: int) -> None:
        """Counts for the public what became of everything sent: now and then, for it reads the whole log."""
        now = time.monotonic()
        if revision != self._counted and now >= self._count_again:
            self._shelf.pace = funnel(queue).pace
            self._counted, self._count_again = revision, now + SECONDS_BETWEEN_COUNTS

    def run(self, stop: threading.Event) -> None:
        """Looks until `stop` is set: the work of one background thread."""
        set_log_id("watching")
        while not stop.is_set():
            try:
                self.refresh(self._queue())
            except QueueUnavailable:
                self._queue_is("away")
                self.refreshed.set()  # whoever waits to open the bank is not kept longer
            stop.wait(SECONDS_BETWEEN)

    def _queue_is(self, where: str) -> None:
        if self._shelf.queue == "away" and where == "there":
            log_event("queue_back")
        self._shelf.queue = where


def start_watching(watch: Watch) -> None:
    """Starts the thread; it ends with the process."""
    stop = threading.Event()
    threading.Thread(target=watch.run, args=(stop,), name="watching", daemon=True).start()
    atexit.register(stop.set)
