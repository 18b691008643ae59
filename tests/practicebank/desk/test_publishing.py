"""What a reviewer decides is in the bank at once, for whoever decides it: a page, a command or a test."""

import pytest
from desks import claim, publish, seen, sit_down

from practicebank.desk import after_publication, corrections, decisions
from practicebank.publishing.to_readers import Watch
from practicebank.submissions.states import Status
from practicebank.submissions.storage.engine import QueueUnavailable


@pytest.fixture
def ada(own_services):
    return sit_down(own_services, "Ada")


def title(services, slug="night-walks"):
    return services.shelf.current().title_of(slug)


def test_what_is_published_is_in_the_bank_at_once(own_services, ada, reference):
    before = len(own_services.shelf.current())
    publish(ada, reference)
    assert len(own_services.shelf.current()) == before + 1
    assert title(own_services) == "Night walks"


def test_what_is_changed_afterwards_is_changed_at_once(own_services, ada, reference):
    publish(ada, reference)
    before = len(own_services.shelf.current())
    corrections.correct(ada, reference, seen(ada, reference), {"title": "Night walks together"})
    assert title(own_services) == "Night walks together"
    after_publication.retire(ada, reference, seen(ada, reference), "It stopped.")
    assert len(own_services.shelf.current()) == before - 1
    assert own_services.shelf.current().publications["night-walks"].because == "It stopped."
    after_publication.erase(ada, reference, seen(ada, reference), "Asked to.", content=True)
    assert title(own_services) == "Erased"


def test_the_bank_is_left_alone_by_what_readers_do_not_see(own_services, ada, reference):
    before = own_services.shelf.current()
    claim(ada, reference)
    decisions.note(ada, reference, seen(ada, reference), "For reviewers.")
    assert own_services.shelf.current() is before


class Away(Watch):
    """A watch whose database has gone since the decision was stored."""

    def refresh(self, queue):
        raise QueueUnavailable


def test_what_is_decided_is_decided_when_the_database_is_away_afterwards(own_services, ada, reference):
    there, own_services.watch = own_services.watch, Away(own_services.shelf, own_services.queue)
    publish(ada, reference)
    assert ada.queue.get(reference).status is Status.PUBLISHED
    there.refresh(ada.queue)
    assert title(own_services) == "Night walks"
