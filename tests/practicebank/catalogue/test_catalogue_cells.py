"""What a cell becomes: titles, slugs, terms and addresses, as people write them."""

import pytest

from practicebank.fields import REQUIRED_COLUMNS
from tests.practicebank.small_tables import VOCABULARY, csv_text, faults, read, titles


def test_only_the_second_row_of_a_slug_is_set_aside():
    columns = ["slug", *REQUIRED_COLUMNS]
    catalogue = read(
        csv_text(
            {"slug": "walks", "title": "A"},
            {"slug": "walks", "title": "B"},
            {"slug": "vans", "title": ""},
            {"slug": "vans", "title": "C"},
            columns=columns,
        )
    )
    assert titles(catalogue) == ["A", "C"]
    assert [(fault.line, fault.column, fault.sets_aside) for fault in catalogue.faults] == [
        (3, "slug", True),
        (4, "title", True),
    ]


def test_a_row_without_a_slug_gets_one_that_no_other_row_has():
    catalogue = read(
        csv_text(
            {"slug": "", "title": "Night walks"},
            {"slug": "night-walks", "title": "Other walks"},
            {"slug": "", "title": "Night walks"},
            {"slug": "Not A Slug", "title": "C"},
            columns=["slug", *REQUIRED_COLUMNS],
        )
    )
    slugs = ["night-walks-2", "night-walks", "night-walks-3", "Not A Slug"]
    assert list(catalogue.practices["slug"]) == slugs
    assert faults(catalogue) == [(2, "slug"), (4, "slug"), (5, "slug")]


def test_slugs_made_from_titles_are_the_same_at_every_reading():
    text = csv_text(*[{"title": title} for title in ["Vans", "vans!", "–", "…", "Vans 2", "日本", "x " * 90]])
    slugs = list(read(text).practices["slug"])
    assert slugs == list(read(text).practices["slug"])
    assert slugs[:5] == ["vans", "vans-2", "practice", "practice-2", "vans-2-2"]
    assert len(set(slugs)) == len(slugs)
    assert max(map(len, slugs)) <= 62


def test_a_row_without_a_title_is_set_aside_and_nothing_else_is():
    empty = {"summary": "", "effectiveness": "", "focus": ""}
    catalogue = read(csv_text({"title": "  "}, {"title": "A"} | empty, {"title": ""}))
    assert titles(catalogue) == ["A"]
    assert catalogue.practices[["summary", "effectiveness", "focus"]].isna().all().all()
    assert [(fault.line, fault.column, fault.sets_aside) for fault in catalogue.faults] == [
        (2, "title", True),
        (3, "effectiveness", False),
        (3, "focus", False),
        (3, "summary", False),
        (4, "title", True),
    ]


def test_an_unknown_term_is_kept_under_that_term_and_named():
    catalogue = read(csv_text({"title": "A", "focus": "Prevention; Astrology", "effectiveness": "Magic"}))
    assert catalogue.practices["focus"].tolist() == ["Prevention; Astrology"]
    assert catalogue.practices["effectiveness"].tolist() == ["Magic"]
    assert [(fault.column, fault.found) for fault in catalogue.faults] == [
        ("effectiveness", "Magic"),
        ("focus", "Astrology"),
    ]


@pytest.mark.parametrize(
    ("column", "written", "read_as"),
    [
        ("effectiveness", "promising", "Promising"),
        ("effectiveness", "Untested - new or innovative", "Untested – new or innovative"),
        ("effectiveness", "untested –  new\u00a0or innovative ", "Untested – new or innovative"),
        ("effectiveness", "Didn't work", "Didn’t work"),
        ("focus", "PREVENTION;diversion", "Prevention; Diversion"),
        ("focus", "Prevention; prevention ;", "Prevention"),
        ("focus", "Prevention, Re-offending", "Prevention; Reoffending"),
        ("topics", "Leadership, development and learning", "Leadership, development and learning"),
        ("linked_to", "HMIC", "HMICFRS"),
    ],
)
def test_aliases_and_letter_case_are_read_as_the_term(column, written, read_as):
    catalogue = read(csv_text({"title": "A", column: written}))
    assert catalogue.faults == ()
    assert catalogue.practices[column].tolist() == [read_as]


def test_an_unknown_term_with_a_comma_stays_whole():
    catalogue = read(csv_text({"title": "A", "focus": "Prevention, Astrology"}))
    assert catalogue.practices["focus"].tolist() == ["Prevention, Astrology"]
    assert faults(catalogue) == [(2, "focus")]


def test_not_recorded_in_a_cell_is_an_empty_cell():
    catalogue = read(csv_text({"title": "A", "organisation": "Not recorded", "topics": "not recorded"}))
    assert catalogue.faults == ()
    assert catalogue.practices[["organisation", "topics"]].isna().all().all()


@pytest.mark.parametrize("word", ["NA", "nan", "None", "null", "N/A", "-", "1", "TRUE", "2026-01-02"])
def test_a_cell_is_text_whatever_it_looks_like(word):
    catalogue = read(csv_text({"title": word, "summary": word, "organisation": word}))
    for column in ("title", "summary", "organisation"):
        assert catalogue.practices[column].tolist() == [word]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "http://[",
        "https://exa mple.org",
        "https://example.org/\u202e",
        "www.example.org",
        "http://example.org:99999999",
    ],
)
def test_an_address_that_is_none_is_a_fault_and_never_shown(address):
    catalogue = read(csv_text({"title": "A", "page_url": address}, columns=[*REQUIRED_COLUMNS, "page_url"]))
    assert catalogue.practices["page_url"].isna().all()
    assert faults(catalogue) == [(2, "page_url")]


def test_addresses_are_kept_as_written():
    addresses = ["https://example.org/a?b=c#d", "HTTP://EXAMPLE.ORG", "https://example.org/ä"]
    columns = [*REQUIRED_COLUMNS, "page_url"]
    catalogue = read(csv_text(*[{"title": a, "page_url": a} for a in addresses], columns=columns))
    assert catalogue.practices["page_url"].tolist() == addresses
    assert catalogue.faults == ()


def test_the_real_vocabulary_has_no_term_that_a_cell_would_split():
    for field in VOCABULARY:
        for name in field.names:
            assert field.canonical_cell(name) == name
