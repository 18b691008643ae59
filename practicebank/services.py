"""What a process has one of: the shelf with the bank, the queue, the door to the desk, the watch between them.

`app.py` and the commands make them from the settings and hand them on; a page finds them in its visit.
"""

import threading
from functools import lru_cache

from practicebank.access.door import Door
from practicebank.bank.shelf import Shelf
from practicebank.publishing.to_readers import Watch
from practicebank.settings import Settings
from practicebank.submissions.chores import Chores
from practicebank.submissions.digests import Reviewers
from practicebank.submissions.form.email_address import email_key
from practicebank.submissions.lost_links import Pages
from practicebank.submissions.open_queue import QueueOpener
from practicebank.submissions.queue import ReviewQueue
from practicebank.vocabulary import Vocabulary


class Services:
    """Making them opens nothing: the files are read and the database is asked when somebody first needs them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.shelf = Shelf(settings)
        self._opener = QueueOpener(settings)
        self.watch = Watch(self.shelf, self.queue)
        self._lock = threading.Lock()
        self._door: Door | None = None

    @property
    def door(self) -> Door:
        """Raises `WeakKey` when the reviewers' key in the settings could be guessed."""
        with self._lock:
            if self._door is None:
                self._door = Door(self.settings)
            return self._door

    @property
    def chores(self) -> Chores:
        """How the day's work is done here. Those whom the settings name as reviewers are told; only they, where neither
        a claim nor a key of the settings lets anybody else in.
        """
        settings = self.settings
        named = tuple(dict.fromkeys(email_key(email) for email in (*settings.reviewers, *settings.administrators)))
        only = bool(named) and not (settings.reviewer_claim or settings.administrator_claim or settings.reviewer_key)
        desk_page = f"{settings.public_address}/desk" if settings.public_address else ""
        return Chores(settings.draft_days, Reviewers(named, only), desk_page)

    @property
    def pages(self) -> Pages:
        """Where links in mails lead."""
        address = self.settings.public_address
        share, tracking = (f"{address}/{path}" if address else "" for path in ("share", "submission"))
        return Pages(share, tracking, self.settings.draft_days)

    def queue(self, vocabulary: Vocabulary | None = None) -> ReviewQueue:
        """The queue, its database made or brought up to date when it is first asked for.

        It holds submissions to `vocabulary` from now on when one is given. Raises `QueueUnavailable`.
        """
        return self._opener.queue(vocabulary)


@lru_cache(maxsize=8)
def services_of(settings: Settings) -> Services:
    """The same for the same settings: Streamlit runs `app.py` anew for every page."""
    return Services(settings)
