"""The background work of a server: opens the queue when it starts, then sends its messages if it may."""

import atexit
import threading
from collections.abc import Callable

from practicebank.log import begin
from practicebank.submissions.mail.outbox import deliver_for_ever, mail_server
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.storage.engine import QueueUnavailable

_SECONDS_BETWEEN = 5.0


def start_postman(smtp_url: str, opened_queue: Callable[[], ReviewQueue]) -> threading.Event:
    """Starts one thread; setting the event ends it, as does the end of the process.

    Raises `MailSettingsError` at once when the mail server's address cannot be used.
    """
    if smtp_url:
        mail_server(smtp_url)
    stop = threading.Event()
    threading.Thread(target=_work, args=(smtp_url, opened_queue, stop), name="postman", daemon=True).start()
    atexit.register(stop.set)
    return stop


def _work(smtp_url: str, opened_queue: Callable[[], ReviewQueue], stop: threading.Event) -> None:
    begin("postman")
    while not stop.is_set():
        try:
            queue = opened_queue()
        except QueueUnavailable:
            stop.wait(_SECONDS_BETWEEN)
            continue
        if smtp_url:
            deliver_for_ever(queue, smtp_url, stop, _SECONDS_BETWEEN)
        return
