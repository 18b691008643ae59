"""Every page by keyboard: each place it stops can be seen, and none stands out of order."""

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle
from tests.everyone import at_rest, look, stop_faults


@pytest.mark.parametrize(
    "path",
    [
        "/?focus=Diversion",
        "/practice?practice=clear-hold-build",
        "/overview",
        "/gaps?columns=focus",
        "/contrast",
        "/describe",
        "/compare?shortlist=weve-got-heart&shortlist=clear-hold-build",
        "/share",
        "/help?for=teams",
    ],
)
def test_every_stop_of_the_keyboard_can_be_seen(page: Page, server: str, path: str) -> None:
    page.goto(server + path)
    settle(page)
    at_rest(page)
    assert list(stop_faults(page)) == []


def test_every_stop_of_the_menu_on_a_phone_can_be_seen(page: Page, server: str) -> None:
    page.goto(f"{server}/?focus=Diversion")
    settle(page)
    look(page, 390, "light")
    page.get_by_role("button", name="Search and filters (1)").click()
    expect(page.locator(".st-key-effectiveness")).to_be_in_viewport()
    at_rest(page)
    assert list(stop_faults(page)) == []
