"""Every page by keyboard: each place it stops can be seen, none stands out of order, and it is enough for what readers do.

Contributors: tests/test_share_journeys.py. Reviewers: tests/test_desk_journeys.py.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle
from tests.everyone import at_rest, look, stop_faults
from tests.sharing import enter, tab_to


@pytest.mark.parametrize(
    "path",
    [
        "/?focus=Diversion",
        "/practice?practice=clear-hold-build",
        "/overview?focus=Prevention&topic=Crime+prevention",
        "/explore?focus=Diversion&row=Not+recorded",
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
    page.get_by_role("button", name="Filters (1)").click()
    expect(page.locator(".st-key-effectiveness")).to_be_in_viewport()
    at_rest(page)
    assert list(stop_faults(page)) == []


def test_a_team_gets_from_a_problem_to_practices_side_by_side(page: Page, server: str) -> None:
    page.goto(f"{server}/describe")
    settle(page)
    tab_to(page, page.get_by_label("What is the problem?"))
    page.keyboard.type("Women are attacked at home by former partners")
    enter(page, page.get_by_role("button", name="Find practices"))
    expect(page.locator("[data-status]")).to_contain_text("answer your problem")
    for kept in (1, 2):
        enter(page, page.locator(".answers .keep a.add").first)
        expect(page.locator(".answers .keep a.kept")).to_have_count(kept)
    enter(page, page.get_by_role("link", name=re.compile("^Shortlist")).first)
    expect(page.locator("h1")).to_have_text("Shortlist")
    expect(page.locator(".side-by-side thead th")).to_have_count(2)


def test_a_team_chooses_in_every_kind_of_filter_and_clears_them(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    tab_to(page, page.locator(".st-key-focus [role=toolbar] button").first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("focus=Diversion"))
    tab_to(page, page.locator(".st-key-topic input"))
    page.keyboard.type("Violent")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("topic="))
    page.keyboard.press("Escape")
    enter(page, page.get_by_role("link", name="Clear all").first)
    expect(page.locator("[data-status]")).to_contain_text("63 practices")


def test_the_keyboard_stays_where_it_chooses_under_more_filters(page: Page, server: str) -> None:
    """The first choice there counts on what the section is called; a section drawn anew would lose the keyboard."""
    page.goto(server)
    settle(page)
    section = page.locator(".st-key-more-filters summary")
    section.focus()
    page.keyboard.press("Enter")
    design = page.locator(".st-key-evaluation_design input")
    expect(design).to_be_visible()
    settle(page)
    design.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("3 practices that have a randomised trial")
    settle(page)
    expect(design).to_be_focused()
    page.goto(f"{server}/?region=Wales")
    settle(page)
    expect(page.locator(".st-key-region input")).to_be_visible()


def test_leadership_takes_slides_from_the_overview(page: Page, server: str) -> None:
    page.goto(f"{server}/overview?focus=Diversion")
    settle(page)
    with page.expect_download() as taken:
        enter(page, page.get_by_role("link", name="PowerPoint"))
    assert taken.value.suggested_filename.endswith(".pptx")
