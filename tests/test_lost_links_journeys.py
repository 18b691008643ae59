"""A contributor who lost everything gets it back by mail: from a real mail server, in a real browser."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PATIENCE, running_server, settle, stage
from tests.everyone import faults
from tests.postbox import Postbox, running
from tests.sharing import SHORT, arrive, click, control, fill_short, send, track

EMAIL = "community.safety@example.org"


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mailing(postbox: Postbox, tmp_path: Path) -> Iterator[str]:
    """A bank that sends mail."""
    with (
        running(postbox) as smtp,
        running_server(tmp_path / "log.txt", PRACTICEBANK_SMTP_URL=smtp) as server,
    ):
        yield server


def read_mail(postbox: Postbox, subject: str) -> str:
    """The text of the message with this subject, once it has come."""
    deadline = time.monotonic() + PATIENCE / 1_000
    while time.monotonic() < deadline:
        if found := [mail for _, mail in postbox.taken if mail["Subject"].startswith(subject)]:
            postbox.taken.clear()
            return str(found[-1].get_content())
        time.sleep(0.1)
    raise AssertionError(f"No message “{subject}” came.")


def test_whoever_lost_a_link_and_a_code_gets_both_by_mail(page: Page, mailing: str, postbox: Postbox) -> None:
    with stage("a draft, its link sent for"):
        page.goto(f"{mailing}/share")
        settle(page)
        click(page, "It didn’t work: the short way")
        arrive(page, "tried")
        control(page, "title").fill("A draft of mine")
        page.locator(".st-key-link-email input").fill(EMAIL)
        click(page, "E-mail me this link")
        expect(page.locator(".told")).to_have_text(f"We are sending the link to {EMAIL}.")
        assert faults(page, widths=(1280, 390)) == []
        key = re.search(r"\?draft=([\w-]+)", read_mail(postbox, "Your links"))
        assert key
        page.goto(f"{mailing}/share?draft={key[1]}")
        settle(page)
        expect(control(page, "title")).to_have_value("A draft of mine")
        expect(page.locator(".st-key-link-email")).to_have_count(0)
    with stage("something sent, its code lost"):
        fill_short(page, mailing, SHORT)
        reference, code = send(page)
        sent_page = page.url
        page.goto(f"{mailing}/submission")
        settle(page)
        page.get_by_text("I have lost my reference, my code or my link").click()
        page.get_by_label("Your e-mail address").fill(EMAIL)
        click(page, "Send me my links")
        expect(page.locator(".told")).to_contain_text(
            f"If {EMAIL} has anything here, an e-mail with the links is on its way."
        )
        assert faults(page, widths=(1280, 390)) == []
        text = read_mail(postbox, "Your links")
        new = re.search(rf"{reference}, sent on .*\. Private code: ([\w-]+)", text)
        assert new
        assert "Begun on" in text
    with stage("the new code opens it, the old one does not"):
        track(page, mailing, reference, new[1])
        expect(page.locator(".bank.submission")).to_contain_text(
            ["A new private code was sent to your e-mail address."]
        )
        page.goto(f"{mailing}/submission?reference={reference}")
        settle(page)
        page.locator(".st-key-code input").fill(code)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("No submission has this reference and this private code.")
        page.goto(sent_page)
        settle(page)
        expect(page.locator(".share-sent")).to_contain_text("We sent a newer private code to your e-mail address.")
        expect(page.locator(".share-sent")).not_to_contain_text(code)
