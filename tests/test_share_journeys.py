"""Sharing and tracking in a real browser: by keyboard alone, on a phone, interrupted, and with text that means harm."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from practicebank.submissions.queue import open_queue
from practicebank.submissions.text import clean_text
from tests.conftest import running_server, settle
from tests.practicebank.submissions import hostile
from tests.practicebank.submissions.cluster import Cluster

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
SHORT = {**LINES, **TEXTS}
INJECTED = ":is(img, iframe, script, object, embed, video, audio, form, base, meta, link, math, [onload], [onerror])"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with new_context(browser) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def new_context(browser: Browser, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> BrowserContext:
    """A browser that has never been here."""
    opened = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened.set_default_timeout(20_000)
    return opened


def question(page: Page, field: str) -> Locator:
    return page.locator(f".st-key-question-{field}")


def control(page: Page, field: str) -> Locator:
    return question(page, field).locator("input, textarea").first


def tab_to(page: Page, target: Locator) -> None:
    """Moves the focus there as a person does who has only a keyboard."""
    target.wait_for(state="attached")
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached with the Tab key.")


def type_into(page: Page, field: str, text: str) -> None:
    tab_to(page, control(page, field))
    page.keyboard.type(text)


def choose(page: Page, field: str, option: str) -> None:
    """One of a list: each is one tab stop, and the arrows go through it."""
    group = question(page, field)
    names = re.compile(f"^{option}")
    target = group.get_by_role("radio", name=names).or_(group.get_by_role("checkbox", name=names))
    target = target.or_(group.get_by_role("button", name=names)).first
    target.wait_for(state="attached")
    inside = "box => box.contains(document.activeElement) && document.activeElement.matches('input, button')"
    for _ in range(120):
        if group.evaluate(inside):
            break
        page.keyboard.press("Tab")
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowRight")
    pytest.fail(f"“{option}” of {field} cannot be reached with the keyboard.")


def press(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def arrive(page: Page, step: str) -> None:
    page.wait_for_url(f"**step={step}&**")
    settle(page)


def start(page: Page, server: str, way: str = "It didn’t work: the short way", step: str = "tried") -> None:
    page.goto(f"{server}/share")
    settle(page)
    press(page, way)
    arrive(page, step)


def saved(page: Page, field: str, text: str) -> None:
    """The server has it: the counter beneath a field counts what has arrived there."""
    expect(question(page, field).locator(".counter")).to_contain_text(re.compile(rf"^\s*{len(text):,} of"))


def type_you(page: Page) -> None:
    type_into(page, "contact_email", "community.safety@example.org")
    type_into(page, "contact_role", "Team")
    tab_to(page, control(page, "authority"))
    page.keyboard.press("Space")
    press(page, "Continue")
    arrive(page, "check")


def fill_short(page: Page, server: str, given: dict[str, str], role: str = "Team") -> None:
    """The short way up to its check, without the time that typing takes."""
    page.goto(f"{server}/share")
    settle(page)
    click(page, "It didn’t work: the short way")
    arrive(page, "tried")
    for field, text in given.items():
        control(page, field).fill(text)
    click(page, "Continue")
    arrive(page, "you")
    control(page, "contact_email").fill("community.safety@example.org")
    control(page, "contact_role").fill(role)
    question(page, "authority").locator("label").click()
    expect(control(page, "authority")).to_be_checked()
    click(page, "Continue")
    arrive(page, "check")


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def send(page: Page) -> tuple[str, str]:
    press(page, "Send")
    arrive(page, "sent")
    return reference_and_code(page)


def reference_and_code(page: Page) -> tuple[str, str]:
    expect(page.locator("h1")).to_have_text("We have your practice")
    return page.locator(".reference").nth(0).inner_text(), page.locator(".reference").nth(1).inner_text()


def track(page: Page, server: str, reference: str, code: str) -> None:
    page.goto(f"{server}/submission?reference={reference}")
    settle(page)
    expect(page.locator(".st-key-reference input")).to_have_value(reference)
    tab_to(page, page.locator(".st-key-code input"))
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_way_in_by_keyboard_alone(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    start(page, server, "Share a practice", "practice")
    press(page, "Continue")
    problems = page.locator(".share-problems")
    expect(problems).to_contain_text("There is a problem")
    expect(problems).to_be_focused()
    expect(problems.get_by_role("link")).to_have_text(
        [
            "Enter a title for the practice",
            "Enter a summary of the practice in one sentence",
            "Select how well it works",
            "Select at least one focus",
            "Enter the organisation that carried it out",
        ]
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(control(page, "title")).to_be_focused()
    expect(question(page, "title").locator(".problem")).to_contain_text("Enter a title for the practice")
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
    press(page, "Back")
    arrive(page, "details")
    press(page, "Continue")
    arrive(page, "done")
    expect(control(page, "how_it_works")).to_have_value("What there is to say of how_it_works.")
    press(page, "Continue")
    arrive(page, "happened")
    choose(page, "evaluated", "No")
    type_into(page, "learning", "Go every week.")
    type_into(page, "links", "https://example.org/walks")
    press(page, "Continue")
    arrive(page, "you")
    type_you(page)
    checked = page.locator(".share-check").inner_text()
    for said in (f"Night walks at {width}", "Promising", "Diversion", "Neighbourhood crime", "Local", "Go every week."):
        assert said in checked
    found = send(page)
    page.reload()
    settle(page)
    assert reference_and_code(page) == found
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_problem_leads_to_its_field_even_while_that_is_drawn_anew(page: Page, server: str) -> None:
    start(page, server, "Share a practice", "practice")
    title = control(page, "title").element_handle()
    click(page, "Continue")
    expect(page.locator(".share-problems")).to_be_focused()
    settle(page)
    assert title.evaluate("input => input.isConnected"), "the field was drawn anew because problems appeared"
    page.evaluate("window.here = true")
    box = question(page, "title").element_handle()
    box.evaluate("box => box.classList.remove('st-key-question-title')")
    page.locator("a[data-focus=title]").click()
    box.evaluate("box => { box.classList.add('st-key-question-title'); box.append(document.createElement('i')); }")
    expect(control(page, "title")).to_be_focused()
    assert page.evaluate("window.here"), "the page was loaded again"
    box.evaluate("box => { document.activeElement.blur(); box.append(document.createElement('i')); }")
    expect(control(page, "title")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_short_way_by_keyboard_alone_and_its_tracking(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    start(page, server)
    for field, text in SHORT.items():
        type_into(page, field, text)
    press(page, "Continue")
    arrive(page, "you")
    type_you(page)
    reference, code = send(page)
    page.reload()
    settle(page)
    assert reference_and_code(page) == (reference, code)
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


def test_a_tab_closed_midway_loses_no_word(browser: Browser, page: Page, server: str) -> None:
    start(page, server)
    for field, text in SHORT.items():
        type_into(page, field, text)
    saved(page, "learning", TEXTS["learning"])
    link = page.locator(".private-link code").inner_text()
    page.close()

    with new_context(browser, 390) as elsewhere:
        again = elsewhere.new_page()
        again.goto(link)
        settle(again)
        for field, text in SHORT.items():
            expect(control(again, field)).to_have_value(text)
        again.on("dialog", lambda dialog: dialog.dismiss())  # in the middle of a word the browser asks first
        tab_to(again, control(again, "learning"))
        again.keyboard.press("Control+End")
        again.keyboard.type(" And listen.")
        again.close(run_before_unload=True)
        saved(again, "learning", "Talk to people instead. And listen.")


def test_typing_fast_across_fields_loses_no_word(page: Page, server: str) -> None:
    start(page, server)
    for field, text in SHORT.items():
        tab_to(page, control(page, field))
        page.keyboard.type(text * 2, delay=10)
    for field, text in SHORT.items():
        expect(control(page, field)).to_have_value(text * 2)
        saved(page, field, text * 2)
    page.reload()
    settle(page)
    for field, text in SHORT.items():
        expect(control(page, field)).to_have_value(text * 2)


def test_a_server_that_is_killed_loses_no_word(page: Page, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/kept.db"
    with running_server(tmp_path / "log.txt", PRACTICEBANK_DATABASE_URL=database) as server:
        start(page, server)
        type_into(page, "title", LINES["title"])
        type_into(page, "tried", TEXTS["tried"])
        saved(page, "tried", TEXTS["tried"])
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


def test_a_database_that_is_away_costs_no_word_and_can_be_tried_again(page: Page, tmp_path: Path) -> None:
    with closing(Cluster()) as cluster:
        address = cluster.create("bank")
        with running_server(tmp_path / "log.txt", PRACTICEBANK_DATABASE_URL=address) as server:
            fill_short(page, server, SHORT)
            cluster.stop("immediate")
            click(page, "Send")
            expect(page.locator(".share-problems")).to_contain_text("It was not sent")
            click(page, "Back")
            arrive(page, "you")
            control(page, "contact_role").fill("Team of three")
            expect(page.locator(".st-key-share-trouble")).to_contain_text("Everything you have typed is still here")
            saved(page, "contact_role", "Team of three")
            settle(page)
            cluster.start()
            click(page, "Try again")
            expect(page.locator(".st-key-share-trouble")).to_have_count(0)
            click(page, "Continue")
            arrive(page, "check")
            reference, _ = send(page)
        queue = open_queue(address)
        assert [line.reference for line in queue.lines()] == [reference]
        assert queue.get(reference).submission.contact_role == "Team of three"
        queue.engine.dispose()


def test_pressing_send_twice_sends_once_and_the_log_names_nobody(page: Page, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with running_server(log) as server:
        fill_short(page, server, SHORT)
        key = re.search(r"draft=([\w-]+)", page.url)
        page.get_by_role("button", name="Send", exact=True).dblclick()
        arrive(page, "sent")
        reference, code = reference_and_code(page)
        page.go_back()
        settle(page)
        assert reference_and_code(page) == (reference, code)
        queue = open_queue(f"sqlite:///{tmp_path}/bank.db")
        assert [line.reference for line in queue.lines()] == [reference]
        queue.engine.dispose()
    assert key is not None
    written = log.read_text()
    for secret in ("community.safety@example.org", key[1], code, LINES["title"]):
        assert secret not in written


def test_a_link_can_fill_in_the_form(page: Page, server: str) -> None:
    given = {
        "prefill_title": "Bikes <marked> & found",
        "prefill_focus": "Diversion",
        "prefill_effectiveness": "Promising",
        "prefill_organisation": "Westshire Council",
        "focus": "Prevention",  # a filter, and no answer
    }
    page.goto(f"{server}/share?{urlencode(given)}")
    settle(page)
    click(page, "Share a practice")
    arrive(page, "practice")
    expect(control(page, "title")).to_have_value(given["prefill_title"])
    expect(control(page, "organisation")).to_have_value(given["prefill_organisation"])
    expect(question(page, "effectiveness").get_by_role("radio", name=re.compile("^Promising"))).to_be_checked()
    chosen = question(page, "focus").locator("button:is([aria-checked=true], [aria-pressed=true])")
    expect(chosen).to_have_text(["Diversion"])
    assert "prefill" not in page.url


def test_back_and_forward_in_the_browser_move_between_steps(page: Page, server: str) -> None:
    fill_short(page, server, SHORT)
    page.go_back()
    arrive(page, "you")
    expect(control(page, "contact_role")).to_have_value("Team")
    page.go_back()
    arrive(page, "tried")
    expect(control(page, "why")).to_have_value(TEXTS["why"])
    page.go_forward()
    arrive(page, "you")
    page.go_forward()
    arrive(page, "check")
    expect(page.locator(".share-check")).to_contain_text(TEXTS["why"])


def packed(values: list[str], size: int) -> list[str]:
    """The values joined line by line into texts of at most so many characters."""
    texts = [""]
    for value in values:
        if len(texts[-1]) + len(value) + 1 > size:
            texts.append("")
        texts[-1] += value + "\n"
    return texts


def as_shown(text: str) -> str:
    """Without what HTML and the wire change about line ends and characters nobody sees."""
    return re.sub(r"\s+", " ", clean_text(text).replace("\x00", "").replace("\ufeff", "")).strip()


def test_hostile_values_are_text_on_every_page_and_nothing_is_fetched(
    browser: Browser, server: str, tmp_path: Path
) -> None:
    typable = [
        value
        for value in hostile.VALUES
        if len(value) < 2_000 and not any(0xD800 <= ord(letter) < 0xE000 for letter in value)
    ]
    assert len(set(typable)) >= 500
    texts = packed(typable, 4_900)
    lines = iter([value for value in hostile.HTML + hostile.MARKDOWN if "\n" not in value])
    host = urlsplit(server).netloc
    addresses: list[str] = []
    told: list[str] = []

    with new_context(browser) as context:
        page = context.new_page()
        context.on("request", lambda request: addresses.append(request.url))
        page.on("websocket", lambda socket: addresses.append(socket.url))
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda line: told.append(line.text) if "Content Security Policy" in line.text else None)

        def shows(given: dict[str, str], shown: str) -> None:
            for text in given.values():
                assert as_shown(text) in as_shown(shown)
            assert page.locator(f"[data-testid=stMain] {INJECTED}").count() == 0
            assert (
                page.locator("[data-testid=stMain] a:is([href*=evil], [href^='javascript' i], [href^=data])").count()
                == 0
            )

        while texts:
            given = {field: texts.pop() if texts else "Enough." for field in TEXTS}
            given |= {field: next(lines) for field in LINES}
            role = next(lines)
            fill_short(page, server, given, role)
            shows({**given, "contact_role": role}, page.locator(".share-check").evaluate("box => box.textContent"))
            reference, code = send(page)
            shows({}, "")
            with page.expect_download() as downloading:
                page.get_by_role("button", name=re.compile("^Download a copy")).click()
            copy = tmp_path / reference
            downloading.value.save_as(copy)
            assert "evil.example" in copy.read_text()
            track(page, server, reference, code)
            shows({"title": given["title"]}, page.locator("[data-testid=stMain]").evaluate("box => box.textContent"))
    assert len(addresses) > 20
    outside = [
        url for url in addresses if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != host
    ]
    assert outside == []
    assert told == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_axe_violations(browser: Browser, server: str, width: int, scheme: Literal["light", "dark"]) -> None:
    found: list[object] = []
    with new_context(browser, width, scheme) as context:
        page = context.new_page()

        def examine(where: str) -> None:
            settle(page)
            violations = Axe().run(page).response["violations"]
            found.extend((where, fault["id"], [node["target"] for node in fault["nodes"]]) for fault in violations)

        page.goto(f"{server}/share")
        settle(page)
        click(page, "Share a practice")
        arrive(page, "practice")
        click(page, "Continue")
        expect(page.locator(".share-problems")).to_be_visible()
        examine("practice, with problems")
        for step in ("details", "done", "happened", "you"):
            page.goto(re.sub("step=[a-z]+", f"step={step}", page.url))
            examine(step)
        fill_short(page, server, SHORT)
        examine("check")
        reference, code = send(page)
        examine("sent")
        track(page, server, reference, code)
        examine("standing")
    assert found == []
