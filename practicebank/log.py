"""What whoever runs the bank is told: one line for each event, on the standard error output.

A line is a JSON object, or plain text where the settings say so: the time in UTC, the level, the event, the `id` of the
request or the session it happened in (or the name of a background thread), and facts. Facts are numbers, the names of
files, fields and classes of errors, and our own sentences: never what somebody typed, a person, an address, a
reference, a code or a key. So what other packages log is told by its place: the words of Streamlit and uvicorn
without the values in them, of the rest none at all, and an error by its class and where it happened, never its message.
"""

import hashlib
import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

SECONDS_OF_SILENCE = 60.0
_MOST_REMEMBERED = 1_000
_LONGEST = 500
_PLACES = 6
_PLAIN_WORDS = ("streamlit", "uvicorn")  # what they say without values is written in their code

Fact = str | int | float

_ours = logging.getLogger("practicebank")
_ours.addHandler(logging.NullHandler())  # whoever runs one command alone is told by what it prints
_id: ContextVar[str] = ContextVar("id", default="")
_whose: Callable[[], str] = str
_told: dict[object, float] = {}


def set_log_id(name: str) -> None:
    """What is told from here on happened in this request or thread."""
    _id.set(name)


def session_name(session: str) -> str:
    """A short name for a session, from which nobody finds the session."""
    return f"s-{hashlib.sha256(session.encode()).hexdigest()[:12]}"


def log_event(event: str, *, level: int = logging.INFO, **facts: Fact) -> None:
    """Says once that something happened. `event` is a name in the style of `bank_read`."""
    _ours.log(level, event, extra={"facts": facts})


def log_warning(event: str, **facts: Fact) -> None:
    """Says that something is wrong; the same in the same place not again within a minute."""
    what = (event, _id.get() or _whose(), *facts.items())
    now = time.monotonic()
    if now - _told.get(what, -SECONDS_OF_SILENCE) < SECONDS_OF_SILENCE:
        return
    if len(_told) >= _MOST_REMEMBERED:
        _told.clear()
    _told[what] = now
    log_event(event, level=logging.WARNING, **facts)


def facts_of(error: BaseException) -> dict[str, Fact]:
    """The class of an error and where it happened. Its message stays out: it may quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    places = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(error).__name__, "where": " > ".join(places)}


class _Line(logging.Formatter):
    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told: dict[str, Fact] = {"time": moment, "level": record.levelname.lower(), **_event(record)}
        if self._form == "json":
            return json.dumps(told)
        start = " ".join(str(told.pop(name)) for name in ("time", "level", "event"))
        return " ".join([start, *(f"{name}={json.dumps(fact)}" for name, fact in told.items())])


def _event(record: logging.LogRecord) -> dict[str, Fact]:
    said: dict[str, Fact] = {"event": "message", "id": _id.get() or _whose()}
    facts = getattr(record, "facts", None)
    if facts is not None:
        said["event"] = str(record.msg)
        said |= facts
    else:
        said["logger"] = record.name
        if record.name.split(".")[0] in _PLAIN_WORDS:
            said["words"] = str(record.msg)
    if record.exc_info and record.exc_info[1]:
        said |= facts_of(record.exc_info[1])
    return {name: fact[:_LONGEST] if isinstance(fact, str) else fact for name, fact in said.items()}


def set_up(form: str, session: Callable[[], str] = str) -> None:
    """Every logger of this process speaks in this form from now on, those of others from warnings up. What is imported
    later may bring its own way of speaking: then again. `session` names the session it is asked in, "" outside of one.
    """
    global _whose
    _whose = session
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line(form))
    handler.addFilter(lambda record: hasattr(record, "facts") or record.levelno >= logging.WARNING)
    for known in logging.root.manager.loggerDict.values():
        if isinstance(known, logging.Logger) and (known.handlers or known.propagate):  # else it was told to be silent
            known.handlers.clear()
            known.propagate = True
    logging.root.handlers[:] = [handler]
    logging.lastResort = handler
    _ours.setLevel(logging.INFO)
    threading.excepthook = _thread_ended


def _thread_ended(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        name = failed.thread.name if failed.thread else ""
        log_event("thread_ended", level=logging.ERROR, thread=name, **facts_of(failed.exc_value))
