"""What goes on while replicas are killed and restarted: contributors who submit, and readers who ask."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Error

from deploy.trial.browsing import open_browser, person, share
from deploy.trial.fleet import COOKIE, Fleet

PATHS = ("/", "/browse?effectiveness=Proven", "/api/practices?limit=1", "/_stcore/health")
_SECONDS_BETWEEN = 0.05


@dataclass
class Asked:
    """What nginx answered, over and over, to somebody new and to those of each replica."""

    answers: int = 0
    slowest: float = 0.0
    refused: list[str] = field(default_factory=list)


@dataclass
class Submitted:
    """`acknowledged` are the references that contributors were shown, by title; `troubled` what came of the rest."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    begun: int = 0
    pressed_again: int = 0
    troubled: list[str] = field(default_factory=list)


@contextmanager
def asking(fleet: Fleet) -> Iterator[Asked]:
    asked, stop = Asked(), threading.Event()
    with _in_thread(_ask, fleet, asked, stop):
        yield asked


@contextmanager
def submitting(fleet: Fleet, contributors: int) -> Iterator[Submitted]:
    """Each finishes what it has begun before this ends."""
    submitted, stop = Submitted(), threading.Event()
    with _in_thread(_submit, fleet, submitted, stop, copies=contributors):
        yield submitted


@contextmanager
def _in_thread(work: object, *arguments: object, copies: int = 1) -> Iterator[None]:
    *_, stop = arguments
    assert callable(work)
    assert isinstance(stop, threading.Event)
    threads = [threading.Thread(target=work, args=(*arguments, number)) for number in range(copies)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _ask(fleet: Fleet, asked: Asked, stop: threading.Event, _number: int) -> None:
    while not stop.is_set():
        for replica in (0, *fleet.replicas):
            for path in PATHS:
                request = urllib.request.Request(f"{fleet.address}{path}")
                if replica:
                    request.add_header("Cookie", f"{COOKIE}={replica}")
                began = time.monotonic()
                try:
                    with urllib.request.urlopen(request, timeout=30) as answer:
                        answer.read()
                except (OSError, http.client.HTTPException) as error:  # HTTP errors too
                    asked.refused.append(f"{path} of {replica or 'anybody'}: {error}")
                asked.answers += 1
                asked.slowest = max(asked.slowest, time.monotonic() - began)
                stop.wait(_SECONDS_BETWEEN)


def _submit(fleet: Fleet, submitted: Submitted, stop: threading.Event, number: int) -> None:
    with open_browser() as browser:
        while not stop.is_set():
            submitted.begun += 1
            title = f"Leaflets {number + 1}-{submitted.begun}"
            page = person(browser, fleet)
            try:
                reference, again = share(page, fleet.address, title)
                submitted.acknowledged[title] = reference
                submitted.pressed_again += again
            except (Error, AssertionError) as error:
                submitted.troubled.append(f"{title}: {error}")
            page.context.close()
