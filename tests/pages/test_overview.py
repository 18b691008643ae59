"""The overview as leadership meets it."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.analysis.tallies import TALLIES
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.settings import Settings
from tests.pages.test_pages import html_of, open_page


def test_overview_answers_each_question_with_words_and_a_table(app: AppTest) -> None:
    shown = open_page(app, "overview")
    assert "Most Organisational practices are Untested" in shown
    assert "72 mentions over 63 practices: a practice with two focuses counts in both." in shown
    assert shown.count("<table") == len(TALLIES) + 1  # the table behind the map
    assert "not a success rate" in shown
    assert 'href="api/charts/effectiveness-by-focus.csv"' in shown


def test_the_first_chart_holds_the_published_counts(app: AppTest) -> None:
    shown = open_page(app, "overview")
    chart = shown.partition('<ul class="bank divided-bars">')[2].partition("</ul>")[0]
    parts = re.findall(r'aria-label="(\w+): (\d+) of \d+ practices are (\w+)', chart)
    assert parts == [
        ("Prevention", "22", "Promising"),
        ("Prevention", "13", "Untested"),
        ("Diversion", "6", "Promising"),
        ("Diversion", "2", "Untested"),
        ("Reoffending", "3", "Promising"),
        ("Reoffending", "4", "Untested"),
        ("Organisational", "7", "Promising"),
        ("Organisational", "15", "Untested"),
    ]


def test_the_years_are_drawn_as_columns(app: AppTest) -> None:
    open_page(app, "overview")
    [trace] = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    bank = open_bank(Settings())
    bars = TALLIES["started"](bank, bank.select(Filters())).bars
    assert list(zip(trace["x"], trace["y"], strict=True)) == [(bar.label, bar.number) for bar in bars]


def test_a_row_of_a_table_narrows_the_bank_and_undoes_it(app: AppTest) -> None:
    shown = open_page(app, "overview", effectiveness="Promising")
    assert 'href="overview?effectiveness=Promising&amp;focus=Diversion"' in shown
    shown = open_page(app, "overview", effectiveness="Promising", focus="Diversion")
    assert 'href="overview?effectiveness=Promising" aria-current="true">Diversion</a>' in shown


def test_what_is_chosen_is_marked_in_every_chart_of_its_field(app: AppTest) -> None:
    shown = open_page(app, "overview", focus="Prevention", organisation="Surrey Police")
    for chart in ("effectiveness-by-focus", "focus"):
        assert re.search(f'data-stay="{chart} Prevention" href="[^"]*" aria-current="true"', shown)
    for place in ("organisation", "tile"):
        assert re.search(f'data-stay="{place} Surrey Police"[^>]* aria-current="true"', shown)
    line = shown[shown.index('<div class="bank chosen">') :].partition("</div>")[0]
    assert "<strong>2</strong> of 63" in line
    assert line.count('aria-label="Remove ') == shown.count('aria-label="Remove ') == 2


def test_one_practice_is_told_as_one(app: AppTest) -> None:
    shown = open_page(app, "overview", linked_to="Tilley award")
    assert "<strong>1</strong> practice</a>" in shown
    assert "<strong>1</strong> organisation</a>" in shown


def test_a_number_is_said_once_among_the_first(app: AppTest) -> None:
    first = open_page(app, "overview").partition('class="bank key-numbers"')[2].partition('class="small"')[0]
    for number in (63, 13, 29, 50):
        assert first.count(f"<strong>{number}</strong>") == 1


def test_a_few_practices_are_named(app: AppTest) -> None:
    shown = open_page(app, "overview", organisation="Kent Police")
    assert "Rapid video response (RVR) for domestic abuse</a>" in shown
    assert 'class="dot-lines"' not in shown
    assert 'class="rows named"' not in open_page(app, "overview")


def test_nothing_found_draws_no_empty_chart(app: AppTest) -> None:
    shown = open_page(app, "overview", effectiveness="Worked", linked_to="Tilley award")
    assert "No practice matches all of this." in shown
    assert not app.get("plotly_chart")
    assert html_of(app).count("<table") == 0
    assert "key-numbers" not in shown


def test_the_first_numbers_open_what_they_count(app: AppTest) -> None:
    shown = open_page(app, "overview", focus="Prevention")
    opened = re.findall(r'<a data-go href="(\./\?[^"]+)"><strong>(\d+)</strong> ([^<]+)</a>', shown)
    assert ("13", "with an evaluation on record") in [(number, words) for _, number, words in opened]
    for address, number, _ in opened:
        query = parse_qs(urlsplit(unescape(address)).query)
        assert query["focus"] == ["Prevention"]
        assert f">{number} practice" in open_page(app, "", **query)


def test_a_caution_stands_once_on_the_page(app: AppTest) -> None:
    shown = open_page(app, "overview")
    for caution in ("not a success rate", "not the same as not evaluated", "does not mean little is done"):
        assert shown.count(caution) == 1


def test_every_chart_can_be_taken_as_a_picture_and_the_choice_as_a_briefing(app: AppTest) -> None:
    shown = open_page(app, "overview", focus="Diversion")
    assert shown.count(".svg?focus=Diversion") == 2 * len(TALLIES)
    for kind in ("pptx", "docx", "html", "xlsx"):
        assert f'href="api/briefing.{kind}?focus=Diversion"' in shown


@pytest.mark.parametrize(
    ("page", "query", "asked"),
    [
        ("explore", {"rows": "region"}, "rows=region&amp;columns=focus&amp;colour=effectiveness"),
        ("gaps", {"rows": "partners"}, "rows=partners&amp;columns=focus&amp;colour=effectiveness"),
        ("two_choices", {"one": "Diversion"}, "by=focus&amp;one=Diversion&amp;other=Prevention"),
        ("shortlist", {"shortlist": "weve-got-heart"}, "shortlist=weve-got-heart"),
        (
            "explore",
            {"picked": ["weve-got-heart", "clear-hold-build"]},
            "shortlist=weve-got-heart&amp;shortlist=clear-hold-build",
        ),
    ],
)
def test_what_a_page_shows_is_what_the_meeting_gets(
    app: AppTest, page: str, query: dict[str, list[str]], asked: str
) -> None:
    shown = open_page(app, page, **query)
    links = re.findall(r'<a data-take href="(api/briefing\.[^"]+)"', shown)
    assert links == [f"api/briefing.{kind}?{asked}" for kind in ("pptx", "docx", "html", "xlsx")]
