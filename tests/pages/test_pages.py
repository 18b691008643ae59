"""Each page as a reader meets it, from its address to its words."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.vocabulary import BUILT_IN, load_vocabulary
from tests.pages.reading import HOSTILE, html_of, open_page
from tests.practicebank.small_tables import csv_text

MINIMAL = "title,summary,effectiveness,focus,organisation,linked_to,topics\n"


def with_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> Path:
    path = tmp_path / "practices.csv"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("PRACTICEBANK_CATALOGUE", str(path))
    return path


def test_browse_shows_every_practice_twenty_to_a_page(app: AppTest) -> None:
    shown = open_page(app)
    assert "63 practices" in shown
    assert shown.count("<article>") == 20


def test_browse_from_a_link_says_the_choice_in_words(app: AppTest) -> None:
    shown = open_page(app, effectiveness="Promising", focus=["Diversion", "Reoffending"])
    assert "8 practices that are Promising and are about Diversion or Reoffending" in shown
    assert shown.count("<article>") == 8
    assert app.session_state["focus"] == ["Diversion", "Reoffending"]


def test_nonsense_in_the_address_is_dropped(app: AppTest) -> None:
    nonsense = {"effectiveness": "'; drop", "organisation": "\x00", "sort": "?", "page": "-9"}
    shown = open_page(app, focus=["Nope", "Diversion"], **nonsense)
    assert "8 practices that are about Diversion" in shown


def test_what_a_link_asked_for_and_the_bank_does_not_have_is_said(app: AppTest) -> None:
    shown = unescape(open_page(app, focus=["Nope", "Diversion"], organisation="<b>" + "x" * 60, shortlist="no-such"))
    said = f"focus “Nope”, organisation “<b>{'x' * 37}”, practice “no-such”."
    assert f"The link asked for something this bank does not have: {said}" in shown
    assert "<b>" not in html_of(app)
    assert "The link asked for" not in open_page(app, focus="Diversion", shortlist="jetskis")


def test_a_page_number_past_the_end_shows_the_last_page(app: AppTest) -> None:
    shown = open_page(app, page="99")
    assert shown.count("<article>") == 3
    assert 'aria-label="Page 4" aria-current="page"' in shown


def test_every_option_has_its_count_and_terms_without_a_practice_stay(app: AppTest) -> None:
    shown = open_page(app, focus="Diversion")
    labels = [option.content for option in app.pills(key="effectiveness").proto.options]
    assert [label.replace("\\", "") for label in labels] == [
        "Worked",
        "Promising",
        "Untested – new or innovative",
        "Didn’t work",
    ]
    counts = re.findall(r"\.st-key-effectiveness .*? / \"([^\"]*)\"", shown)
    assert counts == ["0 practices", "6 practices", "2 practices", "0 practices"]
    assert "Not recorded (" in " ".join(app.multiselect(key="organisation").options)


def test_no_match_says_which_filter_to_relax_and_what_that_gives(app: AppTest) -> None:
    shown = open_page(app, focus="Diversion", linked_to="Tilley award")
    assert "No practice matches all of this." in shown
    assert "Drop “Linked to”</a>: 8 practices" in shown


def test_the_strongest_evidence_comes_first_and_ties_stand_by_title(app: AppTest) -> None:
    shown = open_page(app, sort="evidence")
    assert '<a data-go href="./?sort=evidence" aria-current="true">Strength of evidence</a>' in shown
    titles = [re.sub("<[^>]+>", "", title) for title in re.findall(r"<article>\s*<h2>(.*?)</h2>", shown)]
    assert titles[:4] == [
        "Crime hot spots mobile phone app",
        "Panic alarms for domestic abuse victims",
        "Rapid video response (RVR) for domestic abuse",
        "Forensic marking to deter repeat victimisation related to domestic abuse and sexual offences",
    ]


def test_choosing_in_the_sidebar_changes_the_result(app: AppTest) -> None:
    open_page(app)
    app.pills(key="focus").set_value(["Diversion"]).run()
    assert "8 practices that are about Diversion" in html_of(app)


def test_previous_and_next_stay_within_the_choice(app: AppTest) -> None:
    shown = open_page(app, "practice", practice="clear-hold-build", focus="Diversion", effectiveness="Promising")
    assert "3 of 6" in shown
    assert "practice=weve-got-heart&amp;effectiveness=Promising&amp;focus=Diversion" in shown


@pytest.mark.parametrize("slug", ["", "nope", HOSTILE, "../../etc/passwd", "x" * 5000])
def test_an_unknown_slug_offers_the_way_back(app: AppTest, slug: str) -> None:
    shown = open_page(app, "practice", practice=slug, focus="Diversion")
    assert "<h1>Practice not found</h1>" in shown
    assert 'href="./?focus=Diversion"' in shown


def test_about_explains_every_rating_and_linkage(app: AppTest) -> None:
    shown = open_page(app, "about")
    for word in ("Worked", "Didn’t work", "HMICFRS", "Smarter practice", "Tilley award", "Police STAR Fund"):
        assert word in shown
    assert "not an endorsement" in shown


def test_about_shows_the_checklist_beside_the_catalogue(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = with_catalogue(monkeypatch, tmp_path, MINIMAL + "Vans,Seen at night,Worked,Prevention,,,\n")
    review = '[[check]]\nname = "told"\nquestion = "Were residents told?"\nhelp = ""\n'
    path.with_name("review.toml").write_text(
        review + '[[reason]]\nname = "other"\nlabel = "Another"\n', encoding="utf-8"
    )
    shown = open_page(app, "about")
    assert "Were residents told?" in shown
    assert "Has it been put into use?" not in shown


def test_hostile_text_is_shown_as_text(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cell = HOSTILE.replace('"', '""')
    row = f'"{cell}","{cell}",Promising,Prevention,"{cell}",,"{cell}"\n'
    with_catalogue(monkeypatch, tmp_path, MINIMAL + row)
    shown = open_page(app, organisation=HOSTILE)
    assert "1 practice that comes from &lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "<img" not in shown
    slug = next(iter(app.session_state["visit"].bank.practices["slug"]))
    shown = open_page(app, "practice", practice=slug)
    assert "<script>" not in shown
    assert "<img" not in shown


FAULTY = MINIMAL + "One,s,Promising,Prevention,,,\n,s,Promising,Prevention,,,\nTwo,s,Wonderful,Prevention,,,\n"
INCOMPLETE = "Some practices could not be read and are not shown here."
OPERATORS_WORDS = re.compile(r"practices\.csv|\blines? \d|python -m", re.IGNORECASE)


def test_a_partly_bad_file_shows_its_good_rows(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_catalogue(monkeypatch, tmp_path, FAULTY)
    shown = open_page(app)
    assert shown.count("<article>") == 2
    assert "Wonderful" in shown


@pytest.mark.parametrize(
    ("page", "concerned"),
    [
        *((page, True) for page in ("browse", "explore", "overview", "gaps", "two_choices")),
        *((page, False) for page in ("describe", "share", "shortlist", "about", "practice", "submission", "desk")),
    ],
)
def test_readers_are_told_of_missing_practices_where_they_count_in_plain_words(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str, concerned: bool
) -> None:
    with_catalogue(monkeypatch, tmp_path, FAULTY)
    shown = open_page(app, page)
    assert shown.count(INCOMPLETE) == concerned
    assert "in all" not in shown
    if page != "about":  # which names the files that programs may fetch
        assert not OPERATORS_WORDS.search(re.sub("<[^>]*>", "", shown))


@pytest.mark.parametrize("page", ["browse", "overview", "gaps", "explore", "two_choices"])
def test_ratings_that_nobody_knows_have_marks_of_their_own(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    rows = "".join(f"{rating} walks,s,{rating},Prevention,,,\n" for rating in ("Two stars", "One star", ""))
    with_catalogue(monkeypatch, tmp_path, MINIMAL + rows + "More,s,One star,Diversion,,,\n")
    shown = open_page(app, page, colour="effectiveness")
    for look in ("other-1", "other-2"):
        assert re.search(rf'class="[^"]*(?:mark|dot|bar-) ?{look}\b', shown)


def test_a_word_the_vocabulary_does_not_know_is_no_readers_business(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_catalogue(monkeypatch, tmp_path, MINIMAL + "Two,s,Wonderful,Prevention,,,\n")
    assert "could not be read" not in open_page(app)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="missing file"),
        pytest.param("title,summary\nA,B\n", id="missing column"),
        pytest.param("", id="empty file"),
    ],
)
def test_an_unreadable_file_gives_a_page_that_says_what_a_reader_can_do(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    path = with_catalogue(monkeypatch, tmp_path, text or "")
    if text is None:
        path.unlink()
    shown = open_page(app)
    assert "The bank cannot be opened" in shown
    assert "Reload this page in a few minutes." in shown
    assert not OPERATORS_WORDS.search(shown)


def test_a_changed_file_shows_at_the_next_run_and_a_broken_one_keeps_the_last(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = with_catalogue(monkeypatch, tmp_path, MINIMAL + "One,s,Promising,Prevention,,,\n")
    assert "1 practice in all" in open_page(app)
    path.write_text(MINIMAL + "One,s,Promising,Prevention,,,\nTwo,s,Promising,Prevention,,,\n", encoding="utf-8")
    app.run()
    assert "2 practices" in html_of(app)
    path.write_text("broken", encoding="utf-8")
    app.run()
    shown = html_of(app)
    assert "2 practices" in shown
    assert "The newest data could not be read. This is the version before it." in shown


def test_the_first_page_offers_searches_that_find_something_until_something_is_asked(app: AppTest) -> None:
    shown = open_page(app)
    for words in load_vocabulary(BUILT_IN).examples:
        assert f'href="./?q={quote_plus(words)}">{words}</a>' in shown
        assert "Found by" in open_page(app, q=words)
    for asked in ({"q": "police"}, {"focus": "Diversion"}):
        assert "For example:" not in open_page(app, **asked)


def test_a_bank_offers_its_own_searches_as_text_and_none_that_finds_nothing(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "practices.csv").write_text(csv_text({"title": "Barn <b>locks</b>"}), encoding="utf-8")
    monkeypatch.setenv("PRACTICEBANK_CATALOGUE", str(tmp_path / "practices.csv"))
    assert "For example:" not in open_page(app)  # those of the built-in vocabulary find nothing here
    built_in = BUILT_IN.read_text(encoding="utf-8")
    own = re.sub("^examples = .*$", "examples = ['<b>locks', 'xylophones']", built_in, flags=re.MULTILINE)
    (tmp_path / "vocabulary.toml").write_text(own, encoding="utf-8")
    (tmp_path / "practices.csv").write_text(csv_text({"title": "Barn <b>locks</b> anew"}), encoding="utf-8")
    shown = open_page(app)
    assert 'For example: <a data-go href="./?q=%3Cb%3Elocks">&lt;b&gt;locks</a>. Or' in shown
    assert "xylophones" not in shown
