"""The reviewers' desk in a real browser: a whole life of a submission, two reviewers, and whoever is not in."""

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from examples import NIGHT_WALKS
from playwright.sync_api import Browser, Page, expect

from practicebank.bank.shelf import open_bank
from practicebank.settings import Settings
from practicebank.submissions.codes import new_key
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.remarks import Remark, send_remark
from practicebank.submissions.states import Status
from practicebank.submissions.storage.audit_log import verify_log
from tests.attack.strangers import Attacked, run_page
from tests.conftest import running_server, settle, stage
from tests.everyone import faults, stop_faults
from tests.sharing import SHORT, arrive, enter, fill_short, new_context, press, reference_and_code, tab_to

KEY = "a key that nobody guesses"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ReviewQueue]]:
    """The address of a server, and its queue."""
    folder: Path = tmp_path_factory.mktemp("desk")
    queue = open_queue(f"sqlite:///{folder}/bank.db")
    with running_server(folder / "log.txt", PRACTICEBANK_REVIEWER_KEY=KEY) as address:
        yield address, queue
    altered = verify_log(queue.engine)
    queue.engine.dispose()
    assert altered == []


def headed(page: Page, words: str) -> None:
    """The page has come that says so; the one before may still be going."""
    expect(page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible()


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/desk")
    settle(page)
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(f"{name.casefold()}@example.org")
    page.get_by_role("button", name="Sign in").click()
    headed(page, "Queue")


def do(page: Page, link: str, button: str, said: str) -> None:
    page.locator(".doings").get_by_role("link", name=link, exact=True).click()
    page.get_by_role("button", name=button).click()
    expect(page.locator(".told[role=status]")).to_contain_text(said)


def publish(page: Page) -> None:
    """Reads the page as readers will get it, answers the checklist, and publishes."""
    page.locator(".doings").get_by_role("link", name="Publish", exact=True).click()
    expect(page.locator(".preview")).to_be_visible()
    expect(page.get_by_text("I have read the page as readers will get it")).to_be_visible()
    for group in page.locator('[class*="st-key-desk-say-check-"]').all():
        group.get_by_role("radio", name="Yes").click()
        expect(group.get_by_role("radio", name="Yes")).to_be_checked()
    page.get_by_text("I have read the page as readers will get it").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator(".told[role=status]")).to_contain_text("It is in the bank.")


def fill(page: Page, label: str, words: str) -> None:
    field = page.get_by_label(label)
    field.fill(words)
    field.press("Tab")


def open_one(page: Page, title: str) -> None:
    page.get_by_role("navigation", name="The desk").get_by_role("link", name="Queue").click()
    headed(page, "Queue")
    page.get_by_role("link", name=title).click()
    headed(page, title)


def test_what_a_reader_says_of_a_practice_of_the_catalogue_is_answered_where_readers_see_it(
    page: Page, desk: tuple[str, ReviewQueue]
) -> None:
    address, queue = desk
    bank, title = open_bank(Settings()), "Panic alarms for domestic abuse victims"
    send_remark(queue, bank, "panic-alarms", Remark("cost", "About £50 an alarm.", source="https://example.org/cost"))
    send_remark(queue, bank, "panic-alarms", Remark(words="It is older than that.", about_label=True))
    sign_in(page, address, "Ada")
    page.get_by_role("navigation", name="The desk").get_by_role("link", name="Practices").click()
    headed(page, "Practices")
    assert faults(page, widths=(1280, 390)) == []
    page.get_by_role("link", name=title).click()
    headed(page, title)
    expect(page.locator(".remark ins")).to_contain_text("About £50 an alarm.")
    page.locator(".doings").get_by_role("link", name="Make the proposed change").click()
    page.get_by_text("It is about this practice", exact=True).click()
    assert faults(page, widths=(390,)) == []
    page.get_by_role("button", name="Make this change").click()
    expect(page.locator(".told[role=status]")).to_contain_text("Corrected. Readers see it now.")
    page.locator(".doings").get_by_role("link", name="Answer what was said").click()
    fill(page, "Your answer", "The trial is from 2019.")
    page.get_by_text("Show this on the practice page").click()
    page.get_by_role("button", name="Keep the answer").click()
    expect(page.locator(".told[role=status]")).to_contain_text("Answered.")
    page.get_by_role("link", name="Read it as others do").click()
    expect(page.locator(".practice")).to_contain_text("About £50 an alarm.")
    expect(page.locator(".practice a[href='https://example.org/cost']").first).to_be_visible()
    expect(page.locator(".practice")).to_contain_text("The trial is from 2019.")
    expect(page.locator(".practice")).not_to_contain_text("It is older than that.")
    page.get_by_role("link", name="Work on it at the desk").click()
    headed(page, title)


def test_two_reviewers_collide_and_nothing_is_overwritten(browser: Browser, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "Collision"}), new_key()).reference
    ada, ben = browser.new_context().new_page(), browser.new_context().new_page()
    for page, name in ((ada, "Ada"), (ben, "Ben")):
        sign_in(page, address, name)
        open_one(page, "Collision")
        page.locator(".doings").get_by_role("link", name="Claim it").click()
        expect(page.get_by_role("button", name="Claim it")).to_be_visible()
    ada.get_by_role("button", name="Claim it").click()
    expect(ada.locator(".told[role=status]")).to_contain_text("It is yours.")
    ben.get_by_role("button", name="Claim it").click()
    expect(ben.get_by_role("alert")).to_contain_text("Somebody was quicker")
    expect(ben.locator(".standing").first).to_contain_text("ada@example.org")
    assert queue.get(reference).reviewer == "ada@example.org"
    for page in (ada, ben):
        page.context.close()


def test_on_a_phone_a_submission_opens_at_its_top(browser: Browser, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    queue.submit(NIGHT_WALKS.model_copy(update={"title": "Far down"}), new_key())
    context = browser.new_context(viewport={"width": 390, "height": 500})
    page = context.new_page()
    sign_in(page, address, "Ada")
    page.get_by_role("link", name="Far down").scroll_into_view_if_needed()
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollTop") > 0
    page.get_by_role("link", name="Far down").click()
    headed(page, "Far down")
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")
    context.close()


@pytest.mark.parametrize("view", ["", "?view=follow-ups", "?view=health", "?view=log", "?view=pace", "?submission={}"])
def test_a_visitor_sees_nothing_of_any_view(page: Page, desk: tuple[str, ReviewQueue], view: str) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "Hidden walks"}), new_key()).reference
    page.goto(f"{address}/desk{view.format(reference)}")
    settle(page)
    headed(page, "Reviewers’ desk")
    expect(page.locator("body")).not_to_contain_text("Hidden walks")
    expect(page.locator("[data-testid=stMain] .stFormSubmitButton")).to_have_count(1)
    expect(page.locator("[data-testid=stMain] .stButton, [data-testid=stMain] table, .doings")).to_have_count(0)


def test_a_whole_life(page: Page, desk: tuple[str, ReviewQueue]) -> None:
    """Shared, asked about, answered, published, found, corrected, followed up, withdrawn."""
    address, _ = desk
    with stage("shared"):
        contributor = new_context(page.context.browser).new_page()  # type: ignore[arg-type]
        fill_short(contributor, address, {**SHORT, "title": "Lantern hours"})
        contributor.get_by_role("button", name="Send", exact=True).click()
        arrive(contributor, "sent")
        reference, private_code = reference_and_code(contributor)
    with stage("asked about"):
        sign_in(page, address, "Ada")
        open_one(page, "Lantern hours")
        do(page, "Claim it", "Claim it", "It is yours.")
        page.locator(".doings").get_by_role("link", name="Ask for more").click()
        fill(page, "What you need to know", "How long did it run?")
        page.get_by_role("button", name="Send the question").click()
        expect(page.locator(".told[role=status]")).to_contain_text("It is the contributor’s turn.")
    with stage("answered"):
        contributor.goto(f"{address}/submission")
        settle(contributor)
        contributor.get_by_label("Reference").fill(reference)
        contributor.get_by_label("Private code").fill(private_code)
        contributor.get_by_role("button", name="Show where it stands").click()
        expect(contributor.locator(".submission").first).to_contain_text("Lantern hours")
        expect(contributor.locator("body")).to_contain_text("How long did it run?")
        fill(contributor, "Your answer to the reviewer", "For two years.")
        contributor.get_by_role("button", name="Send the answer").click()
        expect(contributor.locator(".told")).to_contain_text("Your answer is sent.")
        standing = contributor.locator(".standing")
        expect(standing).to_contain_text("Your answer has arrived, and a reviewer has it.")
        expect(standing).to_contain_text("You hear by")
        expect(standing).not_to_contain_text("nobody has opened it")
        assert faults(contributor, widths=(1280, 390)) == []
    with stage("published"):
        go(page, "./desk?mine=1", "Queue")
        row = page.locator(".desk-table tr", has_text="Lantern hours")
        expect(row).to_contain_text("You")
        expect(row).to_contain_text("The contributor has answered")
        assert faults(page, widths=(1280, 390)) == []
        row.get_by_role("link").click()
        headed(page, "Lantern hours")
        expect(page.locator(".standing").first).to_contain_text("The contributor has answered")
        expect(page.locator(".desk-history")).to_contain_text("For two years.")
        publish(page)
    with stage("found"):
        reader = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
        reader.goto(f"{address}/?q=lantern+hours")
        settle(reader)
        expect(reader.locator(".cards a").first).to_have_text("Lantern hours")
        expect(reader.locator("[data-status]")).to_have_text("1 practice that matches “lantern hours”.")
        reader.locator(".cards a").first.click()
        headed(reader, "Lantern hours")
        expect(reader.locator(".practice")).to_contain_text("Not yet confirmed")
        expect(reader.locator("body")).not_to_contain_text("community.safety@example.org")
        found = page.request.get(f"{address}/api/practices/lantern-hours").json()
        assert found["title"] == "Lantern hours"
        assert page.request.get(f"{address}/api/practices?q=lantern+hours").json()["total"] == 1
    with stage("corrected"):
        page.locator(".doings").get_by_role("link", name="Correct it").click()
        page.get_by_label("Which answers").click()
        page.get_by_role("option", name="Title").click()
        page.keyboard.press("Escape")
        title = page.locator(".st-key-desk-say-edit-title input")
        title.fill("Lantern hours at night")
        title.press("Tab")
        expect(page.locator(".difference ins")).to_contain_text("at night")
        page.get_by_role("button", name="Correct it").click()
        expect(page.locator(".told[role=status]")).to_contain_text("Corrected. Readers see it now.")
        assert page.request.get(f"{address}/api/practices/lantern-hours").json()["title"] == "Lantern hours at night"
    with stage("followed up"):
        page.locator(".doings").get_by_role("link", name="Record how it is doing").click()
        page.locator(".st-key-desk-say-answer button", has_text="Still running").click()
        page.get_by_role("button", name="Keep the answer").click()
        expect(page.locator(".told[role=status]")).to_contain_text("Kept.")
        reader.reload()
        headed(reader, "Lantern hours at night")
        expect(reader.locator(".practice")).to_contain_text(re.compile("Last confirmed .*: still running"))
    with stage("retired"):
        page.locator(".doings").get_by_role("link", name="Retire it").click()
        fill(page, "Reason (shown publicly on the practice page)", "The funding ended.")
        page.get_by_role("button", name="Retire it").click()
        expect(page.locator(".told[role=status]")).to_contain_text("Retired.")
        reader.reload()
        headed(reader, "Lantern hours at night")
        expect(reader.locator(".withdrawn")).to_contain_text("The funding ended.")
        assert page.request.get(f"{address}/api/practices?q=lantern+hours").json()["items"] == []
        gone = page.request.get(f"{address}/api/practices/lantern-hours").json()
        assert gone["withdrawn"]["because"] == "The funding ended."
        for other in (contributor, reader):
            other.context.close()


def test_a_submission_is_published_by_keyboard_alone(page: Page, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "By keyboard"}), new_key()).reference
    told = page.locator(".told[role=status]")
    page.goto(f"{address}/desk")
    settle(page)
    for label, words in (("Key", KEY), ("Your name", "Cy"), ("Your e-mail address", "cy@example.org")):
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(words)
    press(page, "Sign in")
    headed(page, "Queue")
    enter(page, page.get_by_role("link", name="By keyboard"))
    headed(page, "By keyboard")
    enter(page, page.locator(".doings").get_by_role("link", name="Claim it"))
    press(page, "Claim it")
    expect(told).to_contain_text("It is yours.")
    enter(page, page.locator(".doings").get_by_role("link", name="Write a note"))
    tab_to(page, page.locator("[data-testid=stMain] textarea"))
    page.keyboard.type("Read on paper.")
    press(page, "Keep the note")
    expect(told).to_contain_text("note")
    enter(page, page.locator(".doings").get_by_role("link", name="Publish"))
    expect(page.get_by_role("checkbox", name="I have read the page")).to_be_visible()
    for group in page.locator('[class*="st-key-desk-say-check-"]').all():
        tab_to(page, group.get_by_role("radio", name="Yes"))
        page.keyboard.press("Space")
        expect(group.get_by_role("radio", name="Yes")).to_be_checked()
    tab_to(page, page.get_by_role("checkbox", name="I have read the page"))
    page.keyboard.press("Space")
    press(page, "Publish it")
    expect(told).to_contain_text("It is in the bank.")
    assert queue.get(reference).status == Status.PUBLISHED


def test_the_queue_and_a_submission_are_for_everyone(page: Page, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "For everyone"}), new_key()).reference
    sign_in(page, address, "Ada")
    found = {"queue": [*faults(page), *stop_faults(page)]}
    go(page, "./desk?state=declined", "Queue")
    found["nothing in the queue"] = faults(page, widths=(390,))
    go(page, f"./desk?submission={reference}&do=claim", "For everyone")
    found["one"] = [*faults(page), *stop_faults(page)]
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_whatever_a_reviewer_does_is_for_everyone(page: Page, desk: tuple[str, ReviewQueue]) -> None:
    address, queue = desk
    reference = queue.submit(NIGHT_WALKS.model_copy(update={"title": "To be done"}), new_key()).reference
    sign_in(page, address, "Ada")
    go(page, f"./desk?submission={reference}&do=claim", "To be done")
    page.get_by_role("button", name="Claim it").click()
    expect(page.locator(".told[role=status]")).to_contain_text("It is yours.")
    found = {}
    for doing in ("ask", "rate", "edit", "decline", "publish"):
        go(page, f"./desk?submission={reference}&do={doing}", "To be done")
        found[doing] = faults(page, widths=(1280, 390))
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_every_overview_of_the_desk_is_for_everyone(page: Page, desk: tuple[str, ReviewQueue]) -> None:
    sign_in(page, desk[0], "Ada")
    found = {}
    for view, heading in (
        ("follow-ups", "Follow-ups"),
        ("health", "Health of the bank"),
        ("log", "Log"),
        ("pace", "Pace"),
    ):
        go(page, f"./desk?view={view}", heading)
        found[view] = faults(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def go(page: Page, address: str, heading: str) -> None:
    """As a link of the page does: the session stays."""
    change = "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }"
    page.evaluate(change, address)
    headed(page, heading)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def assert_cookie(cookie: Mapping[str, Any], name: str, *, secure: bool) -> None:
    flags = (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["secure"], cookie["path"])
    assert flags == (name, True, "Strict", secure, "/")
    assert 0 < cookie["expires"] - time.time() <= 8 * 3600


def reviewer_cookies(page: Page) -> list[Mapping[str, Any]]:
    return [each for each in page.context.cookies() if each["name"].endswith("practicebank_reviewer")]


def test_without_https_a_sign_in_with_the_key_holds_until_signing_out(
    page: Page, desk: tuple[str, ReviewQueue]
) -> None:
    sign_in(page, desk[0], "Ada")
    [cookie] = reviewer_cookies(page)
    assert_cookie(cookie, "practicebank_reviewer", secure=False)
    page.reload()
    headed(page, "Queue")
    with page.expect_response("**/auth/reviewer"):
        page.get_by_role("button", name="Sign out").click()
    headed(page, "Reviewers’ desk")
    assert not reviewer_cookies(page)
    page.reload()
    headed(page, "Reviewers’ desk")


def test_a_sign_in_with_the_key_holds_after_a_reload_and_in_a_new_tab_until_signing_out(
    page: Page, tmp_path: Path
) -> None:
    """Chromium takes a cookie for https alone from this machine too, so it is asked for what a public address gives."""
    log = tmp_path / "log.txt"
    queue = open_queue(f"sqlite:///{tmp_path}/bank.db")
    queue.submit(NIGHT_WALKS.model_copy(update={"title": "Secret walks"}), new_key())
    queue.engine.dispose()
    given = {"PRACTICEBANK_REVIEWER_KEY": KEY, "PRACTICEBANK_PUBLIC_ADDRESS": "https://bank.example"}
    with running_server(log, **given) as address:
        with page.expect_response("**/auth/reviewer") as answered:
            sign_in(page, address, "Ada")
        assert answered.value.status == 204
        [cookie] = reviewer_cookies(page)
        assert_cookie(cookie, "__Host-practicebank_reviewer", secure=True)
        page.reload()
        headed(page, "Queue")
        assert cookie["value"] not in page.content() + page.evaluate("document.cookie") + page.url
        tab = page.context.new_page()
        tab.goto(f"{address}/desk")
        headed(tab, "Queue")
        expect(tab.get_by_text("Signed in as Ada, ada@example.org.")).to_be_visible()
        sent = f"{cookie['name']}={cookie['value']}"
        assert b"Secret walks" in whatever_comes(address, sent)
        with page.expect_response("**/auth/reviewer"):
            page.get_by_role("button", name="Sign out").click()
        headed(page, "Reviewers’ desk")
        assert not reviewer_cookies(page)
        tab.get_by_role("link", name="Secret walks").first.click()
        headed(tab, "Reviewers’ desk")
        expect(tab.get_by_role("alert")).to_contain_text("You are signed out.")
        for each in (page, tab):
            each.goto(f"{address}/desk")
            settle(each)
            headed(each, "Reviewers’ desk")
            expect(each.locator("body")).not_to_contain_text("Secret walks")
        assert b"Secret walks" not in whatever_comes(address, sent)
        sign_in(page, address, "Ben")
    assert cookie["value"] not in log.read_text(encoding="utf-8")


def whatever_comes(address: str, cookies: str) -> bytes:
    """All that the server sends for the desk to whoever has these cookies."""
    with Attacked(address).socket(address, cookies) as socket:
        return b"".join(message.SerializeToString() for message in run_page(socket, page="desk"))


def test_the_link_in_the_terminal_opens_the_desk_and_the_key_leaves_the_address(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path / "log.txt") as address:
        [link] = re.findall(r"http://localhost:\d+(/desk\?key=\S+)", (tmp_path / "log.txt").read_text(encoding="utf-8"))
        page.goto(f"{address}{link}")
        settle(page)
        expect(page).to_have_url(f"{address}/desk")
        page.get_by_label("Your name").fill("Ada")
        page.get_by_label("Your e-mail address").fill("ada@example.org")
        page.get_by_role("button", name="Sign in").click()
        headed(page, "Queue")
        page.get_by_role("button", name="Sign out").click()
        headed(page, "Reviewers’ desk")
        page.goto(f"{address}{link[:-2]}xx")
        settle(page)
        page.get_by_label("Your name").fill("Eve")
        page.get_by_label("Your e-mail address").fill("eve@example.org")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("That is not the key.")
        assert page.request.get(f"{address}/robots.txt").text().count("Disallow: /desk") == 1
