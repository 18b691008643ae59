"""What the server does by itself, by one process of all."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from practicebank import log
from practicebank.submissions import chores
from practicebank.submissions.chores import Chores, once_a_day_if_due, start_chores
from practicebank.submissions.queue import open_queue
from practicebank.submissions.reminders import Reminded
from practicebank.submissions.retention import Tidied
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.reviewer_mail import Wish, keep_wish, wish_of

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
NOTHING = Tidied(0, 0, 0, 0, 0), Reminded()
USUAL = Chores()


def test_it_is_done_once_between_two_midnights(queue):
    assert once_a_day_if_due(queue, USUAL, now=NOON) == NOTHING
    assert once_a_day_if_due(queue, USUAL, now=NOON + timedelta(hours=11, minutes=59)) is None
    assert once_a_day_if_due(queue, USUAL, now=NOON + timedelta(hours=12, minutes=1)) == NOTHING


def test_of_several_processes_one_does_it(queue, url):
    others = [open_queue(url) for _ in range(3)]
    ready = threading.Barrier(3)

    def at_once(mine):
        ready.wait()
        return once_a_day_if_due(mine, USUAL, now=NOON)

    with ThreadPoolExecutor(3) as together:
        done = list(together.map(at_once, others))
    for mine in others:
        mine.engine.dispose()
    assert sorted(map(bool, done)) == [False, False, True]


def test_what_could_not_be_done_is_done_later_the_same_day(queue, monkeypatch):
    def away(*args, **kwargs):
        raise QueueUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(chores, "tidy", away)
        with pytest.raises(QueueUnavailable):
            once_a_day_if_due(queue, USUAL, now=NOON)
    assert once_a_day_if_due(queue, USUAL, now=NOON) == NOTHING


def test_the_server_does_it_by_itself_and_says_so(queue, receipt, monkeypatch, caplog):
    for name in ("_SECONDS_TO_THE_FIRST", "_SECONDS_BETWEEN", "_SECONDS_BETWEEN_MAILS"):
        monkeypatch.setattr(chores, name, 0.01)
    monkeypatch.setattr(log, "_told", {})  # whatever another test was told within this minute
    wish_of(queue, "ada@example.org", now=datetime.now(UTC) - timedelta(days=1))
    keep_wish(queue, "ada@example.org", Wish.AT_ONCE)
    queue.submit(queue.get(receipt.reference).submission, "k" * 40)
    done = threading.Event()
    answers = iter([QueueUnavailable()])

    def opened():
        for error in answers:
            raise error
        if {"tidied", "reviewers_told"} <= set(logged()):
            done.set()
        return queue

    def logged():
        return {record.message: record for record in caplog.records}

    caplog.set_level(logging.INFO, logger="practicebank")
    stop = start_chores(opened, USUAL, mails=True)
    [thread] = [each for each in threading.enumerate() if each.name == "chores"]
    assert done.wait(60)
    stop.set()
    thread.join(60)
    assert logged()["tidied"].facts == {
        "drafts": 0,
        "contacts": 0,
        "messages": 0,
        "lapsed": 0,
        "reviewers": 0,
        "reminded": 0,
        "followed_up": 0,
    }
    assert logged()["reviewers_told"].facts == {"number": 1}
    assert "chores_put_off" in logged()
