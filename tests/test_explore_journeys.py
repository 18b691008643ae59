"""The dots in a real browser: pointed at, dragged round, walked through by keyboard and by finger."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.conftest import settle
from tests.everyone import at_rest, axe_faults

KEPT = ".dots .dot:not(.out)"  # a practice of two focuses stands twice


def middle(page: Page, selector: str) -> tuple[float, float]:
    at = page.locator(selector).bounding_box()
    assert at
    return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2


def open_dots(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/explore{query}")
    settle(page)
    expect(page.locator(".dots .dot[tabindex='0']")).to_have_count(1)
    expect(page.locator(".st-key-axes [data-testid=stSelectbox]")).to_have_count(3)
    at_rest(page)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def test_a_dot_that_is_pointed_at_says_what_it_is_and_goes_on_the_shortlist(page: Page, server: str) -> None:
    open_dots(page, server)
    dot = page.locator("[data-column=Prevention] .dot[data-dot=panic-alarms]")
    dot.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text("Panic alarms for domestic abuse victims")
    expect(card).to_contain_text("Promising")
    expect(card).to_contain_text(re.compile("How it was evaluated: Randomised trial"))
    expect(page.locator(".dot.same")).to_have_count(1)
    card.get_by_role("link", name="Add to shortlist").click()
    expect(page).to_have_url(re.compile("shortlist=panic-alarms"))
    expect(card).to_have_count(0)
    dot.hover()
    expect(card.get_by_role("link", name="Remove from shortlist")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_a_card_that_is_shown_keeps_the_page_free_of_faults(page: Page, server: str) -> None:
    open_dots(page, server, "?row=Not+recorded")
    page.locator(".dots .dot").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert not list(axe_faults(page))


def test_a_practice_in_two_places_lights_up_in_both(page: Page, server: str) -> None:
    open_dots(page, server)
    twice = page.evaluate(
        "Object.entries(Object.groupBy(document.querySelectorAll('.dot'), (dot) => dot.dataset.dot))"
        ".find(([slug, dots]) => dots.length === 2)[0]"
    )
    page.locator(f".dot[data-dot={twice}]").first.hover()
    expect(page.locator(".dot.same")).to_have_count(2)


def test_a_box_round_whole_cells_becomes_filters(page: Page, server: str) -> None:
    open_dots(page, server)
    cells = [
        page.locator(f"td[data-row='{row}'][data-column=Prevention]")
        for row in ("Randomised trial", "Comparison group")
    ]
    first, last = (cell.bounding_box() for cell in cells)
    assert first
    assert last
    drag(page, (first["x"] + 1, first["y"] + 1), (last["x"] + last["width"] - 2, last["y"] + last["height"] - 2))
    expect(page.locator("#inside-heading")).to_have_text(
        "4 practices on Prevention with a randomised trial or with a comparison group"
    )
    expect(page.locator("#inside-heading")).to_be_in_viewport()
    page.get_by_role("link", name="Filter by this").click()
    expect(page.locator("[data-status]")).to_contain_text("4 practices that are about Prevention")
    expect(page.locator(KEPT)).to_have_count(5)


def test_a_box_that_cuts_through_a_cell_picks_its_dots(page: Page, server: str) -> None:
    open_dots(page, server)
    cell = "td[data-row='Randomised trial'][data-column=Prevention] .dot"
    first, second = (middle(page, f"{cell} >> nth={at}") for at in (0, 1))
    drag(page, (first[0] - 10, first[1] - 10), (second[0] + 6, second[1] + 8))
    expect(page.locator("#inside-heading")).to_have_text("2 practices picked")
    expect(page.locator(".dot.in")).to_have_count(2)
    page.get_by_role("link", name="Keep these on the shortlist").click()
    expect(page.locator("nav.pages").get_by_role("link", name="Shortlist (2)")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.locator("#inside-heading")).to_have_text("2 practices picked")


def test_the_keyboard_walks_among_dots_keeps_one_and_opens_one(page: Page, server: str) -> None:
    open_dots(page, server)
    first = page.locator(".dots .dot").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    slug = page.evaluate("document.activeElement.dataset.dot")
    row = page.evaluate("document.activeElement.closest('td').dataset.row")
    assert row == "Comparison group"
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(f"shortlist={slug}"))
    expect(page.locator(f".dot[data-dot={slug}]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"practice=?.*practice={slug}"))
    expect(page.locator("h1")).not_to_have_text("Explore")


def test_the_number_of_a_cell_lists_what_is_in_it(page: Page, server: str) -> None:
    open_dots(page, server)
    page.locator("td[data-row='Randomised trial'] .total").click()
    expect(page.locator("#inside-heading")).to_have_text("3 practices on Prevention with a randomised trial")
    expect(page.locator("td.open")).to_have_count(1)


def test_a_fuller_column_is_wider(page: Page, server: str) -> None:
    open_dots(page, server)
    fuller, emptier = (
        page.locator("th[scope=col]", has_text=term).bounding_box() for term in ("Prevention", "Diversion")
    )
    assert fuller
    assert emptier
    assert fuller["width"] > emptier["width"] + 24


def test_numbers_open_their_practices_for_the_keyboard(page: Page, server: str) -> None:
    open_dots(page, server)
    page.locator("th[scope=row] .total").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inside-heading")).to_have_text("3 practices with a randomised trial")
    expect(page.locator("#inside")).to_be_focused()


def test_dots_move_to_their_new_places_unless_less_motion_is_asked_for(page: Page, server: str) -> None:
    page.add_init_script(
        "window.moved = 0; const animate = Element.prototype.animate;"
        "Element.prototype.animate = function (...given) { window.moved += this.matches('.dot'); return animate.apply(this, given); };"
    )
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        open_dots(page, server)
        page.get_by_role("link", name="Swap rows and columns").click()
        expect(page.locator("th[scope=col]").first).to_contain_text("Randomised trial")
        assert bool(page.evaluate("window.moved")) is moves


def test_a_finger_sees_the_card_first_and_the_page_scrolls_one_way(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_dots(page, server)
    dot = page.locator(".dots .dot").first
    size = dot.bounding_box()
    assert size
    assert min(size["width"], size["height"]) >= 24
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "(() => { const s = document.querySelector('.explore .scroll'); return s.scrollWidth <= s.clientWidth; })()"
    )
    dot.tap()
    card = page.get_by_role("tooltip")
    expect(card.get_by_role("link", name="Open")).to_be_visible()
    expect(page).to_have_url(re.compile("/explore"))
    card.get_by_role("link", name="Open").tap()
    expect(page).to_have_url(re.compile("/practice"))
    context.close()
