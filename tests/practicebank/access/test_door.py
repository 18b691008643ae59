"""The key, the limits, and being in and out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practicebank.access.door import HOURS_WITH_A_KEY, Door, Reviewer, WeakKey
from practicebank.access.people import NotAllowed
from practicebank.settings import Settings
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.rate_limits import TooManyAttempts

KEY = "a key that nobody guesses"
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[ReviewQueue]:
    queue = open_queue(f"sqlite:///{tmp_path}/bank.db")
    yield queue
    queue.engine.dispose()


def enter(entrance: Door, queue: ReviewQueue, key: str = KEY, **more: object) -> Reviewer:
    given = {"name": "Ada", "email": "Ada@example.org", "session": "s", "address": "192.0.2.1", "now": NOW}
    return entrance.enter_with_key(queue, key, **{**given, **more})  # type: ignore[arg-type]


def test_the_key_of_the_settings_lets_in(queue):
    who = enter(Door(Settings(reviewer_key=KEY)), queue)
    assert (who.email, who.name, who.until) == ("ada@example.org", "Ada", NOW + timedelta(hours=HOURS_WITH_A_KEY))


def test_without_a_key_in_the_settings_each_run_has_its_own(queue):
    one, other = Door(Settings()), Door(Settings())
    key = one.link("http://localhost:8501").partition("?key=")[2].partition(" ")[0]
    assert len(key) >= 32
    assert enter(one, queue, key).name == "Ada"
    with pytest.raises(NotAllowed, match="not the key"):
        enter(other, queue, key)


def test_the_terminal_never_says_the_key_of_the_settings():
    assert KEY not in Door(Settings(reviewer_key=KEY)).link("http://localhost:8501")
    assert KEY not in repr(Settings(reviewer_key=KEY))


@pytest.mark.parametrize("key", ["x", "password", "x" * 19])
def test_a_key_that_could_be_guessed_is_refused(key):
    with pytest.raises(WeakKey):
        Door(Settings(reviewer_key=key))


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + " ", KEY.upper(), "\ud800", "é" * 5_000])
def test_no_other_key_does(queue, key):
    with pytest.raises(NotAllowed, match="not the key"):
        enter(Door(Settings(reviewer_key=KEY)), queue, key)


@pytest.mark.parametrize("said", [{"name": " "}, {"email": ""}, {"name": "\x00"}])
def test_whoever_has_the_key_says_who_they_are(queue, said):
    with pytest.raises(NotAllowed, match="Enter your name"):
        enter(Door(Settings(reviewer_key=KEY)), queue, **said)


def test_what_is_wrong_with_their_address_is_said(queue):
    with pytest.raises(NotAllowed, match=r"^Enter the e-mail address without a space\.$"):
        enter(Door(Settings(reviewer_key=KEY)), queue, email="ada l@example.org")


def test_a_session_has_five_tries_and_the_right_key_does_not_help_after_them(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    for _ in range(5):
        with pytest.raises(NotAllowed):
            enter(entrance, queue, "wrong")
    with pytest.raises(TooManyAttempts):
        enter(entrance, queue, KEY)
    assert enter(entrance, queue, KEY, session="another").name == "Ada"
    assert enter(entrance, queue, KEY, now=NOW + timedelta(minutes=16)).name == "Ada"


@pytest.mark.parametrize("address", ["192.0.2.1", ""])
def test_new_sessions_do_not_make_new_tries_from_one_address(queue, address):
    entrance = Door(Settings(reviewer_key=KEY))
    for number in range(20):
        with pytest.raises(NotAllowed):
            enter(entrance, queue, "wrong", session=str(number), address=address)
    with pytest.raises(TooManyAttempts):
        enter(entrance, queue, KEY, session="yet another", address=address)


def test_being_in_ends_with_time_and_with_leaving(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    who = enter(entrance, queue)
    assert entrance.check(who, now=NOW) is who
    with pytest.raises(NotAllowed, match="run out"):
        entrance.check(who, now=who.until)
    entrance.leave(who)
    with pytest.raises(NotAllowed, match="signed out"):
        entrance.check(who, now=NOW)


def test_a_reviewer_cannot_be_made_up_or_altered(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    who = enter(entrance, queue)
    made_up = Reviewer("ada@example.org", "Ada", True, NOW + timedelta(days=1), "ticket")
    elsewhere = enter(Door(Settings(reviewer_key=KEY)), queue)
    for other in (
        made_up,
        replace(who, email="ben@example.org"),
        replace(who, until=who.until + timedelta(1)),
        elsewhere,
    ):
        with pytest.raises(NotAllowed):
            entrance.check(other, now=NOW)
    for nobody in (None, "Ada", who.ticket, True):
        with pytest.raises(NotAllowed, match="Sign in"):
            entrance.check(nobody, now=NOW)


def test_the_same_claims_are_the_same_person_until_they_leave():
    entrance = Door(Settings(reviewers=("ada@example.org",)))
    claims = {"email": "ada@example.org", "email_verified": True, "name": "Ada\u202e", "exp": NOW.timestamp() + 60}
    who = entrance.enter_with_claims(claims, now=NOW)
    assert who.name == "Ada"
    assert not who.administrator
    assert entrance.enter_with_claims(claims, now=NOW) is who
    entrance.leave(who)
    assert entrance.enter_with_claims(claims, now=NOW) != who
    with pytest.raises(NotAllowed, match="run out"):
        entrance.enter_with_claims(claims, now=NOW + timedelta(minutes=2))
