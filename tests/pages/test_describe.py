"""Finding by problem: spelling, the described problem, the shortlist and practices side by side."""

import re
import threading
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from practicebank.search import BackgroundSearch, Synonyms, index
from practicebank.search.unanswered import commonest
from practicebank.services import services_of
from practicebank.settings import Settings
from tests.pages.reading import HOSTILE, html_of, open_page

TWO = ["nudging-down-burglary", "prolific-burglars"]


def press(app: AppTest) -> str:
    next(button for button in app.button if button.label == "Find practices").click().run()
    return html_of(app)


def test_a_typing_error_is_put_right_said_and_can_be_kept(app: AppTest) -> None:
    shown = open_page(app, q="burglery preventon")
    assert "Showing results for <strong>burglary</strong> <strong>prevention</strong>" in shown
    assert 'href="./?q=burglery+preventon&amp;exact=1">Search instead for burglery preventon</a>' in shown


def test_a_search_as_typed_says_so_and_offers_the_way_back(app: AppTest) -> None:
    shown = open_page(app, q="burglery", exact="1")
    assert "Searched for exactly “burglery”" in shown
    assert 'href="./?q=burglery">Search with the spelling put right</a>' in shown
    assert "0 practices that match “burglery”" in shown


def test_the_spelling_stays_as_typed_when_a_filter_changes_and_not_when_the_search_does(app: AppTest) -> None:
    open_page(app, q="burglery", exact="1")
    app.pills(key="focus").set_value(["Diversion"]).run()
    assert app.query_params["exact"] == "1"
    app.text_input(key="q").set_value("burglery prison").run()
    assert "exact" not in app.query_params


def test_a_card_says_which_words_led_to_it(app: AppTest) -> None:
    shown = open_page(app, q="NTE")
    assert re.search(r"Found by: [^;<]*night-time economy[^;<]*\(NTE\)", shown)


def test_the_nearest_are_said_to_be_so(app: AppTest) -> None:
    shown = open_page(app, q="knifelike", focus="Diversion")
    assert "These come nearest" in shown
    assert "Drop the search</a>: 8 practices" in shown
    assert "Looks like: " in shown


def test_a_search_that_somebody_typed_in_vain_is_counted_and_one_from_a_link_is_not(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "unanswered.sqlite3"
    monkeypatch.setenv("PRACTICEBANK_UNANSWERED", str(file))
    since = datetime.now(UTC).date() - timedelta(days=1)
    open_page(app, q="zzzzqqqq")
    assert not file.exists()
    for words in ("burglary", "vvvvqqqq"):
        app.text_input(key="q").set_value(words).run()
    app.pills(key="focus").set_value(["Diversion"]).run()
    assert [(told.term, told.number) for told in commonest(file, since, at_least=1)] == [("vvvvqqqq", 1)]


def test_an_empty_form_says_what_to_enter(app: AppTest) -> None:
    open_page(app, "describe")
    assert "Enter what the problem is, or one corner of the triangle." in press(app)


def test_what_is_described_goes_into_the_address_and_is_answered(app: AppTest) -> None:
    open_page(app, "describe", focus="Diversion", shortlist="ae-navigators")
    app.text_area(key="p_text").set_value("Houses are broken into again and again")
    app.text_input(key="p_offender").set_value("prolific burglars")
    app.pills(key="p_focus").set_value(["Reoffending"])
    app.text_input(key="p_without").set_value("leaflet, drones")
    shown = press(app)
    assert dict(app.query_params) == {
        "focus": "Diversion",
        "shortlist": "ae-navigators",
        "p_text": "Houses are broken into again and again",
        "p_offender": "prolific burglars",
        "p_focus": "Reoffending",
        "p_without": ["leaflet", "drones"],
    }
    assert "your problem, best first" in shown
    assert shown.index("About Reoffending, as you wanted") < shown.index("practice=prolific-burglars")
    assert "Answers the offender" in shown
    assert "Mentions “leaflet”" in shown


def test_a_problem_from_a_link_fills_the_form_and_says_what_is_not_recorded(app: AppTest) -> None:
    shown = open_page(app, "describe", p_target="older people", p_text="scams", p_focus=["Nope", "Prevention"])
    assert app.text_input(key="p_target").value == "older people"
    assert app.pills(key="p_focus").value == ["Prevention"]
    assert "Advice and <mark>fraud</mark> prevention information for <mark>elderly people</mark>" in shown
    assert "Organisation to ask:</span> Northamptonshire Police" in shown
    assert "scale, target groups, linked to, how it was evaluated</dd>" in shown


def test_personal_data_never_reaches_the_address_and_nothing_typed_is_lost(app: AppTest) -> None:
    open_page(app, "describe")
    app.text_area(key="p_text").set_value("Ask Mr Smith on 07700 900123 about the sheds")
    shown = press(app)
    assert "it must not name anybody" in shown
    assert "phone number: 07700 900123" in shown
    assert not app.query_params
    assert app.text_area(key="p_text").value == "Ask Mr Smith on 07700 900123 about the sheds"


def test_the_problem_and_the_shortlist_travel_on_every_link(app: AppTest) -> None:
    shown = open_page(app, "about", p_text="scams", shortlist=TWO, focus="Diversion")
    travelling = "focus=Diversion&amp;shortlist=nudging-down-burglary&amp;shortlist=prolific-burglars&amp;p_text=scams"
    for place in ("./", "describe", "shortlist", "overview", "about"):
        assert f'href="{place}?{travelling}"' in shown


def test_the_shortlist_is_kept_in_the_link_and_survives_a_filter(app: AppTest) -> None:
    shown = open_page(app, q="burglary", shortlist=TWO[0])
    assert "Shortlist (1)" in shown
    assert 'href="./?q=burglary&amp;shortlist=nudging-down-burglary&amp;shortlist=prolific-burglars">Add' in shown
    assert "Remove from shortlist<span" in shown
    app.pills(key="focus").set_value(["Reoffending"]).run()
    assert app.query_params["shortlist"] == "nudging-down-burglary"


def test_a_practice_is_kept_from_its_own_page(app: AppTest) -> None:
    shown = open_page(app, "practice", practice="ae-navigators")
    assert 'href="practice?practice=ae-navigators&amp;shortlist=ae-navigators">Add to shortlist' in shown
    shown = open_page(app, "practice", practice="ae-navigators", shortlist="ae-navigators")
    assert 'href="practice?practice=ae-navigators">Remove from shortlist' in shown
    assert "See your shortlist (1)" in shown


def test_a_full_shortlist_takes_no_more(app: AppTest) -> None:
    open_page(app)
    everything = list(app.session_state["visit"].bank.practices["slug"])
    shown = open_page(app, shortlist=everything, page="2")
    assert "Shortlist (20)" in shown
    assert "Your shortlist is full (20)" in shown
    assert "Add to shortlist" not in shown


def test_an_empty_shortlist_says_how_to_fill_it(app: AppTest) -> None:
    assert "Nothing is on your shortlist yet." in open_page(app, "shortlist")


def test_two_practices_side_by_side_say_where_they_differ(app: AppTest) -> None:
    shown = open_page(app, "shortlist", shortlist=[*TWO, "nope"])
    assert "2 practices on your shortlist, 2 side by side" in shown
    assert "1 practice in this link is not in the bank" in shown
    assert 'Effectiveness <span class="verdict-word differs">Differs</span>' in shown
    assert shown.count('role="columnheader"') == 2
    assert '<span class="missing">Not recorded</span>' in shown


def test_no_more_than_four_stand_side_by_side_and_others_can_be_chosen(app: AppTest) -> None:
    shortlist = [*TWO, "ae-navigators", "project-vigilant", "clear-hold-build"]
    shown = open_page(app, "shortlist", shortlist=shortlist)
    assert shown.count('role="columnheader"') == 4
    assert "4 are compared already" in shown
    shown = open_page(app, "shortlist", shortlist=shortlist, compare=["clear-hold-build", "ae-navigators", "nope"])
    assert shown.count('role="columnheader"') == 2


FOUR = ["rapid-video-response", "hot-spots-app", "forensic-marking", "clear-hold-build"]


def row_of(shown: str, label: str) -> str:
    """The row of the table that has this heading."""
    start = shown.index(f'scope="row">{label}')
    return shown[start : shown.index("</tr>", start)]


def test_what_was_done_and_found_is_lined_up_with_its_sources(app: AppTest) -> None:
    shown = open_page(app, "shortlist", shortlist=FOUR)
    headings = re.findall(r'scope="row">([^<]+?)(?: <span|</th>)', shown)
    assert headings[:10] == [
        *("Summary", "Effectiveness", "Evidence", "Focus", "Organisation"),
        *("The problem", "How it works", "Where it is done", "What it takes", "What it costs"),
    ]
    assert headings[10:13] == ["The evaluation", "The result", "What others can learn"]
    evidence = row_of(shown, "Evidence")
    assert 'class="arrow up"' in evidence
    assert evidence.count("ladder rungs-5") == 2
    assert "Randomised trial, in-house and by somebody independent" in evidence
    assert row_of(shown, "Effectiveness").count("Promising") == 4
    costs = row_of(shown, "What it costs")
    assert costs.count('<span class="missing">Not recorded</span>') == 2
    bank = app.session_state["visit"].bank
    for slug in FOUR:
        told = {each.field: each for each in bank.account(slug)}
        for field in ("problem", "how_it_works", "resources", "cost", "evaluation", "result", "learning"):
            if field in told:
                assert escape(told[field].text).replace("&#x27;", "&#39;") in shown
                assert all(f'href="{escape(url)}"' in shown for url in told[field].urls)


def test_what_no_practice_compared_records_is_said_in_one_line(app: AppTest) -> None:
    shown = open_page(app, "shortlist", shortlist=["ae-navigators", "safe-to-say"])
    assert 'scope="row">Topic' not in shown
    assert "Not recorded for either: topic, linked to, scale, implementation stage, page at the source." in shown
    shown = open_page(app, "shortlist", shortlist="ae-navigators")
    assert 'scope="row">The problem' not in shown
    assert "Not recorded: evidence, organisation, the problem, how it works," in shown
    assert "what was tried" not in shown


def test_what_is_recorded_in_a_word_alone_is_not_called_missing(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heading = "slug,title,summary,effectiveness,focus,organisation,linked_to,topics,evaluation_design,outcome\n"
    (tmp_path / "practices.csv").write_text(
        f"{heading}a,A,B,Promising,Diversion,,,,Comparison group,Worsened\nb,B,B,Promising,Diversion,,,,,\n"
    )
    monkeypatch.setenv("PRACTICEBANK_CATALOGUE", str(tmp_path / "practices.csv"))
    shown = open_page(app, "shortlist", shortlist=["a", "b"])
    assert "Comparison group</span>" in row_of(shown, "The evaluation")
    assert "Worsened" not in row_of(shown, "The evaluation")
    assert "Worsened</span>" in row_of(shown, "The result")


def test_an_answer_says_what_was_found_and_the_sentence_it_was_found_in(app: AppTest) -> None:
    shown = open_page(app, "describe", p_text="domestic abuse victims wait for an officer", p_target="callers")
    card = shown[shown.index("practice=rapid-video-response") :]
    card = card[: card.index("</article>")]
    assert "Improved: randomised trial, in-house and by somebody independent" in card
    assert "Its account says: " in card
    told = card[card.index("Its account says: ") : card.index('<dl class="why">')]
    assert "<mark>" in told
    assert len(re.sub("<[^>]+>", "", told)) < 300
    assert "how it was evaluated" not in card


def test_hostile_words_are_shown_as_words(app: AppTest) -> None:
    for page in ("describe", "shortlist", "practice", ""):
        shown = open_page(app, page, q=HOSTILE, p_text=HOSTILE, p_place=HOSTILE, p_without=HOSTILE, shortlist=HOSTILE)
        assert "<script>" not in shown
        assert "<img" not in shown


def test_a_search_says_so_while_the_index_of_a_large_bank_is_prepared(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go_on = threading.Event()
    build = index.build_in_process

    def held_up(practices: pd.DataFrame, synonyms: Synonyms, folder: Path) -> None:
        go_on.wait(60)
        build(practices, synonyms, folder)

    monkeypatch.setattr(index, "LARGE", 0)
    monkeypatch.setattr(index, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(index, "build_in_process", held_up)
    monkeypatch.setenv("PRACTICEBANK_SEARCH_INDEX", str(tmp_path / "search"))
    try:
        shown = open_page(app, q="burglary")
        assert "The search is being prepared." in shown
        assert "match “burglary”" in shown
        assert "The search is being prepared." in open_page(app, "describe", p_text="burglary")
    finally:
        go_on.set()
    search = services_of(Settings.from_environment()).shelf.current().search
    assert isinstance(search, BackgroundSearch)
    assert search.wait(60)
    assert "The search is being prepared." not in open_page(app, q="burglary")
