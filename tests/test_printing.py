"""Every page on paper: what was found, whole, black on white, and nothing to press."""

import pytest
from playwright.sync_api import Browser

from tests.conftest import settle

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
