"""What the server does once a day, by one process of all."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from practicebank import log
from practicebank.submissions import daily
from practicebank.submissions.daily import start_tidying, tidy_if_due
from practicebank.submissions.queue import open_queue
from practicebank.submissions.retention import Tidied
from practicebank.submissions.storage.engine import QueueUnavailable

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
NOTHING = Tidied(0, 0, 0, 0)


def test_it_is_done_once_between_two_midnights(queue):
    assert tidy_if_due(queue, 90, now=NOON) == NOTHING
    assert tidy_if_due(queue, 90, now=NOON + timedelta(hours=11, minutes=59)) is None
    assert tidy_if_due(queue, 90, now=NOON + timedelta(hours=12, minutes=1)) == NOTHING


def test_of_several_processes_one_does_it(queue, url):
    others = [open_queue(url) for _ in range(3)]
    ready = threading.Barrier(3)

    def at_once(mine):
        ready.wait()
        return tidy_if_due(mine, 90, now=NOON)

    with ThreadPoolExecutor(3) as together:
        done = list(together.map(at_once, others))
    for mine in others:
        mine.engine.dispose()
    assert sorted(map(bool, done)) == [False, False, True]


def test_what_could_not_be_done_is_done_later_the_same_day(queue, monkeypatch):
    def away(*args, **kwargs):
        raise QueueUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(daily, "tidy", away)
        with pytest.raises(QueueUnavailable):
            tidy_if_due(queue, 90, now=NOON)
    assert tidy_if_due(queue, 90, now=NOON) == NOTHING


def test_the_server_does_it_by_itself_and_says_so(queue, monkeypatch, caplog):
    monkeypatch.setattr(daily, "_SECONDS_TO_THE_FIRST", 0.01)
    monkeypatch.setattr(daily, "_SECONDS_BETWEEN", 0.01)
    monkeypatch.setattr(log, "_told", {})  # whatever another test was told within this minute
    asked = threading.Event()
    answers = iter([QueueUnavailable()])

    def opened():
        for error in answers:
            raise error
        if logged():
            asked.set()
        return queue

    def logged():
        return [record for record in caplog.records if record.message == "tidied"]

    caplog.set_level(logging.INFO, logger="practicebank")
    stop = start_tidying(opened, 90)
    assert asked.wait(60)
    stop.set()
    [said] = logged()
    assert said.facts == {"drafts": 0, "contacts": 0, "messages": 0, "lapsed": 0}
    assert "not_tidied" in [record.message for record in caplog.records]
