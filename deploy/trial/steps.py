"""What is tried, one function for each; each yields lines of the table: what, and what was seen."""

import json
import time
import urllib.request
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, expect

from deploy.trial.browsing import (
    begin_sharing,
    break_of,
    count_shown,
    fill,
    note_breaks,
    person,
    publish,
    replica_of,
    saved,
    settle,
    share,
    sign_in,
    value_of,
)
from deploy.trial.fleet import Fleet
from deploy.trial.meanwhile import Asked, asking, submitting
from practicebank.submissions.queue import open_queue
from practicebank.submissions.storage.audit_log import verify_log

Line = tuple[str, str, bool]
FILTERS = "/?effectiveness=Promising"
WORDS = "Lamps in two streets, then in ten."
ALL_SEEN = 5.0
BACK_AGAIN = 5.0


class NotSeen(Exception):
    """Something did not come in time."""


def one_life(fleet: Fleet, browser: Browser, title: str = "Leaflets") -> Iterator[Line]:
    """Submitted on one replica, reviewed on another, published on all."""
    contributor, reviewer = person(browser, fleet, 1), person(browser, fleet, 2)
    reference, _ = share(contributor, fleet.address, title)
    yield "submitted on", f"replica {replica_of(contributor.context)}", bool(reference)
    sign_in(reviewer, fleet)
    pressed, told = publish(reviewer, title)
    yield "reviewed and published on", f"replica {replica_of(reviewer.context)}", True
    for number in fleet.replicas:
        seen = _published(fleet.replica(number), title)
        said = f"{seen - pressed:.1f} s after the reviewer pressed, {max(0.0, seen - told):.1f} s after being told"
        yield f"published, in the bank of replica {number}", said, seen - told <= ALL_SEEN
    contributor.context.close()
    reviewer.context.close()


def _published(address: str, title: str) -> float:
    """The moment it is first there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/api/practices?q={title}", timeout=10) as answer:
            if any(item["title"] == title for item in json.load(answer)["items"]):
                return time.monotonic()
        time.sleep(0.05)
    raise NotSeen(f"{title} is not in the bank of {address}")


def a_replica_killed(fleet: Fleet, browser: Browser) -> Iterator[Line]:
    """Its readers come back with their filters; somebody in the form, with their words."""
    reader, contributor, reviewer = (person(browser, fleet, 1) for _ in range(3))
    reader.goto(fleet.address + FILTERS)
    settle(reader)
    before = count_shown(reader)
    begin_sharing(contributor, fleet.address)
    fill(contributor, "title", "Lights")
    saved(contributor, "title", "Lights")
    sign_in(reviewer, fleet)
    with asking(fleet) as asked:
        note_breaks(reader)
        fleet.kill(1)
        fill(contributor, "tried", WORDS)
        seconds = break_of(reader)
        yield "killed: a reader is without a server", f"for {seconds:.1f} s", seconds <= BACK_AGAIN
        same = count_shown(reader) == before and reader.url.endswith(FILTERS)
        seen = f"{count_shown(reader)} of {before} practices, on replica {replica_of(reader.context)}"
        yield "... and has the same filters and count", seen, same
        yield "... searches in it", f"seen after {_search(reader):.1f} s", True
        began = time.monotonic()
        reader.reload()
        settle(reader)
        yield "... and loads the page again", f"{time.monotonic() - began:.1f} s", count_shown(reader) < before
        saved(contributor, "tried", WORDS)
        contributor.reload()
        settle(contributor)
        kept = [value_of(contributor, field) for field in ("title", "tried")] == ["Lights", WORDS]
        yield "... a contributor who typed all the while", "has every word" if kept else "lost words", kept
        reviewer.get_by_role("navigation", name="The desk").get_by_role("link", name="Log").click()
        expect(reviewer.get_by_role("heading", level=1, name="Log", exact=True)).to_be_visible()
        where = replica_of(reviewer.context)
        yield "... a reviewer with a key", f"is still signed in, on replica {where}", where != 1
    yield _asked_line(asked)
    fleet.start(1)
    fleet.ready(1)
    fresh = person(browser, fleet, 1)
    fresh.goto(fleet.address)
    settle(fresh)
    where = replica_of(fresh.context)
    yield "started again: its new readers", f"are on replica {where}", where == 1
    for page in (reader, contributor, reviewer, fresh):
        page.context.close()


def _search(page: Page) -> float:
    began = time.monotonic()
    said = page.locator("[data-status]").inner_text()
    page.locator("input[type=search]:visible").fill("schools")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).not_to_have_text(said)
    return time.monotonic() - began


def rolling_restart(fleet: Fleet, database_url: str, contributors: int = 2, rounds: int = 1) -> Iterator[Line]:
    """Every replica restarted, one after the other, while contributors go on submitting."""
    with asking(fleet) as asked, submitting(fleet, contributors) as submitted:
        _until(lambda: len(submitted.acknowledged) >= contributors)
        for _ in range(rounds):
            for number in fleet.replicas:
                stopped, began = fleet.stop(number), time.monotonic()
                fleet.start(number)
                fleet.ready(number)
                seen = f"ended in {stopped:.1f} s, ready in {time.monotonic() - began:.1f} s"
                yield f"restarted replica {number}", seen, True
        after = len(submitted.acknowledged)
        _until(lambda: len(submitted.acknowledged) >= after + contributors)
    yield _asked_line(asked)
    queue = open_queue(database_url)
    try:
        kept = {line.reference: line.title for line in queue.lines()}
        faults = verify_log(queue.engine)
    finally:
        queue.engine.dispose()
    acknowledged = submitted.acknowledged
    lost = [title for title, reference in acknowledged.items() if kept.get(reference) != title]
    twice = len(kept) - len(set(kept.values()))
    seen = f"{submitted.begun}, {len(acknowledged)}"
    yield "submissions begun, acknowledged", seen, len(acknowledged) == submitted.begun
    yield "buttons pressed once more", f"{submitted.pressed_again} times", True
    seen = f"{len(lost)}; {twice}; {len(faults)}"
    yield "acknowledged and lost; sent twice; faults in the log", seen, not (lost or twice or faults)
    for trouble in submitted.troubled:
        yield "not acknowledged", trouble[:200], False


def _until(true: object, seconds: float = 60.0) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise NotSeen("Nobody could submit.")
        time.sleep(0.1)


def _asked_line(asked: Asked) -> Line:
    seen = f"{asked.answers} answers, {len(asked.refused)} errors, slowest {asked.slowest:.1f} s"
    return "meanwhile, pages and data asked for", "; ".join([seen, *asked.refused[:3]]), not asked.refused
