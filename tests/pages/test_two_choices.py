"""Two choices side by side, as leadership meets them."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_gap_map import address_of
from tests.pages.test_pages import MINIMAL, html_of, open_page, with_catalogue


def test_two_choices_stand_side_by_side_with_what_they_are_out_of(app: AppTest) -> None:
    shown = open_page(app, "two_choices", one="Prevention", other="Diversion")
    assert "35 practices with Prevention, 8 practices with Diversion" in shown
    assert 'Prevention <span class="share">of 35</span>' in shown
    assert "carry no dates, and none are guessed" in shown


def test_effectiveness_keeps_its_marks_and_colours(app: AppTest) -> None:
    shown = open_page(app, "two_choices", one="Prevention", other="Diversion")
    table = shown[shown.index("<caption") :][: shown.index("</table>")]
    assert 'scope="row"><span class="mark promising" aria-hidden="true"></span>Promising</th>' in table
    assert table.count('class="rated-bar bar-promising"') == 2
    by_rating = open_page(app, "two_choices", by="effectiveness", one="Promising", other="Untested – new or innovative")
    assert 'scope="col"><span class="mark untested" aria-hidden="true"></span>Untested – new or innovative' in by_rating
    assert 'class="rated-bar bar-promising"' in by_rating
    assert 'class="quiet-bar side-1"' not in by_rating[: by_rating.index('id="over-time"')]


def test_a_difference_stands_beside_what_chance_leaves_open(app: AppTest) -> None:
    shown = open_page(app, "two_choices", one="Diversion", other="Prevention")
    assert "This could be chance: it may be anything from 25 points less to 36 points more." in shown
    assert "The range beside a difference allows for chance" in shown


def test_boxes_write_the_address_and_chips_keep_it(app: AppTest) -> None:
    open_page(app, "two_choices")
    app.selectbox(key="contrast-other").set_value("Diversion").run()
    assert address_of(app) == {"by": ["focus"], "one": ["Prevention"], "other": ["Diversion"]}
    app.selectbox(key="contrast-one").set_value("Diversion").run()
    assert address_of(app) == {"by": ["focus"], "one": ["Diversion"], "other": ["Prevention"]}
    app.pills(key="effectiveness").set_value(["Promising"]).run()
    assert 'href="two-choices?by=focus&amp;one=Diversion&amp;other=Prevention"' in html_of(app)
    app.selectbox(key="contrast-by").set_value("region").run()
    assert address_of(app) == {"by": ["region"], "effectiveness": ["Promising"]}


def test_nothing_found_compares_nothing(app: AppTest) -> None:
    shown = open_page(app, "two_choices", effectiveness="Worked", by="<b>", one="<b>")
    assert "No practice matches this." in shown
    assert "over-time" not in shown


def test_a_field_nobody_recorded_has_nothing_to_compare(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_catalogue(monkeypatch, tmp_path, MINIMAL + "A,B,Promising,Diversion,,,\n")
    assert "so there is nothing to compare" in open_page(app, "two_choices", by="organisation")


def test_a_year_ago_and_now_while_nothing_carries_a_date(app: AppTest) -> None:
    shown = open_page(app, "two_choices", by="time", one="<b>")
    assert "a year ago cannot be told from now" in shown
    assert [box.key for box in app.selectbox] == ["contrast-by"]
    app.selectbox(key="contrast-by").set_value("focus").run()
    assert address_of(app) == {"by": ["focus"]}
    assert "35 practices with Prevention" in html_of(app)
