"""Sharing and tracking in a real browser: by keyboard alone, on a phone, back and forth."""

import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle, stage
from tests.everyone import faults
from tests.sharing import (
    SHORT,
    TEXTS,
    WIDTHS,
    arrive,
    choose,
    click,
    control,
    fill_short,
    press,
    question,
    reference_and_code,
    send,
    start,
    tab_to,
    track,
    type_into,
    type_you,
)


def test_on_a_phone_the_whole_way_in_by_keyboard_alone(page: Page, server: str) -> None:
    with stage("begun, with nothing entered"):
        page.set_viewport_size({"width": 390, "height": 800})
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
    with stage("the practice"):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(control(page, "title")).to_be_focused()
        expect(question(page, "title").locator(".problem")).to_contain_text("Enter a title for the practice")
        page.keyboard.type("Night walks by keyboard")
        type_into(page, "summary", "Officers and youth workers walk the estate together.")
        choose(page, "effectiveness", "Promising")
        choose(page, "focus", "Diversion")
        type_into(page, "organisation", "Westshire Constabulary")
        press(page, "Continue")
        arrive(page, "details")
    with stage("the details"):
        choose(page, "topics", "Neighbourhood crime")
        choose(page, "scale", "Local")
        press(page, "Continue")
        arrive(page, "done")
    with stage("what was done, back and forth"):
        for field in ("problem", "aim", "how_it_works"):
            type_into(page, field, f"What there is to say of {field}.")
        press(page, "Back")
        arrive(page, "details")
        press(page, "Continue")
        arrive(page, "done")
        expect(control(page, "how_it_works")).to_have_value("What there is to say of how_it_works.")
        press(page, "Continue")
        arrive(page, "happened")
    with stage("what happened"):
        choose(page, "evaluation_design", "None")
        type_into(page, "learning", "Go every week.")
        type_into(page, "links", "https://example.org/walks")
        press(page, "Continue")
        arrive(page, "you")
    with stage("who sends it"):
        type_you(page)
        checked = page.locator(".share-check").inner_text()
        for said in (
            "Night walks by keyboard",
            "Promising",
            "Diversion",
            "Neighbourhood crime",
            "Local",
            "Go every week.",
        ):
            assert said in checked
    with stage("sent, and loaded again"):
        found = send(page)
        page.reload()
        settle(page)
        assert reference_and_code(page) == found
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


# The list of problems goes and comes back while somebody is typing; then two frames pass, in the first of which it is
# looked at.
REDRAWN = """async () => {
  const problems = document.querySelector(".share-problems"), place = problems.parentElement;
  const frame = () => new Promise(requestAnimationFrame);
  problems.remove();
  await frame(); await frame();
  place.append(problems);
  await frame(); await frame();
}"""


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
    page.evaluate(REDRAWN)
    expect(control(page, "title")).to_be_focused()


def test_the_short_way_by_keyboard_alone_and_its_tracking(page: Page, server: str) -> None:
    with stage("filled in"):
        start(page, server)
        for field, text in SHORT.items():
            type_into(page, field, text)
        press(page, "Continue")
        arrive(page, "you")
        type_you(page)
    with stage("sent, and loaded again"):
        reference, code = send(page)
        page.reload()
        settle(page)
        assert reference_and_code(page) == (reference, code)
    with stage("tracked"):
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
    with stage("corrected"):
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
    expect(chosen).to_have_text([re.compile("^Diversion Steers people away")])
    assert "prefill" not in page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_what_can_be_chosen_stands_in_a_tidy_list_and_once(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    start(page, server, "Share a practice", "practice")
    control(page, "organisation").fill("police")
    suggested = page.locator(".st-key-organisation-suggestions button")
    expect(suggested).to_have_count(3)
    settle(page)
    terms = question(page, "focus").locator("button")
    for found in (suggested, terms):
        boxes = [each.bounding_box() for each in found.all()]
        places = [(box["x"], box["y"], box["height"]) for box in boxes if box]
        assert len({x for x, _, _ in places}) == 1, "they do not begin below each other"
        assert all(height >= 34 for _, _, height in places)
        assert all(0 <= lower - upper - height <= 8 for (_, upper, height), (_, lower, _) in pairwise(places))
    said = question(page, "focus").inner_text()
    for term in ("Prevention", "Diversion", "Reoffending", "Organisational", "Investigation"):
        assert said.count(term) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    suggested.first.click()
    expect(control(page, "organisation")).to_have_value("Bedfordshire Police")


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


def test_every_step_is_for_everyone(page: Page, server: str) -> None:
    page.goto(f"{server}/share")
    settle(page)
    click(page, "Share a practice")
    arrive(page, "practice")
    click(page, "Continue")
    expect(page.locator(".share-problems")).to_be_visible()
    settle(page)
    found = {"practice, with problems": faults(page)}
    for step in ("details", "done", "happened", "you"):
        page.goto(re.sub("step=[a-z]+", f"step={step}", page.url))
        settle(page)
        if step == "happened":
            question(page, "evaluation_design").get_by_text("Randomised trial").click()
            expect(question(page, "outcome")).to_be_visible()
            settle(page)
        found[step] = faults(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_what_is_sent_is_for_everyone_from_its_check_to_its_tracking(page: Page, server: str) -> None:
    fill_short(page, server, SHORT)
    found = {"check": faults(page)}
    reference, code = send(page)
    found["sent"] = faults(page)
    track(page, server, reference, code)
    settle(page)
    found["standing"] = faults(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_a_tab_is_not_called_after_a_form_that_is_not_there(page: Page, server: str) -> None:
    page.goto(f"{server}/share?draft=not-a-key&step=practice")
    expect(page.get_by_role("heading", name="No form at this link")).to_be_visible()
    expect(page).to_have_title("No form at this link – Practice bank")
