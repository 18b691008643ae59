"""From the queue to the shelf: what readers see after a decision, in this process and in another."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from examples import ADA, LEAFLETS, NIGHT_WALKS, TERMS

from practicebank.bank.shelf import Shelf
from practicebank.search import BackgroundSearch, index
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.submissions import codes
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.states import Status, Step
from tests.practicebank.small_tables import csv_text

CONTACT = ("Alex Example", "Community safety team", "community.safety@example.org")


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    (tmp_path / "practices.csv").write_text(csv_text({"title": "Safer routes"}, {"title": "Lamps"}), encoding="utf-8")
    return replace(Settings(), catalogue=tmp_path / "practices.csv", sources=tmp_path / "sources.csv", database_url=url)


@pytest.fixture
def queue(url: str) -> Iterator[ReviewQueue]:
    queue = open_queue(url, TERMS)
    yield queue
    queue.engine.dispose()


def publish(queue: ReviewQueue, reference: str, slug: str = "night-walks") -> None:
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug=slug)


def titles(opened: Shelf) -> list[str]:
    return list(opened.current().practices["title"])


def test_a_published_practice_appears_is_found_and_counted(settings, queue):
    reference = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    watched = services_of(settings).watch
    watched.refresh(queue)
    before = services_of(settings).shelf.current()
    publish(queue, reference)
    assert services_of(settings).shelf.current() is before
    watched.refresh(queue)
    bank = services_of(settings).shelf.current()
    assert titles(services_of(settings).shelf) == ["Safer routes", "Lamps", "Night walks"]
    assert bank.version != before.version
    found = bank.find("estate")
    assert found is not None
    assert [bank.practices["slug"].iloc[row] for row in found.rows] == ["night-walks"]
    assert bank.facets["region"].counts()["Wales"] == 1
    assert bank.facets["organisation"].counts()["Westshire Constabulary"] == 1
    assert bank.practices.dtypes.equals(before.practices.dtypes) or set(bank.practices.dtypes.astype(str)) == set(
        before.practices.dtypes.astype(str)
    )


TOLD = NIGHT_WALKS.model_copy(
    update={"problem": "Rides on e-scooters ended in fights.", "learning": "Take the trailer: it holds three bikes."}
)


def test_a_published_practice_is_found_by_what_its_account_says(settings, queue):
    publish(queue, queue.submit(TOLD, codes.new_key()).reference)
    services_of(settings).watch.refresh(queue)
    bank = services_of(settings).shelf.current()
    for words in ("e-scooters", "escooter", "trailer", "trailler", "fights"):
        found = bank.find(words)
        assert found is not None
        assert not found.nearest_only
        assert [bank.practices["slug"].iloc[row] for row in found.rows] == ["night-walks"]
        [match] = found.why(int(found.rows[0])).fields
        assert match.field == "account"
        assert match.spans


def test_laid_over_a_large_index_its_account_is_found_too(settings, queue, monkeypatch, tmp_path):
    monkeypatch.setattr(index, "LARGE", 0)
    monkeypatch.setattr(index, "PAUSE_SECONDS", 0)
    settings = replace(settings, search_index=tmp_path / "search")
    watched, shelf = services_of(settings).watch, services_of(settings).shelf
    watched.refresh(queue)
    before = shelf.current().search
    assert isinstance(before, BackgroundSearch)
    assert before.wait(60)
    monkeypatch.setattr(index, "build_in_process", lambda *arguments: pytest.fail("it was built again"))
    publish(queue, queue.submit(TOLD, codes.new_key()).reference)
    watched.refresh(queue)
    bank = shelf.current()
    assert isinstance(bank.search, BackgroundSearch)
    assert bank.search.wait(60)
    for words in ("e-scooters", "trailer", "trailler"):
        assert bank.search.search(words).rows.tolist() == [len(bank) - 1]


def test_nothing_unpublished_and_no_contact_gets_onto_the_shelf(settings, queue):
    waiting = NIGHT_WALKS.model_copy(update={"title": "Secret walks"})
    references = [queue.submit(waiting, codes.new_key()).reference for _ in range(3)]
    queue.move(references[1], Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(references[1], Step.DECLINE, ADA, expected=Status.IN_REVIEW, words="Not yet.")
    publish(queue, queue.submit(LEAFLETS, codes.new_key()).reference, "leaflets")
    services_of(settings).watch.refresh(queue)
    bank = services_of(settings).shelf.current()
    everything = repr(bank.publications) + bank.practices.to_csv()
    assert "Leaflets through every door" in everything
    for word in ("Secret walks", "Westshire Council", *CONTACT):
        assert word not in everything


def test_a_contact_is_shown_with_consent_and_only_on_its_own_page(settings, queue):
    consenting = NIGHT_WALKS.model_copy(update={"publish_contact": True})
    publish(queue, queue.submit(consenting, codes.new_key()).reference)
    services_of(settings).watch.refresh(queue)
    bank = services_of(settings).shelf.current()
    assert bank.publications["night-walks"].contact == CONTACT
    assert "Alex Example" not in bank.practices.to_csv()


@pytest.mark.parametrize("step", [Step.RETIRE, Step.REPLACE])
def test_what_is_withdrawn_keeps_its_address_and_leaves_the_lists(settings, queue, step):
    reference = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    publish(queue, reference)
    queue.move(reference, step, ADA, expected=Status.PUBLISHED, words="It stopped.", replaced_by="lamps")
    services_of(settings).watch.refresh(queue)
    bank = services_of(settings).shelf.current()
    assert titles(services_of(settings).shelf) == ["Safer routes", "Lamps"]
    gone = bank.publications["night-walks"]
    assert (gone.listed, gone.because, bank.title_of("night-walks")) == (False, "It stopped.", "Night walks")
    assert "night-walks" in bank
    assert gone.replaced_by == ("lamps" if step is Step.REPLACE else "")


def test_what_is_taken_back_is_gone(settings, queue):
    reference = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    publish(queue, reference)
    services_of(settings).watch.refresh(queue)
    founding = services_of(settings).shelf.current().version
    queue.move(reference, Step.REOPEN, ADA, expected=Status.PUBLISHED, words="Too early.")
    services_of(settings).watch.refresh(queue)
    bank = services_of(settings).shelf.current()
    assert bank.title_of("night-walks") == ""
    assert "night-walks" not in bank
    assert bank.version != founding


def test_where_the_file_has_the_same_slug_its_row_is_shown(settings, queue):
    publish(queue, queue.submit(NIGHT_WALKS, codes.new_key()).reference, "lamps")
    services_of(settings).watch.refresh(queue)
    assert titles(services_of(settings).shelf) == ["Safer routes", "Lamps"]
    assert services_of(settings).shelf.current().publications == {}


def test_a_changed_file_keeps_what_was_published(settings, queue):
    publish(queue, queue.submit(NIGHT_WALKS, codes.new_key()).reference)
    services_of(settings).watch.refresh(queue)
    services_of(settings).shelf.current()
    settings.catalogue.write_text(csv_text({"title": "Only one"}), encoding="utf-8")
    assert titles(services_of(settings).shelf) == ["Only one", "Night walks"]


def test_another_process_follows_within_seconds_and_a_database_that_is_away_changes_nothing(settings, queue):
    reference = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    other = replace(settings, draft_days=91)  # a shelf of its own, as another process has
    watched, stop = services_of(other).watch, threading.Event()
    thread = threading.Thread(target=watched.run, args=(stop,))
    thread.start()
    try:
        assert watched.refreshed.wait(10)
        services_of(other).shelf.current()
        publish(queue, reference)
        for _ in range(100):
            if "Night walks" in titles(services_of(other).shelf):
                break
            stop.wait(0.1)
        assert "Night walks" in titles(services_of(other).shelf)
    finally:
        stop.set()
        thread.join(10)
        services_of(other).queue().engine.dispose()


def test_a_database_that_is_away_leaves_the_bank_as_it_was(settings):
    away = replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none")
    watched, stop = services_of(away).watch, threading.Event()
    thread = threading.Thread(target=watched.run, args=(stop,))
    thread.start()
    assert watched.refreshed.wait(20)
    assert titles(services_of(away).shelf) == ["Safer routes", "Lamps"]
    stop.set()
    thread.join(20)


def test_events_that_readers_do_not_see_rebuild_nothing(settings, queue):
    watched = services_of(settings).watch
    watched.refresh(queue)
    before = services_of(settings).shelf.current()
    reference = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    watched.refresh(queue)
    assert services_of(settings).shelf.current() is before
