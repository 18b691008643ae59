"""The copy that opens from a memory stick: in a real browser, from a file, with the network off."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.briefing.html_files import survival_copy
from practicebank.settings import Settings
from tests.practicebank.briefing.choices import REAL, bank_of_rows, hostile_bank, random_choices

SYNONYMS = Settings().synonyms.read_text(encoding="utf-8")
DAY = date(2026, 11, 23)
BODY = survival_copy(REAL, SYNONYMS, DAY)


@pytest.fixture
def copy(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The copy, opened; whatever the browser complains of or asks the network for fails the test."""
    (tmp_path / "copy.html").write_bytes(BODY)
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else complaints.append(asked.url))
    page.goto((tmp_path / "copy.html").as_uri())
    yield page
    assert complaints == []
    context.close()


def shown(page: Page) -> list[str]:
    ids = page.locator("article:visible").evaluate_all("all => all.map(one => one.id)")
    return [each.removeprefix("practice--") for each in ids]


def test_it_weighs_little() -> None:
    assert len(BODY) < 6_000_000 / 10


def test_it_filters_as_the_bank_does_and_counts_every_option(copy: Page) -> None:
    for filters in [Filters(), *random_choices(12, seed=3)]:
        plain = filters.without("q")
        chosen = [(COLUMN_OF[key], term) for key, term in plain.choices()]
        copy.evaluate("pairs => { location.hash = new URLSearchParams(pairs) }", chosen)
        selection = REAL.select(plain)
        expect(copy.locator("#status")).to_contain_text(f"{len(selection)} of 63 practices")
        assert sorted(shown(copy)) == sorted(REAL.practices["slug"].iloc[selection.rows])
        for key, counts in selection.counts.items():
            boxes = copy.locator(f"input[name={COLUMN_OF[key]}]").evaluate_all(
                "all => all.map(box => [box.value, Number(box.closest('label').querySelector('.count').textContent)])"
            )
            assert dict(boxes) == dict(counts)


def test_a_choice_is_in_the_address_and_back_undoes_it(copy: Page) -> None:
    copy.get_by_label(re.compile("^Diversion")).check()
    expect(copy.locator("#status")).to_have_text("8 of 63 practices. Focus: Diversion.")
    assert copy.url.endswith("#focus=Diversion")
    copy.reload()
    expect(copy.locator("#status")).to_have_text("8 of 63 practices. Focus: Diversion.")
    copy.go_back()
    expect(copy.locator("#status")).to_have_text("63 of 63 practices.")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("house break-ins", "defensive-planting"),
        ("stalking", "harm-reduction-unit"),
        ("navigators", "ae-navigators"),
        ("ultraviolet light", "forensic-marking"),
    ],
)
def test_it_searches(copy: Page, words: str, slug: str) -> None:
    copy.get_by_label("Search").fill(words)
    expect(copy.locator("#status")).to_contain_text(f"“{words}”")
    assert slug in shown(copy)
    assert len(shown(copy)) < 40


def test_an_account_is_folded_on_screen_and_open_on_paper(copy: Page) -> None:
    told = copy.locator("#practice--hot-spots-app details")
    expect(told.get_by_text("Two randomised trials")).to_be_hidden()
    expect(copy.locator("#practice--hot-spots-app .rated")).to_contain_text("Randomised trial, in-house")
    told.locator("summary").click()
    expect(told.get_by_text("Two randomised trials")).to_be_visible()
    note = told.locator("a.note").first
    assert copy.locator(note.get_attribute("href")).locator("a").get_attribute("href").startswith("https://")
    copy.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(copy.locator("article details:not([open])")).to_have_count(0)


def test_following_a_note_keeps_the_choice(copy: Page) -> None:
    copy.evaluate("location.hash = 'focus=Diversion&q=young'")
    status = copy.locator("#status")
    expect(status).to_contain_text("Focus: Diversion. Search: “young”.")
    before = shown(copy)
    said = status.inner_text()
    copy.locator("article:visible", has=copy.locator("a.note")).first.locator("summary").click()
    copy.locator("a.note:visible").first.click()
    expect(copy.locator("li:target")).to_be_in_viewport()
    copy.evaluate("new Promise((done) => setTimeout(done))")  # what the new address starts has run then
    assert shown(copy) == before
    assert status.inner_text() == said
    expect(copy.get_by_label("Search")).to_have_value("young")
    copy.get_by_role("button", name="Clear everything").click()
    expect(status).to_have_text("63 of 63 practices.")


def test_no_practice_takes_the_place_of_something_else_on_the_page(browser: Browser, tmp_path: Path) -> None:
    slugs = ["night-walks", "night-walks-2", "2", "practice", "bank", "search", "list"]
    rows = [{"slug": slug, "title": slug, "summary": "What was done."} for slug in slugs]
    pages = "https://example.org/1 https://example.org/2 https://example.org/3"
    told = "".join(f"{slug},aim,To be found.,{pages},high\n" for slug in ("night-walks", "practice"))
    bank = bank_of_rows(tmp_path, *rows, accounts=f"slug,field,text,source_url,confidence\n{told}")
    (tmp_path / "copy.html").write_bytes(survival_copy(bank, SYNONYMS, DAY))
    page = browser.new_page()
    page.goto((tmp_path / "copy.html").as_uri())
    expect(page.locator("#status")).to_have_text("7 of 7 practices.")
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))
    notes = page.locator("a.note").evaluate_all(
        "all => all.map(one => document.querySelector(one.getAttribute('href')).querySelector('a').href)"
    )
    assert notes == pages.split() * 2
    page.close()


def test_the_key_says_which_terms_came_after_the_practices_were_sorted(copy: Page) -> None:
    expect(copy.locator(".terms")).to_contain_text(
        "Helps to find out who did it, and to prove it. "
        "The practices of the public listing were sorted before Investigation was a focus."
    )


def test_the_newer_filters_stand_under_a_fold_that_opens_when_one_is_chosen(copy: Page) -> None:
    box = copy.locator("input[name=evaluation_design][value='Randomised trial']")
    expect(box).to_be_hidden()
    copy.evaluate("location.hash = 'evaluation_design=Randomised trial'")
    expect(box).to_be_visible()
    expect(copy.locator("#status")).to_contain_text("3 of 63 practices")


def test_its_charts_follow_the_choice(copy: Page) -> None:
    copy.evaluate("location.hash = 'focus=Diversion'")
    row = copy.locator("#charts tr", has=copy.get_by_role("rowheader", name=re.compile("^Diversion")))
    expect(row.locator(".n")).to_have_text("8")
    expect(row.locator(".mix")).to_have_text("6 Promising, 2 Untested – new or innovative")
    assert row.locator("rect").count() == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(copy: Page, scheme: str) -> None:
    copy.emulate_media(color_scheme=scheme)
    # What is folded in one article is folded in all: a dozen are looked at whole.
    copy.evaluate(
        "[...document.querySelectorAll('.filters details, section > details')].forEach((fold) => fold.open = true)"
    )
    copy.evaluate("[...document.querySelectorAll('article details')].slice(0, 12).forEach((fold) => fold.open = true)")
    found = Axe().run(copy)
    assert found.violations_count == 0, found.generate_report()


def test_it_fits_a_phone(copy: Page) -> None:
    copy.set_viewport_size({"width": 390, "height": 800})
    assert copy.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_every_practice_can_still_be_read(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "copy.html").write_bytes(BODY)
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "copy.html").as_uri())
    expect(page.locator("article:visible")).to_have_count(63)
    expect(page.get_by_text("Two randomised trials")).to_be_visible()
    expect(page.locator("noscript")).to_be_visible()
    context.close()


def test_hostile_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    bank = hostile_bank(tmp_path)
    (tmp_path / "copy.html").write_bytes(survival_copy(bank, SYNONYMS, DAY))
    context = browser.new_context(offline=True)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto((tmp_path / "copy.html").as_uri())
    expect(page.locator("#status")).to_have_text(f"{len(bank)} of {len(bank)} practices.")
    assert page.locator("script").count() == 2
    assert sorted(page.locator("h3").all_inner_texts()[: len(bank)]) == sorted(
        " ".join(title.split()) for title in bank.practices["title"]
    )
    assert dialogs == []
    context.close()
