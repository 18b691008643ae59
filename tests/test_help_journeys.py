"""The first minute, in a real browser: the first page, and the help pages with their pictures."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pages.parts.help.guides import GUIDES
from tests.conftest import PATIENCE, settle


@pytest.mark.parametrize("width", [1280, 390])
def test_an_example_of_a_search_leads_to_practices_and_makes_room(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(server)
    settle(page)
    expect(page.get_by_role("searchbox", name="Search")).to_be_in_viewport()
    page.get_by_role("link", name="house break-ins").press("Enter")
    expect(page).to_have_url(re.compile(r"q=house\+break-ins"))
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("house break-ins")
    expect(page.locator(".cards h2").first).to_contain_text("burglar")
    expect(page.get_by_text("For example:")).to_have_count(0)


def check_pictures(page: Page) -> None:
    """Each is drawn at its own size, and told in words."""
    pictures = page.locator(".help img")
    for number in range(pictures.count()):
        picture = pictures.nth(number)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", int(picture.get_attribute("width") or 0))
        assert len(picture.get_attribute("alt") or "") > 40
    assert pictures.count() >= 2


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_the_help_pages_are_for_everyone(browser: Browser, server: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    found: list[dict[str, Any]] = []
    for guide in ("", *GUIDES):
        page.goto(f"{server}/help?for={guide}")
        settle(page)
        expect(page).to_have_title(f"Help for {GUIDES[guide]} – Practice bank" if guide else "Help – Practice bank")
        if guide:
            check_pictures(page)
        found += Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
