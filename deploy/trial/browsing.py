"""People at work in a real browser: a reader with filters, a contributor, a reviewer."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from deploy.trial.fleet import COOKIE, Fleet

PATIENCE = 30_000
_PRESS_AGAIN = 8_000
_MOST_PRESSES = 5
_NOTE_BREAKS = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    new MutationObserver(() => {
        const connected = app.getAttribute("data-test-connection-state") === "CONNECTED";
        const drawn = app.getAttribute("data-test-script-state") === "notRunning";
        const noted = document.documentElement.dataset;
        if (!connected) noted.gone ||= Date.now();
        else if (noted.gone && drawn) noted.back = Date.now();
    }).observe(app, { attributes: true });
}"""
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_SHORT_WAY = "It didn’t work: the short way"
_TEXTS = {
    "organisation": "Westshire Council",
    "tried": "Leaflets about burglary, three times in a year.",
    "result": "Nothing changed.",
    "why": "Nobody read them.",
    "learning": "Talk to people instead.",
}


@contextmanager
def open_browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        yield opened
        opened.close()


def person(browser: Browser, fleet: Fleet, replica: int = 0) -> Page:
    """Somebody new, whom nginx sends to this replica, or where it likes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    if replica:
        context.add_cookies([{"name": COOKIE, "value": str(replica), "url": fleet.address}])
    return context.new_page()


def replica_of(context: BrowserContext) -> int:
    """The one whose number the browser has now."""
    return int(next(cookie["value"] for cookie in context.cookies() if cookie["name"] == COOKIE))


def settle(page: Page) -> None:
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _question(page: Page, field: str) -> Locator:
    return page.locator(f".st-key-question-{field}")


def _control(page: Page, field: str) -> Locator:
    return _question(page, field).locator("input, textarea").first


def fill(page: Page, field: str, text: str) -> None:
    _control(page, field).fill(text)


def value_of(page: Page, field: str) -> str:
    return _control(page, field).input_value()


def saved(page: Page, field: str, text: str) -> None:
    """The counter beneath a field counts what has arrived in the database."""
    expect(_question(page, field).locator(".counter")).to_contain_text(re.compile(rf"^\s*{len(text):,} of"))


def onward(page: Page, button: str, step: str) -> int:
    """Presses until the next step comes, as people do; how often once more was needed. Raises Playwright's `Error`."""
    for again in range(_MOST_PRESSES):
        with suppress(TookTooLong):
            press(page, button)
            page.wait_for_url(f"**step={step}&**", timeout=_PRESS_AGAIN)
            settle(page)
            return again
    raise Error(f"“{button}” did not lead to “{step}”: {page.locator('[data-testid=stMain]').inner_text()[:300]}")


def begin_sharing(page: Page, address: str) -> int:
    page.goto(f"{address}/share")
    settle(page)
    return onward(page, _SHORT_WAY, "tried")


def share(page: Page, address: str, title: str) -> tuple[str, int]:
    """Shares what did not work, the short way; the reference on the confirmation, and how often a button had to
    be pressed once more.
    """
    again = begin_sharing(page, address)
    for field, text in {"title": title, **_TEXTS}.items():
        fill(page, field, text)
    again += onward(page, "Continue", "you")
    fill(page, "contact_email", "community.safety@example.org")
    fill(page, "contact_role", "Team")
    _question(page, "authority").locator("label").click()
    again += onward(page, "Continue", "check")
    again += onward(page, "Send", "sent")
    return page.locator(".reference").first.inner_text(), again


def sign_in(page: Page, fleet: Fleet) -> None:
    """Until the browser has the cookie with which another replica knows the reviewer."""
    page.goto(f"{fleet.address}/desk")
    settle(page)
    page.get_by_label("Key", exact=True).fill(fleet.key)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    with page.expect_response("**/auth/reviewer"):
        press(page, "Sign in")
    expect(page.get_by_role("heading", level=1, name="Queue", exact=True)).to_be_visible()


def publish(page: Page, title: str) -> tuple[float, float]:
    """Claims a submission and publishes it; the moments the reviewer pressed and was told."""
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    for link, button, said in (
        ("Claim it", "Claim it", "It is yours."),
        ("Publish", "Publish it", "It is in the bank."),
    ):
        page.locator(".doings").get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("button", name=button)).to_be_visible()
        for question in page.locator("[class*=st-key-desk-say-check-]").all():
            yes = question.get_by_role("radio", name="Yes")
            yes.click()
            expect(yes).to_be_checked()
        for read in page.get_by_text("I have read the page").all():
            read.click()
        pressed = time.monotonic()
        page.get_by_role("button", name=button).click()
        expect(page.locator(".told[role=status]")).to_contain_text(said)
    return pressed, time.monotonic()


def note_breaks(page: Page) -> None:
    """From now on the page notes when its connection breaks and when it is back and drawn."""
    page.evaluate(_NOTE_BREAKS)


def break_of(page: Page) -> float:
    """For how many seconds the page had no server, or what it showed was being drawn anew."""
    noted = page.locator("html[data-back]")  # the page's policy lets no script wait inside it
    expect(noted).to_have_count(1)
    return (int(noted.get_attribute("data-back") or 0) - int(noted.get_attribute("data-gone") or 0)) / 1000


def count_shown(page: Page) -> int:
    said = page.locator("[data-status]").inner_text()
    found = re.match(r"\d+", said)
    return int(found[0]) if found else 0
