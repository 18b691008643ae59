"""From a problem in a team's own words to practices side by side, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle

PROBLEM = "p_text=people+climb+over+the+barrier+at+night&p_target=suicidal+people&p_place=motorway+bridge"
FOUR = "&".join(f"shortlist={slug}" for slug in ("panic-alarms", "rapid-video-response", "forensic-marking", "jetskis"))


def test_a_described_problem_leads_to_four_practices_side_by_side(page: Page, server: str) -> None:
    page.goto(f"{server}/describe")
    settle(page)
    page.get_by_label("What is the problem?").fill("Women are attacked at home by former partners")
    page.get_by_role("button", name="Find practices").click()
    expect(page.locator("[data-status]")).to_contain_text("answer your problem")
    expect(page).to_have_url(re.compile("p_text=Women"))
    expect(page.locator(".cards .why strong").first).to_be_visible()
    expect(page.locator(".cards dt", has_text="Not recorded").first).to_be_visible()
    for kept in range(1, 5):
        page.locator(".answers .keep a.add").first.click()
        expect(page.locator(".answers .keep a.kept")).to_have_count(kept)
    page.goto(page.url.replace("/describe?", "/compare?"))
    settle(page)
    expect(page.locator(".side-by-side thead th")).to_have_count(4)
    expect(page.locator("[data-status]")).to_contain_text("4 practices on your shortlist")


def test_focus_stays_on_the_shortlist_link_that_was_pressed(page: Page, server: str) -> None:
    page.goto(f"{server}/describe?{PROBLEM}")
    settle(page)
    link = page.locator(".answers .keep a").first
    expect(link).to_have_text(re.compile("^Add to shortlist"))
    link.focus()
    page.keyboard.press("Enter")
    expect(link).to_have_text(re.compile("^Remove from shortlist"))
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_have_text(re.compile("^Add to shortlist"))
    expect(link).to_be_focused()


def test_similar_practices_say_why_and_lead_on(page: Page, server: str) -> None:
    page.goto(f"{server}/practice?practice=panic-alarms")
    settle(page)
    first = page.locator(".similar li").first
    expect(first.locator(".explained")).to_contain_text(re.compile("mention|same"))
    name = first.locator("a").inner_text()
    first.locator("a").click()
    expect(page.locator("h1")).to_have_text(name)


def test_the_keyboard_stands_on_the_heading_of_the_next_page(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    first = page.locator(".cards h2 a").first
    title = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("h1")).to_be_focused()


@pytest.mark.parametrize("way", ["the browser's", "the page's"])
def test_the_way_back_leads_to_the_place_in_the_list(page: Page, server: str, way: str) -> None:
    page.goto(server)
    settle(page)
    link = page.locator(".cards h2 a").nth(14)
    title = link.inner_text()
    link.scroll_into_view_if_needed()
    link.click()
    expect(page.locator("h1")).to_have_text(title)
    if way == "the page's":
        page.locator(".back a").first.click()
    else:
        page.go_back()
    expect(page.locator("h1")).to_have_text("Practices")
    expect(page.locator(".cards h2 a").nth(14)).to_be_in_viewport()
    expect(page.locator(".cards h2 a").nth(14)).to_be_focused()


def test_the_list_is_a_few_stops_from_the_start(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    skip = page.get_by_role("link", name="Skip to the first practice")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_focused()
