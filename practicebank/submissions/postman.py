"""The background work of a server: opens the queue when it starts, then sends its messages if it may."""

import atexit
import threading

from practicebank.journal import begin
from practicebank.settings import Settings
from practicebank.submissions.engine import QueueUnavailable
from practicebank.submissions.opened import opened_queue
from practicebank.submissions.outbox import deliver_for_ever, mail_server

_SECONDS_BETWEEN = 5.0


def start_postman(settings: Settings) -> threading.Event:
    """Starts one thread; setting the event ends it, as does the end of the process.

    Raises `MailSettingsError` at once when the mail server's address cannot be used.
    """
    if settings.smtp_url:
        mail_server(settings.smtp_url)
    stop = threading.Event()
    threading.Thread(target=_work, args=(settings, stop), name="postman", daemon=True).start()
    atexit.register(stop.set)
    return stop


def _work(settings: Settings, stop: threading.Event) -> None:
    begin("postman")
    while not stop.is_set():
        try:
            queue = opened_queue(settings)
        except QueueUnavailable:
            stop.wait(_SECONDS_BETWEEN)
            continue
        if settings.smtp_url:
            deliver_for_ever(queue, settings.smtp_url, stop, _SECONDS_BETWEEN)
        return
