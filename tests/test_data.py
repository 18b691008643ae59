"""The data the bank opens with: the listing as published, every further fact with its source, no fault."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from practicebank.bank.facets import facets_of
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.bank.slug_index import SlugIndex
from practicebank.catalogue import load_catalogue
from practicebank.catalogue.accounts_file import load_accounts
from practicebank.catalogue.sources import CONFIDENCES, load_sources, unmatched
from practicebank.fields import COLUMNS, TOLD_IN_ACCOUNTS, split_cell
from practicebank.search import check_synonyms
from practicebank.settings import DATA, Settings
from practicebank.vocabulary import load_vocabulary

FROZEN = Path(__file__).resolve().parent / "data"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTING = rows_of(FROZEN / "listing.csv")
FACTS = rows_of(FROZEN / "facts.csv")
WRITTEN = rows_of(DATA / "practices.csv")
SOURCES = rows_of(DATA / "sources.csv")
GIVEN = rows_of(FROZEN / "accounts.csv")
TOLD = rows_of(DATA / "accounts.csv")

VOCABULARY = load_vocabulary(DATA / "vocabulary.toml")
CATALOGUE = load_catalogue(DATA / "practices.csv", VOCABULARY)
PRACTICES = CATALOGUE.practices
ACCOUNTS = load_accounts(DATA / "accounts.csv", PRACTICES, SlugIndex(PRACTICES["slug"]), VOCABULARY)
FACETS = facets_of(ACCOUNTS.joined_to(PRACTICES), VOCABULARY)
IN_THE_FILE = tuple(column for column in COLUMNS if column not in TOLD_IN_ACCOUNTS)

# Links to practices are kept by people: a slug never changes. New ones are added in the order of the file.
SLUGS = (FROZEN / "slugs.txt").read_text(encoding="utf-8").split()


def test_there_is_no_fault():
    assert CATALOGUE.faults == ()
    sources = load_sources(DATA / "sources.csv")
    assert sources.faults == ()
    assert unmatched(sources, PRACTICES) == []
    assert check_synonyms(DATA / "synonyms.csv") == []


def test_the_listing_arrived_in_order_and_to_the_letter():
    assert len(LISTING) == len(WRITTEN) == len(PRACTICES) == 63
    assert tuple(WRITTEN[0]) == IN_THE_FILE
    for listed, written in zip(LISTING, WRITTEN, strict=True):
        for column in ("title", "summary", "effectiveness"):
            assert written[column] == listed[column]
        assert split_cell(written["focus"]) == listed["focus"].split(", ")
        if listed["organisation"]:
            assert written["organisation"] == listed["organisation"]


def test_the_table_says_what_the_file_says():
    read = PRACTICES.astype(object).where(PRACTICES.notna(), "")
    assert read[list(IN_THE_FILE)].to_dict("records") == WRITTEN
    assert not read[list(TOLD_IN_ACCOUNTS)].any(axis=None)


def test_every_statement_of_the_accounts_arrived_word_for_word():
    """Read in November 2026, all of them; `direction` is called outcome here."""
    slugs = {row["title"]: row["slug"] for row in WRITTEN}
    names, texts = {"direction": "outcome"}, {("evaluated", "yes"): "Yes"}
    given = Counter(
        (
            slugs[row["title"]],
            names.get(row["field"], row["field"]),
            texts.get((row["field"], row["text"]), row["text"]),
            row["source_url"],
            row["confidence"],
        )
        for row in GIVEN
    )
    assert Counter(tuple(row.values())[:5] for row in TOLD) == given
    assert len(TOLD) == 461
    assert {row["read"] for row in TOLD} == {"2026-11"}
    assert ACCOUNTS.faults == ()
    told = [statement for row in ACCOUNTS.rows.tolist() for statement in ACCOUNTS.of(row)]
    assert Counter(statement.cells for statement in told) == Counter(tuple(row.values())[1:] for row in TOLD)


def test_how_much_the_accounts_tell():
    holders = {
        field: {row["slug"] for row in TOLD if row["field"] == field} for field in {row["field"] for row in TOLD}
    }
    assert len(ACCOUNTS.rows) == 61
    assert {
        field: len(holders[field]) for field in ("how_it_works", "problem", "resources", "result", "evaluation")
    } == {
        "how_it_works": 48,
        "problem": 36,
        "resources": 44,
        "result": 27,
        "evaluation": 18,
    }
    assert FACETS["evaluated"].counts()["Yes"] == 13
    assert FACETS["evaluation_design"].counts() == {
        "Randomised trial": 3,
        "Comparison group": 1,
        "Before and after": 3,
        "Survey or feedback only": 2,
        "Process evaluation only": 0,
        "Planned or under way": 1,
        "None": 0,
        "Not recorded": 53,
    }
    outcomes = FACETS["outcome"].counts()
    assert [outcomes[term] for term in VOCABULARY["outcome"].names] == [3, 1, 3, 0]


def test_figures_are_called_the_organisations_own_where_their_sentence_says_whose_they_are():
    marked = [row for row in TOLD if row["figures"]]
    assert {row["figures"] for row in marked} == {"own"}
    assert {row["field"] for row in marked} == {"evaluation", "result"}
    whose = ("Commissioner", "commissioner", "force", "Police", "officer", "authority", "national centre", "organisers")
    assert all(any(word in row["text"] for word in whose) for row in marked)


def test_the_listing_keeps_its_punctuation():
    everything = (DATA / "practices.csv").read_text(encoding="utf-8")
    assert everything.count("Untested – new or innovative") == 32
    assert "We’ve Got HeART" in everything
    assert "A&E navigators" in everything
    assert "\ufffd" not in everything
    assert "â€" not in everything


def test_every_fact_arrived_and_has_its_source():
    written = {row["title"]: row for row in WRITTEN}
    sources = {(row["slug"], row["field"]): row for row in SOURCES}
    listed = {row["title"]: row for row in LISTING}
    for fact in FACTS:
        practice = written[fact["title"]]
        if listed[fact["title"]].get(fact["field"]):
            continue  # the listing wins
        source = sources.pop((practice["slug"], fact["field"]))
        assert practice[fact["field"]] == fact["value"]
        assert (source["source_url"], source["confidence"]) == (fact["source_url"], fact["confidence"])
        assert source["confidence"] in CONFIDENCES
    assert sources == {}
    assert len(FACTS) == len(SOURCES) == 292


def test_what_nobody_stated_is_blank():
    stated = {(fact["title"], fact["field"]) for fact in FACTS}
    stated |= {(row["title"], column) for row in LISTING for column, value in row.items() if value}
    for row in WRITTEN:
        for column in IN_THE_FILE[1:]:
            assert bool(row[column]) == ((row["title"], column) in stated), (row["title"], column)


def test_slugs_are_the_ones_people_have_linked_to():
    assert [row["slug"] for row in WRITTEN] == SLUGS
    assert len(set(SLUGS)) == 63
    assert max(map(len, SLUGS)) <= 32


@pytest.mark.parametrize(
    ("column", "counts"),
    [
        (
            "effectiveness",
            {"Worked": 0, "Promising": 31, "Untested – new or innovative": 32, "Didn’t work": 0},
        ),
        ("focus", {"Prevention": 35, "Diversion": 8, "Reoffending": 7, "Organisational": 22, "Investigation": 0}),
    ],
)
def test_the_counts_are_those_of_the_listing(column, counts):
    assert FACETS[column].counts() == counts
    assert list(FACETS[column].counts()) == list(counts)


@pytest.mark.parametrize(
    ("focus", "promising", "untested"),
    [("Prevention", 22, 13), ("Diversion", 6, 2), ("Reoffending", 3, 4), ("Organisational", 7, 15)],
)
def test_effectiveness_by_focus(focus, promising, untested):
    _, counts = Filters({"focus": (focus,)}).answer(FACETS, None)
    assert counts["effectiveness"] == {
        "Worked": 0,
        "Promising": promising,
        "Untested – new or innovative": untested,
        "Didn’t work": 0,
    }


def test_there_are_72_mentions_of_a_focus_over_63_practices():
    mentions = Counter(len(split_cell(row["focus"])) for row in WRITTEN)
    assert sum(number * times for number, times in mentions.items()) == 72
    assert sum(times for number, times in mentions.items() if number > 1) == 8
    assert sum(FACETS["focus"].counts().values()) == 72


def test_organisation_and_linkage_are_recorded_as_far_as_they_are_known():
    assert sum(bool(row["organisation"]) for row in LISTING) == 4
    assert FACETS["organisation"].counts()["Not recorded"] == 63 - 4 - 36
    assert FACETS["linked_to"].counts()["Not recorded"] == 63 - 8
    assert all(name in FACETS["linked_to"].terms for name in VOCABULARY["linked_to"].names)


def test_every_known_term_is_an_option_and_no_other():
    for field in VOCABULARY:
        options = [term for term in FACETS[field.column].terms if term != "Not recorded"]
        assert options == list(field.names)


def test_the_promising_ones_about_diversion_or_reoffending_in_words():
    asked = Filters({"effectiveness": ("Promising",), "focus": ("Diversion", "Reoffending")})
    selection = open_bank(Settings()).select(asked)
    assert selection.in_words == "8 practices that are Promising and are about Diversion or Reoffending"
    promising = [row for row in LISTING if row["effectiveness"] == "Promising"]
    assert set(PRACTICES["title"].iloc[selection.rows]) == {
        row["title"] for row in promising if {"Diversion", "Reoffending"} & set(row["focus"].split(", "))
    }
