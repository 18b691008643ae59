"""The words of every public page: plain enough, British, and explained where they are the field's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.help.guides import GUIDES
from practicebank.submissions.form.model import Way
from practicebank.submissions.form.questions import steps_of
from practicebank.vocabulary import load_vocabulary
from tests.conftest import ROOT, opened_app
from tests.pages.plain_words import blocks, own_words, reading
from tests.pages.reading import open_page

WRITTEN = ("title", "summary", "organisation")
TWO = ["clear-hold-build", "project-vigilant"]
ADDRESSES: Mapping[str, tuple[str, Mapping[str, str | list[str]]]] = {
    # what a reader sees: the page, and its address
    "Browse": ("", {}),
    "Browse, a search": ("", {"q": "burglery"}),
    "Browse, nothing found": ("", {"focus": "Diversion", "linked_to": "Tilley award"}),
    "Practice": ("practice", {"practice": "clear-hold-build"}),
    "Practice, something is wrong": ("practice", {"practice": "clear-hold-build", "say": "wrong"}),
    "Practice, the label is questioned": ("practice", {"practice": "clear-hold-build", "say": "label"}),
    "Practice, not found": ("practice", {"practice": "nope"}),
    "Overview": ("overview", {}),
    "Explore": ("explore", {}),
    "Explore, a cell opened": ("explore", {"row": "Randomised trial", "column": "Prevention"}),
    "Gaps": ("gaps", {}),
    "Gaps, a gap opened": ("gaps", {"rows": "target_group", "row": "Families", "column": "Diversion"}),
    "Compare two choices": ("two_choices", {"by": "focus"}),
    "Describe your problem": ("describe", {}),
    "Describe, the answers": ("describe", {"p_text": "older people lose savings to callers", "p_without": "drones"}),
    "Shortlist, empty": ("shortlist", {}),
    "Shortlist, side by side": ("shortlist", {"shortlist": TWO}),
    "Share a practice": ("share", {}),
    "Share, no form at this link": ("share", {"draft": "x" * 40, "step": "practice"}),
    "Track a submission": ("submission", {}),
    "About": ("about", {}),
    "Accessibility": ("accessibility", {}),
    "Help": ("help", {}),
    **{f"Help for {GUIDES[guide]}": ("help", {"for": guide}) for guide in GUIDES},
}


MOST_GRADE = 7.0
EXPLAINED = ("effectiveness", "focus", "linked_to")
ABBREVIATIONS = {
    # an abbreviation: the words that say beside it what it is
    "AA": "Web Content Accessibility Guidelines",
    "CSV": "table|spreadsheet",
    "HMICFRS": "His Majesty’s Inspectorate of Constabulary and Fire & Rescue Services",
    "JAWS": "programs that read pages aloud",
    "JSON": "programs",
    "NVDA": "programs that read pages aloud",
    "PNG": "picture",
    "STAR": "science, technology, analysis and research",
    "SVG": "picture",
    "WCAG": "Web Content Accessibility Guidelines",
    "ZIP": "one file",
}
AMERICAN = re.compile(
    r"\b(\w*(?:yz|aniz|ogniz|imiz|ariz|oriz|aliz|iliz|atiz)(?:e[ds]?|ing|ation\w*)"
    r"|(?:behavi|col|fav|hon|lab|neighb|rum|harb)or\w*|(?:cent|theat|met|fib)er(?:s|ed)?|defense|offense|catalog|gray"
    r"|(?:travel|cancel|label|model|fuel|counsel|signal)(?:ed|ing|er)|fulfill|enroll|skillful|judgment|license[ds]?"
    r"|while ago|gotten|toward|percent|check ?mark|zip ?code)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """`blocks` is everything a page says; `own` the same without what practices and the vocabulary say."""

    blocks: Sequence[str]
    own: Sequence[str]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What each public page says, and what the form says over all its steps."""
    pages = {}
    with opened_app(tmp_path_factory.mktemp("words")) as app:
        for name, (page, query) in ADDRESSES.items():
            shown = [*blocks(open_page(app, page, **query)), *_of_widgets(app)]
            bank = app.session_state["visit"].bank
            written = [text for column in WRITTEN for text in bank.practices[column].dropna()]
            written += [each.text for slug in bank.practices["slug"] for each in bank.account(slug)]
            terms = [term.term for field in bank.vocabulary for term in field.terms]
            pages[name] = Said(shown, own_words(shown, [*written, *terms]))
    steps = [step for way in Way for step in steps_of(way)]
    asked = [question for step in steps for question in step.questions]
    form = [words for step in steps for words in (step.title, step.lead)]
    form += [words for question in asked for words in (question.label, question.hint)]
    errors = [f"{question.required}." for question in asked if question.required]
    meanings = [term.explanation for field in bank.vocabulary for term in field.terms]
    others = {"The form’s questions": form, "The form’s errors": errors, "The terms, explained": meanings}
    return pages | {name: Said(words, words) for name, words in others.items()}


def _of_widgets(app: AppTest) -> list[str]:
    """The words around the fields and choices of a page: label, hint, example."""
    widgets = [*app.text_input, *app.text_area, *app.multiselect, *app.selectbox, *app.pills]
    named = [str(getattr(each.proto, part, "")) for each in widgets for part in ("label", "help", "placeholder")]
    # Hints are Markdown: a paragraph for each term, its name in bold, what could be a sign of Markdown escaped.
    plain = (re.sub(r"\*\*|\\(?=\W)|\u2060", "", part) for words in named for part in words.split("\n\n"))
    return [*plain, *(button.label for button in app.button)]


def test_every_page_can_be_read_at_twelve(said: dict[str, Said]) -> None:
    """`pytest -s` shows the table."""
    readings = {name: reading(page.own) for name, page in said.items()}
    for name, each in readings.items():
        print(f"{name:34}{each.words:6} words{each.sentences:5} sentences   age {each.age:4.1f}")
    assert {name: round(each.grade, 1) for name, each in readings.items() if each.grade > MOST_GRADE} == {}
    assert min(each.sentences for each in readings.values()) > 1


def test_hard_words_are_measured_as_hard() -> None:
    hard = "Notwithstanding aforementioned considerations, organisational effectiveness necessitates evaluation."
    assert reading([hard]).grade > 20
    assert reading(["A label", "The cat sat on the mat. The dog did not."]).grade < 2
    assert own_words(["Ask Thames Valley Police first."], ["Thames Valley Police"]) == ["Ask practice first."]


def test_no_page_spells_as_americans_do(said: dict[str, Said]) -> None:
    found = {name: AMERICAN.findall(" ".join(page.own)) for name, page in said.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert AMERICAN.findall("The organization analyzed its neighborhood program in color.") != []


def test_a_term_stands_on_no_page_without_what_it_means(said: dict[str, Said]) -> None:
    vocabulary = load_vocabulary(ROOT / "data" / "vocabulary.toml")
    terms = [term for column in EXPLAINED for term in vocabulary[column].terms]
    missing = {
        (name, term.term)
        for name, page in said.items()
        for term in terms
        if term.term in page.blocks and term.explanation not in " ".join(page.blocks)
    }
    assert missing == set()


def test_an_abbreviation_stands_on_no_page_without_what_it_means(said: dict[str, Said]) -> None:
    missing = {
        (name, word)
        for name, page in said.items()
        for word in re.findall(r"\b[A-Z]{2,}\b", " ".join(page.own))
        if word != "PB" and not re.search(ABBREVIATIONS.get(word, "(?!)"), " ".join(page.blocks))
    }
    assert missing == set()
