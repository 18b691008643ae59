"""The key, the limits, and being in and out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practicebank.access.door import CODE_HOLDS, HOURS_WITH_A_KEY, Door, Reviewer, WeakKey
from practicebank.access.people import NotAllowed
from practicebank.settings import Settings
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.rate_limits import TooManyAttempts
from practicebank.submissions.storage.tables import attempts

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
    entrance.leave(who, lambda: queue)
    with pytest.raises(NotAllowed, match="signed out"):
        entrance.check(who, now=NOW)


def cookie(entrance: Door, who: Reviewer) -> str:
    return entrance.cookie_for(entrance.code_for(who, now=NOW), now=NOW)[0]


def test_whoever_came_in_with_the_key_is_known_by_their_cookie_at_every_server_that_has_it(queue):
    here, elsewhere = Door(Settings(reviewer_key=KEY)), Door(Settings(reviewer_key=KEY))
    who = enter(here, queue)
    for entrance in (here, elsewhere):
        known = entrance.enter_with_cookie(queue, cookie(here, who), now=who.until - timedelta(seconds=1))
        assert known == who
        assert entrance.check(known, now=NOW) == who


def test_a_cookie_ends_after_eight_hours(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    who = enter(entrance, queue)
    code = entrance.code_for(who, now=NOW)
    copied, seconds = entrance.cookie_for(code, now=NOW)
    assert seconds == HOURS_WITH_A_KEY * 3600
    assert entrance.enter_with_cookie(queue, copied, now=who.until) is None


def test_a_cookie_is_of_no_use_after_signing_out_anywhere(queue):
    here, elsewhere = Door(Settings(reviewer_key=KEY)), Door(Settings(reviewer_key=KEY))
    who, other = enter(here, queue), enter(here, queue, session="another")
    copied, of_another = cookie(here, who), cookie(here, other)
    elsewhere.leave(elsewhere.enter_with_cookie(queue, copied, now=NOW), lambda: queue)
    for entrance in (here, elsewhere, Door(Settings(reviewer_key=KEY))):
        assert entrance.enter_with_cookie(queue, copied, now=NOW) is None
        assert entrance.enter_with_cookie(queue, of_another, now=NOW) == other


def test_a_cookie_ends_with_its_key(queue):
    mine, new, one_run, next_run = (Door(Settings(reviewer_key=key)) for key in (KEY, KEY + "!", "", ""))
    key = one_run.link("").partition("?key=")[2].partition(" ")[0]
    for entrance, after, given in ((mine, new, KEY), (one_run, next_run, key)):
        copied = cookie(entrance, enter(entrance, queue, given))
        assert entrance.enter_with_cookie(queue, copied, now=NOW)
        assert after.enter_with_cookie(queue, copied, now=NOW) is None


def test_an_altered_cookie_is_nobodys(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    whole = cookie(entrance, enter(entrance, queue))
    altered = {f"{whole[:at]}{'A' if whole[at] != 'A' else 'B'}{whole[at + 1 :]}" for at in range(len(whole) - 1)}
    for value in (*altered, "", ".", "é", whole[:-2], whole + "A", whole.rpartition(".")[0], "A" * 100_000):
        assert entrance.enter_with_cookie(queue, value, now=NOW) is None


def test_whoever_guesses_the_key_gains_nothing_by_making_a_cookie(queue):
    """Without a limit on cookies they would be tries without end. They name no sign-in that there was."""
    entrance, guesser = Door(Settings(reviewer_key=KEY)), Door(Settings(reviewer_key=KEY))
    who = enter(entrance, queue)
    made_up = replace(who, ticket="made up")
    guesser._inside[made_up.ticket] = made_up
    assert entrance.enter_with_cookie(queue, cookie(guesser, made_up), now=NOW) is None


def test_a_code_is_good_once_and_soon_and_while_its_reviewer_is_in(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    who = enter(entrance, queue)
    used, late, in_time, after = (entrance.code_for(who, now=NOW) for _ in range(4))
    assert entrance.cookie_for(used, now=NOW)
    assert entrance.cookie_for(in_time, now=NOW + CODE_HOLDS - timedelta(seconds=1))
    for code in (used, late, "", "made up", who.ticket):
        with pytest.raises(NotAllowed):
            entrance.cookie_for(code, now=NOW + CODE_HOLDS)
    entrance.leave(who, lambda: queue)
    with pytest.raises(NotAllowed):
        entrance.cookie_for(after, now=NOW)


def test_of_a_sign_in_the_database_holds_no_more_than_a_hash_until_it_ends(queue):
    entrance = Door(Settings(reviewer_key=KEY))
    who = enter(entrance, queue)
    with queue.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(attempts.select().where(attempts.c.until == who.until))]
    assert [(until, count) for _, until, count in rows] == [(who.until, 1)]
    assert not any(secret in str(rows) for secret in (who.ticket, who.email, who.name))
    with pytest.raises(NotAllowed):
        enter(entrance, queue, "wrong", now=who.until + timedelta(seconds=1))
    with queue.engine.connect() as connection:
        assert who.until not in connection.execute(attempts.select()).scalars("until")


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


def test_the_same_claims_are_the_same_person_until_they_leave(queue):
    entrance = Door(Settings(reviewers=("ada@example.org",)))
    claims = {"email": "ada@example.org", "email_verified": True, "name": "Ada\u202e", "exp": NOW.timestamp() + 60}
    who = entrance.enter_with_claims(claims, now=NOW)
    assert who.name == "Ada"
    assert not who.administrator
    assert entrance.enter_with_claims(claims, now=NOW) is who
    entrance.leave(who, lambda: queue)
    assert entrance.enter_with_claims(claims, now=NOW) != who
    with pytest.raises(NotAllowed, match="run out"):
        entrance.enter_with_claims(claims, now=NOW + timedelta(minutes=2))
