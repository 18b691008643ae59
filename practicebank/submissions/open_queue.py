"""The one review queue of this process, opened when it is first needed.

Whoever reads practices needs no database, so nothing is opened before somebody shares, tracks or reviews.
"""

import threading

from sqlalchemy.exc import ArgumentError, DatabaseError

from practicebank.settings import Settings
from practicebank.submissions.form.checks import TERM_FIELDS, Terms
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.engine import unavailable
from practicebank.vocabulary import Vocabulary, load_vocabulary


class QueueOpener:
    """Opens one queue and keeps it; a database that is away is asked again the next time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._queue: ReviewQueue | None = None

    def queue(self, vocabulary: Vocabulary | None = None) -> ReviewQueue:
        """Held to this vocabulary from now on when one is given. Raises `QueueUnavailable`."""
        with self._lock:
            if self._queue is None:
                self._queue = self._open()
            if vocabulary is not None:
                self._queue.terms = terms_of(vocabulary)
            return self._queue

    def _open(self) -> ReviewQueue:
        settings = self._settings
        try:
            return open_queue(
                settings.database_url,
                terms_of(load_vocabulary(settings.vocabulary)),
                mails=bool(settings.smtp_url),
                answer_days=settings.answer_days,
                tracking_page=f"{settings.public_address}/submission" if settings.public_address else "",
            )
        except (OSError, ArgumentError, DatabaseError) as error:  # a folder or an address that cannot be used
            raise unavailable(error) from error


def terms_of(vocabulary: Vocabulary) -> Terms:
    """The words a submission may use, by field."""
    return {name: vocabulary[name].names for name in TERM_FIELDS}
