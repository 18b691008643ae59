"""Every page on paper: what was found, whole, black on white, and nothing to press."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import settle
from tests.everyone import at_rest

PAPER = 718  # pixels between the margins of an A4 page
PRESSED = """() => [...document.querySelectorAll('.stApp :is(button, input, textarea, select)')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true })).map((each) => each.outerHTML.slice(0, 120))"""
GROUND = """() => [...document.querySelectorAll('html, body, .stApp, [data-testid=stMain]')]
  .map((each) => getComputedStyle(each).backgroundColor).filter((each) => each !== 'rgb(255, 255, 255)')"""
PALE = """() => [...document.querySelectorAll('.stApp .bank :is(h1, h2, p, td, th, dd, li)')]
  .filter((each) => each.checkVisibility())
  .filter((each) => getComputedStyle(each).color.match(/[0-9]+/g).slice(0, 3).some((part) => Number(part) > 90))
  .map((each) => each.outerHTML.slice(0, 120))"""
WIDE = """() => document.querySelector('[data-testid=stMain]').scrollWidth"""


@pytest.mark.parametrize(
    "path",
    [
        "/?focus=Diversion",
        "/practice?practice=hot-spots-app",
        "/overview",
        "/explore",
        "/gaps",
        "/contrast",
        "/compare?shortlist=weve-got-heart&shortlist=clear-hold-build",
        "/describe?p_text=older+people+lose+savings+to+callers",
        "/about",
    ],
)
def test_a_page_is_printed_black_on_white_and_without_what_is_pressed(browser: Browser, server: str, path: str) -> None:
    context = browser.new_context(viewport={"width": PAPER, "height": 1000}, color_scheme="dark")
    page = context.new_page()
    page.goto(server + path)
    settle(page)
    page.emulate_media(media="print")
    assert page.evaluate(PRESSED) == []
    assert page.evaluate(GROUND) == []
    assert page.evaluate(PALE) == []
    assert page.evaluate(WIDE) <= PAPER
    context.close()


def test_on_paper_what_is_known_of_the_evidence_stands_side_by_side(browser: Browser, server: str) -> None:
    """Paper is as narrow as a phone, where it stands one below the other."""
    context = browser.new_context(viewport={"width": PAPER, "height": 1000})
    page = context.new_page()
    page.goto(f"{server}/practice?practice=hot-spots-app")
    settle(page)
    tops = "() => new Set([...document.querySelectorAll('.dials > div')].map((each) => each.offsetTop)).size"
    assert page.evaluate(tops) == 3
    page.emulate_media(media="print")
    assert page.evaluate(tops) == 1
    context.close()


def test_the_overview_is_a_leaflet_of_two_pages(browser: Browser, server: str, tmp_path: Path) -> None:
    """Whatever the screen it is printed from."""
    for width, scheme in ((1280, "light"), (390, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{server}/overview")
        settle(page)
        expect(page.locator(".st-key-chart .bars").first).to_be_attached()
        at_rest(page)
        file = tmp_path / f"{width}.pdf"
        page.pdf(path=file, format="A4")
        context.close()
        first, second = pages_of(file)
        for said in (
            "Practice bank: Overview",
            "with an evaluation on record",
            "None of the 63 practices is rated Worked",
        ):
            assert said in first
        assert "Most Organisational practices are Untested" in first
        for said in (
            "20 of 43 police forces",
            "13 of 63 practices have an evaluation",
            "Of 7 practices",
            "most common topic",
        ):
            assert said in second
        assert re.search(r"Source: Practice bank, data version \w+, \d+ \w+ \d{4}", second)
        assert "What is practice for?" not in first + second


def pages_of(file: Path) -> list[str]:
    """The text of each page, in one line."""
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    return [" ".join(page.split()) for page in told.split("\f") if page.strip()]
