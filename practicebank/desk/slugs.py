"""The address a practice is first published under: readable, its own, and kept for good."""

from collections.abc import Callable
from itertools import count

from practicebank.catalogue.slugs import derive_slugs
from practicebank.desk.desk import Desk
from practicebank.submissions.moves import SlugTaken
from practicebank.submissions.storage.records import SubmissionRecord

_TRIES = 20


def publish_under(desk: Desk, record: SubmissionRecord, publish: Callable[[str], int]) -> int:
    """Publishes under the slug it has, or under the first one that is free."""
    desk.reviewer()
    if record.slug:
        return publish(record.slug)
    bank = desk.bank()
    taken = {*bank.row_of, *bank.additions}
    for attempt in count(1):
        [slug] = derive_slugs([record.submission.title], taken)
        try:
            return publish(slug)
        except SlugTaken:  # by one that is not public just now
            taken.add(slug)
            if attempt == _TRIES:
                raise
    raise AssertionError("unreachable")
