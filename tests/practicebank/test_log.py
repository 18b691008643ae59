"""What is told, in which form, and what never is."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from practicebank import log
from practicebank.settings import LOG_FORMS, Settings, SettingsError

SECRETS = ("alex@example.org", "Alex Example", "RB-7K2M-9PXQ", "typed by somebody")


@pytest.fixture(autouse=True)
def nothing_told_yet() -> Iterator[None]:
    log._told.clear()
    yield
    log.set_log_id("")


PROGRAM = """
import logging, threading
from practicebank import log
other, streamlit = logging.getLogger("other.package"), logging.getLogger("streamlit.error_util")
streamlit.addHandler(logging.StreamHandler()); streamlit.propagate = False
log.set_up({form!r}, lambda: "s-1")
def fails(typed): raise KeyError(typed)
log.log_event("bank_read", practices=63, data_version="abc")
log.set_log_id("r-2")
log.log_warning("queue_unavailable", error="OperationalError", code="SQLITE_BUSY")
log.log_warning("queue_unavailable", error="OperationalError", code="SQLITE_BUSY")
other.info("not told")
silent = logging.getLogger("uvicorn.access")
silent.propagate = False
log.set_up({form!r}, lambda: "s-1")
silent.info("not told either")
other.warning("typed by somebody %s", "alex@example.org")
other.warning(f"typed by somebody: {{'Alex Example'}}")
streamlit.warning("Lost the session %s", "RB-7K2M-9PXQ")
try: fails("typed by somebody")
except KeyError: streamlit.exception("Uncaught app execution")
threading.Thread(target=fails, args=("alex@example.org",), name="postman").start()
"""


def told(form: str) -> list[str]:
    """What a process of its own writes on its standard error output, where all logging is ours."""
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(form=form)], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert not any(secret in done.stderr for secret in SECRETS)
    return done.stderr.splitlines()


def test_each_event_is_an_object_on_a_line_and_holds_nothing_typed_or_personal() -> None:
    lines = [json.loads(line) for line in told("json")]
    assert [(line["level"], line["event"], line["id"]) for line in lines] == [
        ("info", "bank_read", "s-1"),
        ("warning", "queue_unavailable", "r-2"),
        ("warning", "message", "r-2"),
        ("warning", "message", "r-2"),
        ("warning", "message", "r-2"),
        ("error", "message", "r-2"),
        ("error", "thread_ended", "s-1"),
    ]
    assert all(line["time"].endswith("Z") for line in lines)
    assert lines[0]["practices"] == 63
    assert [line.get("words") for line in lines[2:6]] == [None, None, "Lost the session %s", "Uncaught app execution"]
    assert (lines[5]["error"], lines[6]["error"], lines[6]["thread"]) == ("KeyError", "KeyError", "postman")
    assert lines[5]["where"].endswith("fails")


def test_as_plain_text_it_is_a_line_of_words() -> None:
    lines = told("text")
    assert len(lines) == 7
    assert lines[0].endswith('Z info bank_read id="s-1" practices=63 data_version="abc"')


def test_the_same_warning_is_told_once_a_minute_in_one_place(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for place in ("r-1", "r-2", "r-1"):
            log.set_log_id(place)
            log.log_warning("queue_unavailable", code="x")
        log.log_warning("queue_unavailable", code="y")
        log.log_event("bank_read")
        log.log_event("bank_read")
    assert [record.getMessage() for record in caplog.records] == ["queue_unavailable"] * 3 + ["bank_read"] * 2


def test_what_would_break_a_line_or_is_too_long_does_not(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        log.log_event("bank_refused", reason="a\nb\u2028\u202e" + "x" * 9_999)
    for form in LOG_FORMS:
        line = log._Line(form).format(caplog.records[0])
        assert line.isascii()
        assert line.isprintable()
        assert len(line) < 800


def test_a_session_is_named_without_being_given_away() -> None:
    assert log.session_name("one") == log.session_name("one") != log.session_name("two")
    assert len(log.session_name("0b9c7c2e")) == 14


def test_only_known_forms_are_taken() -> None:
    assert Settings.from_environment({"PRACTICEBANK_LOG": "text"}).log == "text"
    with pytest.raises(SettingsError, match="PRACTICEBANK_LOG one of json and text"):
        Settings.from_environment({"PRACTICEBANK_LOG": "xml"})
