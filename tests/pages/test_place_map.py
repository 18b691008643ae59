"""The map of the overview and a reader's own force, as a reader meets them."""

import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.reading import html_of, open_page
from tests.practicebank.small_tables import csv_text

NEAR = "Kent Police"
HOSTILE = "<img src=x onerror=alert(1)>"


def own_bank(patch: pytest.MonkeyPatch, folder: Path, *organisations: str, places: str = "") -> None:
    rows = [{"title": f"P{at}", "organisation": name} for at, name in enumerate(organisations)]
    (folder / "practices.csv").write_text(csv_text(*rows), encoding="utf-8")
    if places:
        (folder / "places.csv").write_text(places, encoding="utf-8")
    patch.setenv("PRACTICEBANK_CATALOGUE", str(folder / "practices.csv"))


def tile(shown: str, name: str) -> str:
    """The tile of one force, link or not."""
    return next(
        each for each in re.findall(r'<li[^>]* style="grid-area.*?</li>', shown, re.DOTALL) if f" {name}:" in each
    )


def test_the_map_says_who_has_shared_and_counts_everybody(app: AppTest) -> None:
    shown = open_page(app, "overview")
    assert "20 of 43 police forces have shared a practice; Northamptonshire Police the most, 4" in shown
    assert shown.count("grid-area:") == 43
    assert "Police Scotland" in shown.partition("Not on the map")[2]
    assert re.search(r"Organisation not recorded</a>: 23", shown)
    assert 'href="api/places.csv"' in shown


def test_a_tile_narrows_the_bank_and_undoes_it(app: AppTest) -> None:
    surrey = tile(open_page(app, "overview", focus="Prevention"), "Surrey Police")
    assert 'href="overview?focus=Prevention&amp;organisation=Surrey+Police"' in surrey
    assert "aria-current" not in surrey
    chosen = open_page(app, "overview", focus="Prevention", organisation="Surrey Police")
    assert 'aria-current="true"' in tile(chosen, "Surrey Police")
    assert 'href="overview?focus=Prevention"' in tile(chosen, "Surrey Police")
    assert "no practice; choosing it too adds 1" in tile(chosen, "Kent Police")


def test_a_force_without_practices_cannot_be_pressed(app: AppTest) -> None:
    assert "<a " not in tile(open_page(app, "overview"), "West Midlands Police")


def test_a_region_narrows_the_bank(app: AppTest) -> None:
    shown = open_page(app, "overview")
    assert 'href="overview?region=South+East">South East</a> <span class="number">9' in shown
    assert 'href="overview" aria-current="true">Wales</a>' in open_page(app, "overview", region="Wales")


def test_a_bank_without_places_has_no_map(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own_bank(monkeypatch, tmp_path, "Kent Police")
    shown = open_page(app, "overview", near=NEAR)
    assert "place-map" not in shown
    assert not app.selectbox
    assert "near" not in open_page(app, near=NEAR)


def test_hostile_names_are_text(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    places = 'organisation,region,column,row\n"A & B\'s ""force""",Wales,1,1\n'
    own_bank(monkeypatch, tmp_path, HOSTILE, 'A & B\'s "force"', places=places)
    shown = open_page(app, "overview", near='A & B\'s "force"')
    assert "<img" not in shown
    assert unescape(shown).count(HOSTILE) >= 2
    assert '"force"' not in shown
    assert "A &amp; B" in tile(shown, "A &amp; B&#39;s &#34;force&#34;")


def test_many_others_are_folded(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    places = "organisation,region,column,row\nKent Police,South East,1,1\n"
    own_bank(monkeypatch, tmp_path, *(f"Council {number}" for number in range(120)), places=places)
    shown = open_page(app, "overview")
    assert "92 more organisations" in shown
    assert "And 20 more, in the CSV." in shown


def test_a_force_named_as_ones_own_is_told_of_every_card(app: AppTest) -> None:
    shown = open_page(app, near=NEAR, region=["South East", "Wales"])
    assert shown.count('<li class="near">') == 13
    assert "Tried in your region: South East" in shown
    assert "Not recorded as tried in your force or region" in shown
    assert "Tried in your force: Kent Police" in open_page(app, near=NEAR, organisation=NEAR)
    assert f"Your force: {NEAR}." in shown
    assert 'href="./?region=South+East&amp;region=Wales">Remove' in shown


def test_a_force_named_as_ones_own_is_taken_along(app: AppTest) -> None:
    shown = open_page(app, near=NEAR)
    assert all("near=Kent+Police" in link for link in re.findall(r'<h2><a data-go href="([^"]+)"', shown))
    practice = open_page(app, "practice", practice="autism-passport", near=NEAR)
    assert 'class="near"' in practice
    assert "overview?near=Kent+Police" in html_of(app)


@pytest.mark.parametrize("nonsense", ["", "Nobody", HOSTILE, "kent police", "Police Scotland"])
def test_nonsense_for_ones_own_force_is_dropped(app: AppTest, nonsense: str) -> None:
    shown = open_page(app, near=nonsense)
    assert 'class="near"' not in shown
    assert not re.search(r'href="(practice|overview)[^"]*near=', shown)
    assert "Your force" not in shown


def test_ones_own_force_is_chosen_below_the_map_and_cleared(app: AppTest) -> None:
    open_page(app, "overview")
    app.selectbox(key="near").select(NEAR).run()
    assert app.query_params["near"] == NEAR
    assert "mine" in tile(html_of(app), NEAR)
    app.selectbox(key="near").set_value(None).run()
    assert "near" not in app.query_params
