"""Whole journeys in a real browser, against the app as `make run` starts it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from practicebank.submissions.queue import open_queue
from practicebank.submissions.reading.open_remarks import waiting_remarks
from practicebank.submissions.storage.engine import open_engine
from practicebank.submissions.storage.tables import useful
from tests.conftest import running_server, settle
from tests.everyone import at_rest, faults, still
from tests.slow_line import SlowLine

TOP = "each => each.getBoundingClientRect().top"
STAYS = """top => Math.abs(document.querySelector('[data-stay="outcome Improved"]')?.getBoundingClientRect().top - top) < 3"""


def status(page: Page) -> str:
    return page.locator("[data-status]").inner_text()


def choose(page: Page, key: str, term: str) -> None:
    page.locator(f".st-key-{key}").get_by_role("button", name=re.compile(f"^{term}")).click()


def test_the_first_visit_to_a_new_server_may_be_a_deep_link(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path / "log.txt") as server:
        page.goto(f"{server}/practice?practice=clear-hold-build&focus=Diversion")
        settle(page)
        expect(page.locator("h1")).to_have_text("Clear, hold, build")
        expect(page.locator(".around")).to_contain_text("8 practices that are about Diversion")
        page.get_by_role("link", name=re.compile("^Back to")).click()
        expect(page.locator("[data-status]")).to_have_text("8 practices that are about Diversion.")
        expect(page).to_have_url(re.compile(r"/\?focus=Diversion$"))


def test_a_choice_lives_in_the_address_and_back_undoes_it(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    choose(page, "focus", "Diversion")
    expect(page.locator("[data-status]")).to_have_text("8 practices that are about Diversion.")
    choose(page, "effectiveness", "Promising")
    expect(page.locator("[data-status]")).to_have_text("6 practices that are Promising and are about Diversion.")
    expect(page).to_have_url(re.compile(r"\?effectiveness=Promising&focus=Diversion$"))
    page.reload()
    settle(page)
    assert status(page).startswith("6 practices")
    page.go_back()
    expect(page.locator("[data-status]")).to_have_text("8 practices that are about Diversion.")
    page.go_forward()
    expect(page.locator("[data-status]")).to_contain_text("6 practices")


def test_a_choice_survives_every_page(page: Page, server: str) -> None:
    page.goto(f"{server}/?focus=Diversion")
    settle(page)
    for name in ("Overview", "About", "Browse"):
        page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link", name=name).click()
        expect(page.locator(f".pages a[aria-current=page]:text-is('{name}')")).to_be_visible()
        expect(page).to_have_url(re.compile(r"focus=Diversion$"))
    expect(page.locator("[data-status]")).to_have_text("8 practices that are about Diversion.")


def test_each_value_can_be_removed_and_all_cleared(page: Page, server: str) -> None:
    page.goto(f"{server}/?focus=Diversion&effectiveness=Promising")
    settle(page)
    page.get_by_role("link", name="Remove Focus: Diversion").click()
    expect(page.locator("[data-status]")).to_have_text("31 practices that are Promising.")
    page.get_by_role("link", name="Clear all", exact=True).click()
    expect(page.locator("[data-status]")).to_contain_text("63 practices")
    expect(page).to_have_url(re.compile(r"/$"))


def test_two_quick_clicks_are_both_kept(page: Page, server: str) -> None:
    """The second comes before the browser has seen anything of what the first led to."""
    line = SlowLine(page)
    page.goto(server)
    settle(page)
    line.holds = True
    choose(page, "focus", "Diversion")
    line.wait_for_a_run()
    choose(page, "effectiveness", "Promising")
    line.let_go()
    expect(page.locator("[data-status]")).to_have_text("6 practices that are Promising and are about Diversion.")
    line.holds = True
    choose(page, "focus", "Reoffending")
    line.wait_for_a_run()
    page.locator(".st-key-topic input").fill("Commun")
    page.get_by_role("option", name=re.compile("Community engagement")).click()
    line.let_go()
    expect(page).to_have_url(re.compile("focus=Diversion&focus=Reoffending&topic=Community"))


def test_two_links_followed_quickly_lead_where_the_second_does(page: Page, server: str) -> None:
    line = SlowLine(page)
    page.goto(f"{server}/?focus=Diversion&effectiveness=Promising")
    settle(page)
    line.holds = True
    page.get_by_role("link", name="Remove Focus: Diversion").click()
    line.wait_for_a_run()
    page.get_by_role("link", name="Clear all", exact=True).click()
    line.let_go()
    expect(page.locator("[data-status]")).to_contain_text("63 practices")
    settle(page)
    expect(page).to_have_url(re.compile(r"/$"))


def test_search_and_long_lists(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    page.get_by_label("Search").fill("knife crime")
    page.get_by_label("Search").press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("match “knife crime”")
    expect(page.locator(".cards mark").first).to_be_visible()
    page.goto(f"{server}/?topic=Neighbourhood+crime")
    settle(page)
    box = page.locator(".st-key-topic input")
    box.click()
    box.type("Anti-social")
    page.get_by_role("option", name=re.compile("Anti-social behaviour")).click()
    expect(page).to_have_url(re.compile(r"topic=Anti-social\+behaviour&topic=Neighbourhood\+crime$"))


def test_by_keyboard_alone(page: Page, server: str) -> None:
    page.goto(f"{server}/?focus=Reoffending")
    settle(page)
    first = page.locator(".cards a").first
    title = first.inner_text()
    for _ in range(80):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    assert first.evaluate("link => getComputedStyle(link).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    expect(page).to_have_url(re.compile(r"/practice\?practice=[a-z-]+&focus=Reoffending$"))


def test_a_changed_count_is_announced(page: Page, server: str) -> None:
    page.goto(server)
    settle(page)
    choose(page, "focus", "Diversion")
    expect(page.locator("[role=status]#announcer")).to_have_text("8 practices that are about Diversion.")


def test_a_card_opens_in_a_new_tab_as_a_real_link(page: Page, server: str) -> None:
    page.goto(f"{server}/?focus=Diversion")
    settle(page)
    with page.context.expect_page() as opened:
        page.locator(".cards a").first.click(modifiers=["ControlOrMeta"])
    settle(opened.value)
    expect(opened.value.locator("h1")).to_have_text("A&E navigators")


def test_on_a_phone_the_filters_open_from_one_control(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{server}/?focus=Diversion")
    settle(page)
    page.get_by_role("button", name="Filters (1)").click()
    expect(page.locator(".st-key-effectiveness")).to_be_in_viewport()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    context.close()


def test_a_bar_of_a_chart_narrows_the_bank_and_its_chip_undoes_it(page: Page, server: str) -> None:
    page.goto(f"{server}/overview")
    settle(page)
    page.get_by_role("link", name="Diversion: 6 of 8 practices are Promising (75%).").click()
    expect(page.locator("[data-status]")).to_have_text("6 practices that are Promising and are about Diversion.")
    expect(page).to_have_url(re.compile(r"/overview\?effectiveness=Promising&focus=Diversion$"))
    page.get_by_role("link", name="Remove Focus: Diversion").click()
    expect(page.locator("[data-status]")).to_contain_text("31 practices")


def test_the_bar_that_was_chosen_undoes_itself(page: Page, server: str) -> None:
    page.goto(f"{server}/overview?q=police")
    settle(page)
    before = status(page)
    part = page.locator(".divided-bar a.bar-promising").first
    part.click()
    expect(page).to_have_url(re.compile("effectiveness=Promising.*focus=Prevention|focus=Prevention.*effectiveness"))
    settle(page)
    part.click()
    expect(page).to_have_url(f"{server}/overview?q=police")
    expect(page.locator("[data-status]")).to_have_text(before)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_bar_far_down_is_chosen_and_undone_where_one_is(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server}/overview")
    settle(page)
    at_rest(page)
    bar, chosen = page.locator("#outcome").get_by_role("link", name="Improved"), page.locator(".chosen")
    for _ in range(2):  # what comes into sight is laid out then, and may push the bar out of it
        bar.scroll_into_view_if_needed()
        still(page)
    place: float = bar.evaluate(TOP)
    bar.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("3 practices that showed an improvement.")
    expect(bar).to_have_attribute("aria-current", "true")
    expect(bar).to_be_focused()
    expect(chosen).to_be_in_viewport(ratio=1)
    expect(chosen).to_contain_text("3 of 63")
    page.wait_for_function(STAYS, arg=place)
    assert chosen.evaluate("each => each.getBoundingClientRect().height") < 60
    bar.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("63 practices in all.")
    expect(bar).not_to_have_attribute("aria-current", "true")
    expect(bar).to_be_focused()
    page.wait_for_function(STAYS, arg=place)
    bar.press("Enter")
    expect(bar).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Remove What was found: Improved").click()
    expect(page).to_have_url(f"{server}/overview")
    expect(bar).not_to_have_attribute("aria-current", "true")
    page.wait_for_function(STAYS, arg=place)


def test_a_row_does_what_its_bar_does_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/overview")
    settle(page)
    page.locator(".chart-foot.chart-effectiveness-by-focus").get_by_text("As a table, and to take away").focus()
    page.keyboard.press("Enter")
    page.locator(".divided").get_by_role("link", name="Diversion").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("8 practices that are about Diversion.")
    expect(page.locator(".divided").get_by_role("link", name="Diversion")).to_be_visible()


def test_the_csv_of_a_chart_is_its_table(page: Page, server: str) -> None:
    page.goto(f"{server}/overview?effectiveness=Promising")
    settle(page)
    link = page.locator(".chart-effectiveness-by-focus .downloads a", has_text="CSV").get_attribute("href")
    body = page.request.get(f"{server}/{link}").body().decode("utf-8-sig").splitlines()
    assert body[0].startswith("Focus,Practices,Worked,")
    assert body[1].startswith("Prevention,22,0,")


@pytest.mark.parametrize("path", ["", "overview", "explore", "gaps"])
def test_a_choice_is_followed(page: Page, server: str, path: str) -> None:
    page.goto(f"{server}/{path}?focus=Diversion")
    settle(page)
    page.get_by_text("Follow this", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible()
    feed = page.request.get(page.locator("#follow").inner_text())
    assert "<title>8 practices that are about Diversion</title>" in feed.text()


def test_the_menu_does_not_lie_over_the_page_after_a_reload(browser: Browser, server: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(server)
        settle(page)
        page.locator("[data-open-filters]").click()
        menu = page.get_by_test_id("stSidebar")
        expect(menu).to_have_attribute("data-collapsed", "false")
        page.reload()
        settle(page)
        expect(menu).to_have_attribute("data-collapsed", "true")


def test_a_reader_says_by_keyboard_that_a_practice_was_useful(page: Page, server: str, server_folder: Path) -> None:
    page.goto(f"{server}/practice?practice=panic-alarms")
    settle(page)
    row = page.locator(".st-key-useful")
    expect(row.get_by_role("button")).to_have_text(["Yes", "Partly", "No"])
    row.get_by_role("button", name="Yes").press("Enter")
    expect(row.get_by_role("status")).to_have_text("Thank you. Your answer is counted.")
    expect(row.get_by_role("button")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator(".ways-in a").first).to_be_focused()
    engine = open_engine(f"sqlite:///{server_folder}/bank.db")
    with engine.connect() as connection:
        [counted] = connection.execute(useful.select()).all()
    engine.dispose()
    assert (counted.slug, counted.answer, counted[3]) == ("panic-alarms", "yes", 1)


def test_a_reader_says_by_keyboard_what_is_wrong_and_is_thanked_once(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path / "log.txt") as server:
        page.goto(f"{server}/practice?practice=panic-alarms")
        settle(page)
        page.get_by_role("link", name="Something is wrong or missing").press("Enter")
        about = page.get_by_role("combobox", name="What is it about?")
        expect(about).to_be_focused()
        expect(page.get_by_role("heading", name="Something is wrong or missing")).to_be_in_viewport()
        expect(page).to_have_url(re.compile("practice=panic-alarms&say=wrong$"))
        page.keyboard.type("What it costs")
        page.get_by_role("option", name="What it costs").wait_for()
        page.keyboard.press("Enter")
        page.get_by_label("Where can it be checked?").fill("example.org")
        send = page.get_by_role("button", name="Send to the reviewers")
        send.press("Enter")
        problems = page.locator(".share-problems")
        expect(problems).to_be_focused()
        expect(problems).to_contain_text("There is a problem")
        at_rest(page)
        assert faults(page) == []
        problems.get_by_role("link", name=re.compile("^Enter a web address")).press("Enter")
        expect(page.get_by_label("Where can it be checked?")).to_be_focused()
        page.get_by_label("Where can it be checked?").fill("https://example.org/")
        page.get_by_label("What is right?").fill("£15,000 for two years.")
        send.dblclick()
        expect(page.locator(".st-key-remark").get_by_role("status")).to_contain_text(
            "Thank you. The reviewers have received it."
        )
        expect(send).to_have_count(0)
        at_rest(page)
        page.emulate_media(media="print")
        expect(page.locator(".st-key-remark")).to_be_hidden()
        expect(page.locator(".st-key-useful")).to_be_hidden()
    queue = open_queue(f"sqlite:///{tmp_path}/bank.db")
    [[remark]] = [each.remarks for each in waiting_remarks(queue)]
    queue.engine.dispose()
    assert dict(remark.proposed) == {"cost": "£15,000 for two years."}
    assert (remark.source, remark.who) == ("https://example.org/", "")
