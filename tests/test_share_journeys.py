"""Sharing and tracking in a real browser: by keyboard alone, on a phone, interrupted, and with text that means harm."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from practicebank.submissions.queue import open_queue
from practicebank.submissions.text import clean_text
from tests.conftest import running_server, settle

sys.path.insert(0, str(Path(__file__).parent / "practicebank" / "submissions"))
import hostile

WIDTHS = [1280, 390]
LINES = {
    "title": "Leaflets through every door",
    "organisation": "Westshire Council",
}
TEXTS = {
    "tried": "Leaflets about burglary,\nthree times in a year.",
    "result": "Nothing changed.",
    "why": "Nobody read them.",
    "learning": "Talk to people instead.",
}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def question(page: Page, field: str) -> Locator:
    return page.locator(f".st-key-question-{field}")


def control(page: Page, field: str) -> Locator:
    return question(page, field).locator("input, textarea").first


def is_focused(target: Locator) -> bool:
    return bool(target.evaluate("element => element === document.activeElement"))


def tab_to(page: Page, target: Locator) -> None:
    """Moves the focus there as a person does who has only a keyboard."""
    target.wait_for(state="attached")
    for _ in range(90):
        if is_focused(target):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached with the Tab key.")


def type_into(page: Page, field: str, text: str) -> None:
    tab_to(page, control(page, field))
    page.keyboard.type(text)


def choose(page: Page, field: str, option: str) -> None:
    """One of a list: radio buttons answer to the arrows, pills to the space bar, and some lists are one tab stop."""
    group = question(page, field)
    radio = group.get_by_role("radio", name=re.compile(f"^{option}"))
    pill = group.get_by_role("button", name=re.compile(f"^{option}"))
    target = radio if radio.count() else pill
    every = group.get_by_role("radio") if radio.count() else group.get_by_role("button")
    for _ in range(90):
        if any(is_focused(every.nth(number)) for number in range(every.count())):
            break
        page.keyboard.press("Tab")
    for _ in range(every.count() + 1):
        if is_focused(target):
            break
        page.keyboard.press("ArrowRight" if not radio.count() else "ArrowDown")
        if not any(is_focused(every.nth(number)) for number in range(every.count())):
            break
    tab_to(page, target)
    page.keyboard.press("Space")


def press(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def arrive(page: Page, step: str) -> None:
    page.wait_for_url(f"**step={step}&**")
    settle(page)


def reference_and_code(page: Page) -> tuple[str, str]:
    expect(page.locator("h1")).to_have_text("We have your practice")
    return page.locator(".reference").nth(0).inner_text(), page.locator(".reference").nth(1).inner_text()


def fill_short(page: Page, server: str) -> None:
    """The short way up to its check, by keyboard."""
    page.goto(f"{server}/share")
    settle(page)
    press(page, "It didn’t work: the short way")
    arrive(page, "tried")
    for field, text in {**LINES, **TEXTS}.items():
        type_into(page, field, text)
    press(page, "Continue")
    arrive(page, "you")
    type_into(page, "contact_email", "community.safety@example.org")
    type_into(page, "contact_role", "Team")
    tab_to(page, control(page, "authority"))
    page.keyboard.press("Space")
    press(page, "Continue")
    arrive(page, "check")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_way_in_by_keyboard_alone(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server}/share")
    settle(page)
    press(page, "Share a practice")
    arrive(page, "practice")
    press(page, "Continue")
    expect(page.locator(".share-problems")).to_contain_text("There is a problem")
    expect(page.locator(".share-problems")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(control(page, "title")).to_be_focused()
    page.keyboard.type(f"Night walks at {width}")
    type_into(page, "summary", "Officers and youth workers walk the estate together.")
    choose(page, "effectiveness", "Promising")
    choose(page, "focus", "Diversion")
    type_into(page, "organisation", "Westshire Constabulary")
    press(page, "Continue")
    arrive(page, "details")
    choose(page, "topics", "Neighbourhood crime")
    choose(page, "scale", "Local")
    press(page, "Continue")
    arrive(page, "done")
    for field in ("problem", "aim", "how_it_works"):
        type_into(page, field, f"What there is to say of {field}.")
    press(page, "Continue")
    arrive(page, "happened")
    choose(page, "evaluated", "No")
    type_into(page, "learning", "Go every week.")
    type_into(page, "links", "https://example.org/walks")
    press(page, "Continue")
    arrive(page, "you")
    type_into(page, "contact_email", "community.safety@example.org")
    type_into(page, "contact_role", "Team")
    tab_to(page, control(page, "authority"))
    page.keyboard.press("Space")
    press(page, "Continue")
    arrive(page, "check")
    checked = page.locator(".share-check").inner_text()
    for said in (f"Night walks at {width}", "Promising", "Diversion", "Neighbourhood crime", "Local", "Go every week."):
        assert said in checked
    press(page, "Send")
    arrive(page, "sent")
    found = reference_and_code(page)
    page.reload()
    settle(page)
    assert reference_and_code(page) == found
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_short_way_by_keyboard_alone_and_its_tracking(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    fill_short(page, server)
    press(page, "Send")
    arrive(page, "sent")
    reference, code = reference_and_code(page)
    tab_to(page, page.get_by_role("link", name=f"Track {reference}"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/submission**")
    settle(page)
    expect(page.locator(".st-key-reference input")).to_have_value(reference)
    tab_to(page, page.locator(".st-key-code input"))
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_contain_text("We have it, and nobody has opened it yet.")
    assert code not in page.url
    press(page, "Correct it")
    arrive(page, "tried")
    tab_to(page, control(page, "why"))
    page.keyboard.press("Control+End")
    page.keyboard.type(" They were in English only.")
    press(page, "Continue")
    arrive(page, "you")
    press(page, "Continue")
    arrive(page, "check")
    press(page, "Send the correction")
    expect(page.locator(".story")).to_contain_text("You corrected it.")
    assert code not in page.url


def test_a_tab_closed_midway_loses_no_word(context: BrowserContext, page: Page, server: str) -> None:
    page.goto(f"{server}/share")
    settle(page)
    press(page, "It didn’t work: the short way")
    arrive(page, "tried")
    for field, text in {**LINES, **TEXTS}.items():
        type_into(page, field, text)
    expect(page.locator("[data-counter=learning]")).to_contain_text(f"{len(TEXTS['learning'])} of 5,000")
    link = page.url
    page.close()

    again = context.new_page()
    again.goto(link)
    settle(again)
    for field, text in {**LINES, **TEXTS}.items():
        expect(control(again, field)).to_have_value(text)
    type_into(again, "learning", "")
    again.keyboard.press("Control+End")
    again.keyboard.type(" And listen.")
    again.goto("about:blank")  # at once, in the middle of a word
    again.goto(link)
    settle(again)
    expect(control(again, "learning")).to_have_value("Talk to people instead. And listen.")


def test_typing_fast_across_fields_loses_no_word(page: Page, server: str) -> None:
    page.goto(f"{server}/share")
    settle(page)
    press(page, "It didn’t work: the short way")
    arrive(page, "tried")
    for field, text in {**LINES, **TEXTS}.items():
        tab_to(page, control(page, field))
        page.keyboard.type(text * 3, delay=12)
    for field, text in {**LINES, **TEXTS}.items():
        expect(control(page, field)).to_have_value(text * 3)
    page.wait_for_timeout(1500)
    page.reload()
    settle(page)
    for field, text in {**LINES, **TEXTS}.items():
        expect(control(page, field)).to_have_value(text * 3)


def test_a_server_that_is_killed_loses_no_word(page: Page, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/kept.db"
    with running_server(tmp_path / "log.txt", PRACTICEBANK_DATABASE_URL=database) as server:
        page.goto(f"{server}/share")
        settle(page)
        press(page, "It didn’t work: the short way")
        arrive(page, "tried")
        type_into(page, "title", LINES["title"])
        type_into(page, "tried", TEXTS["tried"])
        expect(page.locator("[data-counter=tried]")).to_contain_text(f"{len(TEXTS['tried'])} of 5,000")
        link = page.url.removeprefix(server)
        kill(server)
    with running_server(tmp_path / "again.txt", PRACTICEBANK_DATABASE_URL=database) as server:
        page.goto(server + link)
        settle(page)
        expect(control(page, "title")).to_have_value(LINES["title"])
        expect(control(page, "tried")).to_have_value(TEXTS["tried"])


def kill(server: str) -> None:
    """Ends the server at this address as a power cut would."""
    port = str(urlsplit(server).port).encode()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we were looking
            command = process.read_bytes().split(b"\0")
            if b"--server.port" in command and port in command:
                os.kill(int(process.parent.name), signal.SIGKILL)


def test_back_and_forward_in_the_browser_move_between_steps(page: Page, server: str) -> None:
    fill_short(page, server)
    page.go_back()
    arrive(page, "you")
    expect(control(page, "contact_role")).to_have_value("Team")
    page.go_back()
    arrive(page, "tried")
    expect(control(page, "why")).to_have_value(TEXTS["why"])
    page.go_forward()
    page.go_forward()
    arrive(page, "check")
    expect(page.locator(".share-check")).to_contain_text(TEXTS["why"])


def chunks(values: list[str], size: int, separator: str = "\n") -> list[str]:
    """The values joined into texts of at most so many characters."""
    texts = [""]
    for value in values:
        if len(texts[-1]) + len(value) + len(separator) > size:
            texts.append("")
        texts[-1] += value + separator
    return texts


def test_hostile_values_are_text_on_every_page_and_nothing_is_fetched(
    context: BrowserContext, page: Page, server: str, tmp_path: Path
) -> None:
    remote: list[str] = []
    refused: list[str] = []
    dialogs: list[str] = []
    host = urlsplit(server).netloc

    def watch(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != host:
            remote.append(url)

    context.on("request", lambda request: watch(request.url))
    page.on("websocket", lambda socket: watch(socket.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda told: refused.append(told.text) if "Content Security Policy" in told.text else None)

    typable = [
        value
        for value in hostile.VALUES
        if len(value) < 2_000 and not any(0xD800 <= ord(letter) < 0xE000 for letter in value)
    ]
    assert len(set(typable)) >= 500
    texts = chunks(typable, 4_900)
    lines = iter([value for value in hostile.HTML + hostile.MARKDOWN if "\n" not in value])
    while texts:
        page.goto(f"{server}/share")
        settle(page)
        press(page, "It didn’t work: the short way")
        arrive(page, "tried")
        given = {field: texts.pop() if texts else "Enough." for field in TEXTS}
        for field, text in given.items():
            control(page, field).fill(text)
        for field in LINES:
            control(page, field).fill(next(lines))
        press(page, "Continue")
        arrive(page, "you")
        control(page, "contact_email").fill("community.safety@example.org")
        control(page, "contact_role").fill(next(lines))
        tab_to(page, control(page, "authority"))
        page.keyboard.press("Space")
        press(page, "Continue")
        arrive(page, "check")
        shown = [value.evaluate("element => element.textContent") for value in page.locator(".value").all()]
        for text in given.values():
            assert any(as_shown(text) == as_shown(each) for each in shown)
        assert page.locator("[data-testid=stMain] :is(img, iframe, script, object, svg[onload], form, base, meta)").count() == 0
        press(page, "Send")
        arrive(page, "sent")
        reference, code = reference_and_code(page)
        page.goto(f"{server}/submission?reference={reference}")
        settle(page)
        page.locator(".st-key-code input").fill(code)
        page.keyboard.press("Enter")
        expect(page.locator(".standing")).to_be_visible()
        page.goto(server)
        settle(page)
    assert remote == []
    assert refused == []
    assert dialogs == []


def as_shown(text: str) -> str:
    """Without what HTML and the wire change about line ends and characters nobody sees."""
    return re.sub(r"\s+", " ", clean_text(text).replace("\x00", "").replace("\ufeff", "")).strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_axe_violations(browser: Browser, server: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    found: list[object] = []

    def examine(where: str) -> None:
        page.wait_for_timeout(700)
        violations = Axe().run(page).response["violations"]
        found.extend((where, fault["id"], [node["target"] for node in fault["nodes"]]) for fault in violations)

    page.goto(f"{server}/share")
    settle(page)
    examine("start")
    press(page, "Share a practice")
    arrive(page, "practice")
    press(page, "Continue")
    expect(page.locator(".share-problems")).to_be_visible()
    examine("practice, with problems")
    for step in ("details", "done", "happened", "you"):
        page.goto(re.sub("step=[a-z]+", f"step={step}", page.url))
        settle(page)
        examine(step)
    fill_short(page, server)
    examine("check")
    press(page, "Send")
    arrive(page, "sent")
    examine("sent")
    reference, code = reference_and_code(page)
    page.goto(f"{server}/submission?reference={reference}")
    settle(page)
    examine("track")
    page.locator(".st-key-code input").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_be_visible()
    examine("standing")
    context.close()
    assert found == []


def test_the_log_of_the_server_names_nobody_and_no_key(page: Page, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with running_server(log) as server:
        fill_short(page, server)
        key = re.search(r"draft=([\w-]+)", page.url)
        press(page, "Send")
        arrive(page, "sent")
        _, code = reference_and_code(page)
    written = log.read_text()
    assert key is not None
    for secret in ("community.safety@example.org", key[1], code, LINES["title"]):
        assert secret not in written
    assert len(open_queue(f"sqlite:///{tmp_path}/bank.db").lines()) == 1
