import threading

import pytest

from practicebank.web.api.downloads import FileCache, TooManyWaiting


def test_a_file_is_made_once():
    kept, made = FileCache(), []

    def make():
        made.append(1)
        return b"file"

    assert [kept.get("a", make) for _ in range(3)] == [b"file"] * 3
    assert len(made) == 1


def test_what_was_asked_for_least_recently_goes_first():
    kept = FileCache(most_bytes=10)
    for key in ("a", "b"):
        kept.get(key, lambda: b"12345")
    kept.get("a", lambda: b"made again")
    kept.get("c", lambda: b"12345")
    assert kept.size == 10
    assert kept.get("a", lambda: b"new") == b"12345"
    assert kept.get("b", lambda: b"new") == b"new"


def test_a_failure_is_not_kept_and_lets_the_next_one_through():
    kept = FileCache(most_waiting=1)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: bytes(1 // 0))
    assert kept.get("a", lambda: b"file") == b"file"


def test_threads_wait_for_one_maker_and_too_many_are_told():
    kept, begun, go = FileCache(most_waiting=2), threading.Event(), threading.Event()
    made, got = [], []

    def make():
        begun.set()
        go.wait(10)
        made.append(1)
        return b"file"

    first = threading.Thread(target=lambda: got.append(kept.get("a", make)))
    first.start()
    assert begun.wait(10)
    second = threading.Thread(target=lambda: got.append(kept.get("a", make)))
    second.start()
    while kept._waiting._value:  # until the second one waits
        pass
    with pytest.raises(TooManyWaiting):
        kept.get("b", make)
    go.set()
    first.join(10)
    second.join(10)
    assert got == [b"file", b"file"]
    assert len(made) == 1
