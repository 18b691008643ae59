"""The map of places with the keyboard alone, and on a phone, in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.conftest import settle
from tests.everyone import at_rest
from tests.sharing import enter, tab_to


def test_a_tile_is_chosen_and_undone_with_the_keyboard_which_stays_on_it(page: Page, server: str) -> None:
    page.goto(f"{server}/overview")
    settle(page)
    surrey = page.get_by_role("link", name="Surrey Police: 2 practices")
    tab_to(page, page.locator("a.tile").first)
    surrey.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"organisation=Surrey\+Police"))
    expect(page.locator("[data-status]")).to_contain_text("2 practices")
    expect(surrey).to_have_attribute("aria-current", "true")
    expect(surrey).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("63 practices")
    expect(surrey).to_be_focused()


def test_a_reader_names_their_force_and_every_page_answers_until_they_undo_it(page: Page, server: str) -> None:
    page.goto(f"{server}/overview")
    settle(page)
    at_rest(page)
    page.locator(".st-key-near input").focus()
    page.keyboard.type("Kent")
    expect(page.get_by_role("option", name="Kent Police")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"near=Kent\+Police"))
    expect(page.locator(".near-chosen").first).to_contain_text("Your force: Kent Police.")
    enter(page, page.get_by_role("link", name="Browse", exact=True))
    expect(page.locator(".cards .near").first).to_be_visible()
    enter(page, page.locator(".cards h2 a").first)
    expect(page.locator(".practice .near")).to_have_text("Not recorded as tried in your force or region")
    enter(page, page.get_by_role("link", name="Remove your force"))
    expect(page.locator(".practice .near")).to_have_count(0)
    assert "near=" not in page.url


def test_on_a_phone_the_map_fits_and_each_tile_has_room_for_a_finger(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/overview")
    settle(page)
    at_rest(page)
    tiles = page.locator(".tile").evaluate_all("all => all.map((each) => each.getBoundingClientRect().toJSON())")
    assert len(tiles) == 43
    assert min(min(tile["width"], tile["height"]) for tile in tiles) >= 40
    assert max(tile["right"] for tile in tiles) <= 390
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
