"""The first minute, in a real browser: the tour of Browse, and the help pages with their pictures."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from pages.parts.help.guides import GUIDES
from tests.conftest import PATIENCE, settle

BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


def offer(page: Page) -> Locator:
    return page.get_by_role("button", name="Show me round", exact=True)


def tour(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Show me round")


def press(page: Page, name: str) -> None:
    tour(page).get_by_role("button", name=name, exact=True).press("Enter")


def open_tour(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    expect(tour(page)).to_have_count(0)
    offer(page).press("Enter")
    expect(tour(page)).to_be_focused()


def test_the_tour_is_read_by_keyboard_and_leaves_the_page_as_it_was(page: Page, server: str) -> None:
    open_tour(page, server)
    heading = tour(page).get_by_role("heading")
    told = []
    for place in ("1 of 4", "2 of 4", "3 of 4", "4 of 4"):
        expect(tour(page)).to_contain_text(place)
        told.append(heading.inner_text())
        expect(page.locator(".tour-ring")).to_be_visible()
        if place != "4 of 4":
            press(page, "Next")
            expect(
                tour(page).get_by_role("button", name="Next").or_(tour(page).get_by_role("button", name="Finish"))
            ).to_be_focused()
    assert len(set(told)) == 4
    press(page, "Back")
    expect(heading).to_have_text(told[2])
    page.keyboard.press("Escape")
    expect(tour(page)).to_have_count(0)
    expect(offer(page)).to_be_focused()
    expect(page.locator("[data-status]")).to_contain_text("63 practices")


def test_the_tour_does_not_hold_the_keyboard_and_ends_with_its_page(page: Page, server: str) -> None:
    open_tour(page, server)
    page.keyboard.press("Shift+Tab")
    expect(tour(page)).not_to_be_focused()
    expect(tour(page)).to_be_visible()
    page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link", name="About").press("Enter")
    expect(page.locator("h1")).to_have_text("About the bank")
    expect(tour(page)).to_have_count(0)


def test_once_dismissed_the_tour_is_never_offered_again_and_help_still_has_it(page: Page, server: str) -> None:
    open_tour(page, server)
    press(page, "Do not offer this again")
    expect(tour(page)).to_have_count(0)
    expect(offer(page)).to_be_hidden()
    expect(page.locator("h1")).to_be_focused()
    page.goto(f"{server}/help")
    settle(page)
    page.get_by_role("link", name="Show me round").press("Enter")
    expect(tour(page)).to_be_visible()
    press(page, "Close")
    expect(offer(page)).to_be_hidden()


def test_where_storage_is_blocked_the_tour_still_works(page: Page, server: str) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(BLOCKED)
    open_tour(page, server)
    press(page, "Do not offer this again")
    expect(offer(page)).to_be_hidden()
    assert complaints == []


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
def test_the_tour_and_the_help_pages_are_for_everyone(browser: Browser, server: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    open_tour(page, server)
    found = Axe().run(page).response["violations"]
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
