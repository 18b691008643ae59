"""Every practice as a dot, as readers meet it without a script."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.analysis import dots
from practicebank.analysis.gap_map import COLOURS
from tests.pages.test_gap_map import address_of
from tests.pages.test_pages import html_of, open_page


def dots_of(shown: str) -> list[str]:
    return re.findall(r'<a data-go class="dot[^"]*"[^>]*>.*?</a>', shown)


def inside(shown: str) -> str:
    return shown[shown.index('id="inside"') :]


def test_every_practice_is_a_link_that_says_its_title_and_rating(app: AppTest) -> None:
    shown = open_page(app, "explore")
    assert "13 of 63 practices have an evaluation on record" in shown
    assert len({re.search('data-dot="([^"]+)"', dot)[1] for dot in dots_of(shown)}) == 63
    [jetskis] = [dot for dot in dots_of(shown) if 'data-dot="jetskis"' in dot]
    assert 'href="practice?practice=jetskis"' in jetskis
    assert re.search(r'aria-label="[^"]+: (Promising|Untested – new or innovative)"', jetskis)
    assert len(dots_of(shown)) == 72


def test_empty_rows_and_columns_of_the_vocabulary_stay(app: AppTest) -> None:
    shown = unescape(open_page(app, "explore"))
    assert re.search(r'scope="row">Process evaluation only .*?>0<', shown)
    assert re.search(r'scope="col">Investigation .*?>0<', shown)


def test_filters_leave_pale_dots_unless_these_are_hidden(app: AppTest) -> None:
    shown = open_page(app, "explore", focus="Diversion")
    pale = [dot for dot in dots_of(shown) if " out" in dot]
    assert len(dots_of(shown)) == 72
    assert all("left out by the filters" in dot for dot in pale)
    assert 'href="explore?focus=Diversion&amp;out=hide"' in shown
    hidden = open_page(app, "explore", focus="Diversion", out="hide")
    assert "left out by the filters" not in hidden
    assert "Show the practices left out, pale" in hidden


def test_a_number_lists_its_practices_and_offers_filters(app: AppTest) -> None:
    shown = inside(open_page(app, "explore", row="Randomised trial", column="Prevention"))
    assert "3 practices on Prevention with a randomised trial" in shown
    assert shown.count("<article>") == 3
    assert "No difference found: randomised trial, in-house" in shown
    assert 'href="./?focus=Prevention&amp;evaluation_design=Randomised+trial"' in shown
    assert 'href="explore?focus=Prevention&amp;evaluation_design=Randomised+trial"' in shown


def test_what_was_picked_can_be_kept(app: AppTest) -> None:
    shown = inside(open_page(app, "explore", picked=["jetskis", "panic-alarms", "<script>"]))
    assert "2 practices picked" in shown
    kept = re.search(r'data-stay="keep-these"[^>]+href="([^"]+)"', shown)[1]
    assert re.findall("shortlist=([^&]+)", unescape(kept)) == ["panic-alarms", "jetskis"]
    assert "Filter by this" not in shown


def test_the_same_crossing_is_one_link_away_as_a_table_and_back(app: AppTest) -> None:
    shown = open_page(app, "explore", focus="Diversion")
    table = "gaps?rows=evaluation_design&amp;columns=focus&amp;colour=effectiveness&amp;focus=Diversion"
    assert f'href="{table}"' in shown
    gaps = open_page(app, "gaps", rows="region")
    assert 'href="explore?rows=region&amp;columns=focus&amp;colour=effectiveness"' in gaps
    assert 'href="explore?rows=topic&amp;columns=focus&amp;colour=effectiveness"' in open_page(app, "gaps")


def test_each_page_has_a_crossing_of_its_own_until_one_is_chosen(app: AppTest) -> None:
    open_page(app, "explore")
    app.selectbox(key="axes-rows").set_value("region").run()
    assert address_of(app) == {"rows": ["region"]}
    app.selectbox(key="axes-rows").set_value("evaluation_design").run()
    assert address_of(app) == {}


def test_a_box_that_is_open_goes_when_something_else_is_crossed(app: AppTest) -> None:
    open_page(app, "explore", row="Randomised trial", picked="jetskis")
    app.selectbox(key="axes-colour").set_value("outcome").run()
    assert address_of(app) == {"colour": ["outcome"]}
    assert "form form-" in html_of(app)


def test_a_number_says_what_it_counts_where_nothing_stands_around_it(app: AppTest) -> None:
    shown = open_page(app, "explore")
    for words in ("35 practices on Prevention", "3 practices with a randomised trial"):
        assert f'aria-label="{words}">' in shown


def test_each_column_says_how_it_divides_by_colour(app: AppTest) -> None:
    shown = open_page(app, "explore")
    assert "All 63 practices</th>" in shown
    cell = re.search('<td data-column="Organisational">.*?</td>', shown)[0]
    assert re.sub("<[^>]*>", "", cell) == "7 Promising, 15 Untested – new or innovative "
    assert "All 8 practices</th>" in open_page(app, "explore", focus="Diversion")
    assert ">1 practice</th>" in open_page(app, "explore", q="jetskis", exact="1")
    assert 'class="divided"' not in open_page(app, "explore", effectiveness="Worked")


def test_nonsense_in_the_address_is_dropped(app: AppTest) -> None:
    shown = open_page(app, "explore", rows="<b>", columns="title", colour="x", row="?", column="?", picked="x", out="x")
    assert "13 of 63 practices have an evaluation on record" in shown
    assert "0 practices picked" in shown


def test_no_practice_draws_pale_dots_and_says_so(app: AppTest) -> None:
    shown = open_page(app, "explore", effectiveness="Worked")
    assert "No practice matches this." in shown
    assert len([dot for dot in dots_of(shown) if " out" in dot]) == 72


def test_more_practices_than_can_be_seen_are_numbers_of_that_size(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dots, "MOST_DOTS", 20)
    shown = open_page(app, "explore")
    assert not dots_of(shown)
    assert "3 practices on Prevention with a randomised trial: 3 Promising." in shown
    assert shown.count('class="bubble"') == 10
    opened = open_page(app, "explore", row="Randomised trial")
    assert len(dots_of(opened)) == len(dots_of(inside(opened))) == 3
    assert not dots_of(open_page(app, "explore", row="Not recorded"))
    assert dots_of(open_page(app, "explore", focus="Diversion"))


@pytest.mark.parametrize("colour", [key for key in COLOURS if key != "effectiveness"])
def test_what_is_not_recorded_has_a_mark_of_its_own_and_no_term_has_it(app: AppTest, colour: str) -> None:
    for dot in dots_of(open_page(app, "explore", colour=colour)):
        assert ("form-7" in dot) is (': Not recorded"' in dot)


def test_no_number_leads_to_an_empty_list(app: AppTest) -> None:
    shown = open_page(app, "explore", focus="Diversion")
    assert '<span class="total">0</span>' in shown
    assert not re.search(r'class="total"[^>]*href[^>]*>0<', shown)
