"""Taking things away in a real browser: briefings, pictures, and the cells of the gap map."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle


def test_a_briefing_is_made_while_the_page_stays(page: Page, server: str) -> None:
    page.goto(f"{server}/overview?focus=Diversion")
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PowerPoint").click()
    assert waiting.value.suggested_filename == "8-practices-that-are-about-diversion.pptx"
    expect(page.locator("[data-taken]").first).to_have_text("Saved.")


@pytest.mark.parametrize("name", ["effectiveness-by-focus", "topic"])
def test_a_chart_is_saved_as_png(page: Page, server: str, name: str, tmp_path: Path) -> None:
    page.goto(f"{server}/overview?focus=Diversion")
    settle(page)
    with page.expect_download() as waiting:
        page.locator("details.folded", has=page.locator(f"a[data-png={name}]")).locator("summary").click()
        page.locator(f"a[data-png={name}]").click()
    assert waiting.value.suggested_filename == f"{name}.png"
    waiting.value.save_as(tmp_path / "chart.png")
    content = (tmp_path / "chart.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) == 1920


def test_a_cell_of_the_map_opens_by_keyboard_and_is_brought_into_view(page: Page, server: str) -> None:
    page.goto(f"{server}/gaps")
    settle(page)
    cell = page.locator("a[data-cell]", has_text="2 practices on Reoffending about Crime prevention")
    cell.focus()
    page.keyboard.press("Enter")
    opened = page.locator("#cell")
    expect(opened).to_be_in_viewport()
    expect(opened.locator("li")).to_have_count(2)
    expect(opened).to_be_focused()
    expect(page).to_have_url(re.compile(r"row=Crime\+prevention&column=Reoffending"))
    opened.get_by_role("link", name="Browse these 2 practices").click()
    expect(page.locator("[data-status]")).to_contain_text("2 practices that are about Reoffending")
    page.go_back()
    expect(page.locator("#cell li")).to_have_count(2)


def test_a_gap_leads_to_the_form_filled_in(page: Page, server: str) -> None:
    page.goto(f"{server}/gaps?rows=target_group")
    settle(page)
    page.locator("#gaps-in-words").get_by_role("link", name=re.compile("on Diversion for Families")).click()
    expect(page).to_have_url(re.compile(r"/share\?.*prefill_target_groups=Families&prefill_focus=Diversion"))
    expect(page.locator("h1")).to_have_text(re.compile("Share"))
