"""The reviewers' desk in a real browser: a whole life of a submission, two reviewers, and whoever is not in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import NIGHT_WALKS
from playwright.sync_api import Browser, Page, expect

from practicebank.submissions.keys import new_key
from practicebank.submissions.log import verify_log
from practicebank.submissions.queue import ReviewQueue, open_queue
from tests.conftest import running_server, settle

KEY = "a key that nobody guesses"
SLOWLY = 20_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ReviewQueue]]:
    """The address of a server, and its queue."""
    folder: Path = tmp_path_factory.mktemp("desk")
    queue = open_queue(f"sqlite:///{folder}/bank.db")
    with running_server(folder / "log.txt", PRACTICEBANK_REVIEWER_KEY=KEY) as address:
        yield address, queue
    faults = verify_log(queue.engine)
    queue.engine.dispose()
    assert faults == []


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/desk")
    settle(page)
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(f"{name.casefold()}@example.org")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Queue", timeout=SLOWLY)


def do(page: Page, link: str, button: str, said: str) -> None:
    page.locator(".doings").get_by_role("link", name=link, exact=True).click()
    page.get_by_role("button", name=button).click()
    expect(page.locator(".told[role=status]")).to_contain_text(said, timeout=SLOWLY)


def fill(page: Page, label: str, words: str) -> None:
    field = page.get_by_label(label)
    field.fill(words)
    field.press("Tab")


def open_one(page: Page, title: str) -> None:
    page.get_by_role("navigation", name="The desk").get_by_role("link", name="Queue").click()
    expect(page.locator("h1")).to_have_text("Queue", timeout=SLOWLY)
    page.get_by_role("link", name=title).click()
    expect(page.locator("h1")).to_have_text(title, timeout=SLOWLY)


def test_two_reviewers_collide_and_nothing_is_overwritten(browser: Browser, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "Collision"}), new_key()).reference
    ada, ben = browser.new_context().new_page(), browser.new_context().new_page()
    for page, name in ((ada, "Ada"), (ben, "Ben")):
        sign_in(page, address, name)
        open_one(page, "Collision")
        page.locator(".doings").get_by_role("link", name="Claim it").click()
        expect(page.get_by_role("button", name="Claim it")).to_be_visible(timeout=SLOWLY)
    ada.get_by_role("button", name="Claim it").click()
    expect(ada.locator(".told[role=status]")).to_contain_text("It is yours.", timeout=SLOWLY)
    ben.get_by_role("button", name="Claim it").click()
    expect(ben.get_by_role("alert")).to_contain_text("Somebody was quicker", timeout=SLOWLY)
    expect(ben.locator(".standing").first).to_contain_text("ada@example.org")
    assert queue.get(reference).reviewer == "ada@example.org"
    for page in (ada, ben):
        page.context.close()


@pytest.mark.parametrize("view", ["", "?view=follow-ups", "?view=health", "?view=log", "?view=pace", "?submission={}"])
def test_a_visitor_sees_nothing_of_any_view(page: Page, desk: tuple[str, ReviewQueue], view: str) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "Hidden walks"}), new_key()).reference
    page.goto(f"{address}/desk{view.format(reference)}")
    settle(page)
    expect(page.locator("h1")).to_have_text("Reviewers’ desk")
    expect(page.locator("body")).not_to_contain_text("Hidden walks")
    expect(page.locator("[data-testid=stMain] .stFormSubmitButton")).to_have_count(1)
    expect(page.locator("[data-testid=stMain] .stButton, [data-testid=stMain] table, .doings")).to_have_count(0)


def test_from_waiting_to_published(page: Page, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    queue.submit(NIGHT_WALKS.model_copy(update={"title": "Quiet hours"}), new_key())
    sign_in(page, address, "Ada")
    open_one(page, "Quiet hours")
    do(page, "Claim it", "Claim it", "It is yours.")
    do(page, "Publish", "Publish it", "It is in the bank.")
    page.get_by_role("link", name="Read it as others do").click()
    expect(page.locator("h1")).to_have_text("Quiet hours", timeout=SLOWLY)
    expect(page.locator(".practice")).to_contain_text("Not confirmed since")
    found = page.request.get(f"{address}/api/practices/quiet-hours").json()
    assert found["title"] == "Quiet hours"
    page.goto(f"{address}/?q=quiet+hours")
    settle(page)
    expect(page.locator(".cards a").first).to_have_text("Quiet hours")
    expect(page.locator("[data-status]")).to_have_text("1 practice that matches “quiet hours”.")
