"""Sharing interrupted: a tab closed, a server killed, a database away, a button pressed twice. No word is lost."""

import os
import re
import resource
import signal
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from practicebank.submissions.queue import open_queue
from tests.conftest import events, running_server, settle
from tests.practicebank.submissions.cluster import Cluster
from tests.sharing import (
    LINES,
    SHORT,
    TEXTS,
    arrive,
    click,
    control,
    fill_short,
    new_context,
    reference_and_code,
    saved,
    send,
    start,
    tab_to,
    type_into,
)


def test_a_tab_closed_midway_loses_no_word(browser: Browser, page: Page, server: str) -> None:
    start(page, server)
    for field, text in SHORT.items():
        type_into(page, field, text)
    saved(page, "learning", TEXTS["learning"])
    link = page.locator(".private-link code").inner_text()
    page.close()

    with new_context(browser, 390) as elsewhere:
        again = elsewhere.new_page()
        again.goto(link)
        settle(again)
        for field, text in SHORT.items():
            expect(control(again, field)).to_have_value(text)
        again.on("dialog", lambda dialog: dialog.dismiss())  # in the middle of a word the browser asks first
        tab_to(again, control(again, "learning"))
        again.keyboard.press("Control+End")
        again.keyboard.type(" And listen.")
        again.close(run_before_unload=True)
        saved(again, "learning", "Talk to people instead. And listen.")


def test_typing_fast_across_fields_loses_no_word(page: Page, server: str) -> None:
    start(page, server)
    for field, text in SHORT.items():
        tab_to(page, control(page, field))
        page.keyboard.type(text * 2, delay=10)
    for field, text in SHORT.items():
        expect(control(page, field)).to_have_value(text * 2)
        saved(page, field, text * 2)
    page.reload()
    settle(page)
    for field, text in SHORT.items():
        expect(control(page, field)).to_have_value(text * 2)


def test_a_server_that_is_killed_loses_no_word(page: Page, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/kept.db"
    with running_server(tmp_path / "log.txt", PRACTICEBANK_DATABASE_URL=database) as server:
        start(page, server)
        type_into(page, "title", LINES["title"])
        type_into(page, "tried", TEXTS["tried"])
        saved(page, "tried", TEXTS["tried"])
        link = page.url.removeprefix(server)
        kill(server)
    with running_server(tmp_path / "again.txt", PRACTICEBANK_DATABASE_URL=database) as server:
        page.goto(server + link)
        settle(page)
        expect(control(page, "title")).to_have_value(LINES["title"])
        expect(control(page, "tried")).to_have_value(TEXTS["tried"])


def kill(server: str) -> None:
    """Ends the server at this address as a power cut would."""
    for process in processes_of(server):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def processes_of(server: str) -> list[int]:
    port, found = str(urlsplit(server).port).encode(), []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we were looking
            command = process.read_bytes().split(b"\0")
            if b"--server.port" in command and port in command:
                found.append(int(process.parent.name))
    return found


def until_the_queue_is(where: str, page: Page, server: str) -> None:
    """The server looks at its database now and then."""
    for _ in range(300):
        if page.request.get(f"{server}/readyz").json()["queue"] == where:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"The queue never was {where}.")


def test_a_database_that_is_away_costs_no_word_and_can_be_tried_again(page: Page, tmp_path: Path) -> None:
    with closing(Cluster()) as cluster:
        address = cluster.create("bank")
        with running_server(tmp_path / "log.txt", PRACTICEBANK_DATABASE_URL=address) as server:
            fill_short(page, server, SHORT)
            cluster.stop("immediate")
            click(page, "Send")
            expect(page.locator(".share-problems")).to_contain_text("It was not sent")
            click(page, "Back")
            arrive(page, "you")
            control(page, "contact_role").fill("Team of three")
            expect(page.locator(".st-key-share-trouble")).to_contain_text("Everything you have typed is still here")
            saved(page, "contact_role", "Team of three")
            settle(page)
            until_the_queue_is("away", page, server)
            cluster.start()
            click(page, "Try again")
            expect(page.locator(".st-key-share-trouble")).to_have_count(0)
            click(page, "Continue")
            arrive(page, "check")
            reference, _ = send(page)
            until_the_queue_is("there", page, server)
        queue = open_queue(address)
        assert [line.reference for line in queue.lines()] == [reference]
        assert queue.get(reference).submission.contact_role == "Team of three"
        queue.engine.dispose()
    told = events(tmp_path / "log.txt")
    away = [event for event in told if event["event"] == "queue_unavailable"]
    assert {"postman", "watching"} & {event["id"] for event in away}
    assert any(str(event["id"]).startswith("s-") for event in away)
    assert "queue_back" in {event["event"] for event in told}


def test_a_full_disk_costs_no_word_and_can_be_tried_again(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path / "log.txt") as server:
        fill_short(page, server, SHORT)
        may_write_so_much(server, 6_000)  # bytes of a file: some of what a server logs, less than a database writes
        click(page, "Send")
        expect(page.locator(".share-problems")).to_contain_text("It was not sent")
        click(page, "Back")
        arrive(page, "you")
        control(page, "contact_role").fill("Team of three")
        expect(page.locator(".st-key-share-trouble")).to_contain_text("Everything you have typed is still here")
        may_write_so_much(server, resource.RLIM_INFINITY)
        click(page, "Try again")
        expect(page.locator(".st-key-share-trouble")).to_have_count(0)
        click(page, "Continue")
        arrive(page, "check")
        reference, _ = send(page)
        queue = open_queue(f"sqlite:///{tmp_path}/bank.db")
        assert [line.reference for line in queue.lines()] == [reference]
        assert queue.get(reference).submission.contact_role == "Team of three"
        queue.engine.dispose()


def may_write_so_much(server: str, most: int) -> None:
    """From now on no file that the server writes may grow beyond so many bytes: what it meets is a full disk."""
    for process in processes_of(server):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def references(folder: Path) -> list[str]:
    queue = open_queue(f"sqlite:///{folder}/bank.db")
    found = [line.reference for line in queue.lines()]
    queue.engine.dispose()
    return found


def test_pressing_send_twice_sends_once_and_the_log_names_nobody(page: Page, server: str, server_folder: Path) -> None:
    before = references(server_folder)
    fill_short(page, server, SHORT)
    key = re.search(r"draft=([\w-]+)", page.url)
    page.get_by_role("button", name="Send", exact=True).dblclick()
    arrive(page, "sent")
    reference, code = reference_and_code(page)
    page.go_back()
    settle(page)
    assert reference_and_code(page) == (reference, code)
    assert sorted(references(server_folder)) == sorted([*before, reference])
    assert key is not None
    log = server_folder / "log.txt"
    assert {"started", "bank_read"} <= {event["event"] for event in events(log)}
    written = log.read_text()
    for secret in ("community.safety@example.org", key[1], code, reference, LINES["title"]):
        assert secret not in written


def test_a_browser_gone_while_it_sends_leaves_one_submission(
    browser: Browser, page: Page, server: str, server_folder: Path
) -> None:
    before = references(server_folder)
    fill_short(page, server, SHORT)
    link = page.url
    click(page, "Send")
    page.close()
    with new_context(browser) as elsewhere:
        again = elsewhere.new_page()
        again.goto(link)
        not_sent = again.get_by_role("button", name="Send", exact=True)
        expect(not_sent.or_(again.locator(".reference").first)).to_be_visible()
        settle(again)
        if not_sent.is_visible():  # it had not reached the server when the page was drawn
            send(again)
        reference, _ = reference_and_code(again)
    assert sorted(references(server_folder)) == sorted([*before, reference])
