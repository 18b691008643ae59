"""How a contributor goes through the form in a real browser: typing, choosing, pressing, arriving."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.conftest import PATIENCE, settle

WIDTHS = [1280, 390]
LINES = {
    "title": "Leaflets through every door",
    "organisation": "Westshire Council",
}
TEXTS = {
    "tried": "Leaflets about burglary,\nthree times in a year.",
    "result": "Nothing changed.",
    "why": "Nobody read them.",
    "learning": "Talk to people instead.",
}
SHORT = {**LINES, **TEXTS}
INJECTED = ":is(img, iframe, script, object, embed, video, audio, form, base, meta, link, math, [onload], [onerror])"


def new_context(browser: Browser, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> BrowserContext:
    """A browser that has never been here."""
    opened = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened.set_default_timeout(PATIENCE)
    return opened


def question(page: Page, field: str) -> Locator:
    return page.locator(f".st-key-question-{field}")


def control(page: Page, field: str) -> Locator:
    return question(page, field).locator("input, textarea").first


def tab_to(page: Page, target: Locator) -> None:
    """Moves the focus there as a person does who has only a keyboard."""
    target.wait_for(state="attached")
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached with the Tab key.")


def type_into(page: Page, field: str, text: str) -> None:
    tab_to(page, control(page, field))
    page.keyboard.type(text)


def choose(page: Page, field: str, option: str) -> None:
    """One of a list: each is one tab stop, and the arrows go through it."""
    group = question(page, field)
    names = re.compile(f"^{option}")
    target = group.get_by_role("radio", name=names).or_(group.get_by_role("checkbox", name=names))
    target = target.or_(group.get_by_role("button", name=names)).first
    target.wait_for(state="attached")
    inside = "box => box.contains(document.activeElement) && document.activeElement.matches('input, button')"
    for _ in range(120):
        if group.evaluate(inside):
            break
        page.keyboard.press("Tab")
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowRight")
    pytest.fail(f"“{option}” of {field} cannot be reached with the keyboard.")


def enter(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    enter(page, page.get_by_role("button", name=name, exact=True))


def arrive(page: Page, step: str) -> None:
    page.wait_for_url(f"**step={step}&**")
    settle(page)


def start(page: Page, server: str, way: str = "It didn’t work: the short way", step: str = "tried") -> None:
    page.goto(f"{server}/share")
    settle(page)
    press(page, way)
    arrive(page, step)


def saved(page: Page, field: str, text: str) -> None:
    """The server has it: the counter beneath a field counts what has arrived there."""
    expect(question(page, field).locator(".counter")).to_contain_text(re.compile(rf"^\s*{len(text):,} of"))


def type_you(page: Page) -> None:
    type_into(page, "contact_email", "community.safety@example.org")
    type_into(page, "contact_role", "Team")
    tab_to(page, control(page, "authority"))
    page.keyboard.press("Space")
    press(page, "Continue")
    arrive(page, "check")


def fill_short(page: Page, server: str, given: dict[str, str], role: str = "Team") -> None:
    """The short way up to its check, without the time that typing takes."""
    page.goto(f"{server}/share")
    settle(page)
    click(page, "It didn’t work: the short way")
    arrive(page, "tried")
    for field, text in given.items():
        control(page, field).fill(text)
    control(page, field).blur()
    settle(page)
    click(page, "Continue")
    arrive(page, "you")
    control(page, "contact_email").fill("community.safety@example.org")
    control(page, "contact_role").fill(role)
    question(page, "authority").locator("label").click()
    expect(control(page, "authority")).to_be_checked()
    click(page, "Continue")
    arrive(page, "check")


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def send(page: Page) -> tuple[str, str]:
    press(page, "Send")
    arrive(page, "sent")
    return reference_and_code(page)


def reference_and_code(page: Page) -> tuple[str, str]:
    expect(page.locator("h1")).to_have_text("We have your practice")
    return page.locator(".reference").nth(0).inner_text(), page.locator(".reference").nth(1).inner_text()


def track(page: Page, server: str, reference: str, code: str) -> None:
    page.goto(f"{server}/submission?reference={reference}")
    settle(page)
    expect(page.locator(".st-key-reference input")).to_have_value(reference)
    tab_to(page, page.locator(".st-key-code input"))
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_be_visible()
