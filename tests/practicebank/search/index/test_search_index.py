"""What a reader finds, and what no query can do."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.search import Correction, SearchIndex
from tests.depth import examples
from tests.practicebank.search.practices import (
    ALARMS,
    BURGLAR,
    BURGLARY,
    FRAUD,
    HOSPITAL,
    HOT_SPOTS,
    JETSKIS,
    KNIVES,
    ROWS,
    SYNONYMS,
    small_index,
    table,
)

INDEX = small_index()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("burglary", {BURGLARY, BURGLAR}, id="stem and form"),
        pytest.param("BURGLARIES", {BURGLARY, BURGLAR}, id="capitals and plural"),
        pytest.param("house break-ins", {BURGLARY, BURGLAR}, id="everyday words"),
        pytest.param("domestic violence", {ALARMS}, id="phrase for phrase"),
        pytest.param("DA", {ALARMS}, id="abbreviation"),
        pytest.param("da", {ALARMS}, id="abbreviation in small letters"),
        pytest.param("ASB", {JETSKIS}, id="abbreviation of a hyphenated word"),
        pytest.param("antisocial behavior", {JETSKIS}, id="closed up and American"),
        pytest.param("jet ski", {JETSKIS}, id="written as one in the practice"),
        pytest.param("hotspots", {HOT_SPOTS}, id="written apart in the practice"),
        pytest.param("pensioners scam", {FRAUD}, id="two synonyms at once"),
        pytest.param("emergency department", {HOSPITAL}, id="not the Ed of Pol-Ed"),
        pytest.param("cafe", {JETSKIS}, id="accents do not matter"),
        pytest.param("organized crime", {HOT_SPOTS}, id="organised is not organisation"),
        pytest.param("knife crime", {KNIVES}, id="crime alone earns no place"),
        pytest.param("Untested", {BURGLAR, KNIVES, FRAUD}, id="a recorded field"),
    ],
)
def test_search_finds(query, expected):
    found = INDEX.search(query)
    assert set(found.rows.tolist()) == expected
    assert not found.nearest_only


def test_a_title_ranks_above_a_field():
    assert INDEX.search("anti-social behaviour crime prevention").rows[0] == JETSKIS


@pytest.mark.parametrize("query", ["", " ", "\n\t "])
def test_a_blank_query_finds_every_row_in_table_order(query):
    found = INDEX.search(query)
    assert found.rows.tolist() == list(range(len(ROWS)))
    assert found.why(3).fields == ()
    assert not found.nearest_only


def test_a_typing_error_is_put_right_and_said():
    found = INDEX.search("Burglery")
    assert found.corrections == (Correction("Burglery", "burglary"),)
    assert found.rows.tolist() == INDEX.search("burglary").rows.tolist()


def test_a_reader_may_insist_on_what_was_typed():
    found = INDEX.search("burglery", as_typed=True)
    assert found.corrections == ()
    assert found.nearest_only


@pytest.mark.parametrize("word", ["horse", "boat", "parcel", "warm"])
def test_an_everyday_word_is_not_corrected(word):
    assert INDEX.search(word).corrections == ()


def test_a_search_that_matches_nothing_gives_the_nearest_and_says_so():
    found = INDEX.search("knifelike")
    assert found.nearest_only
    assert found.rows.tolist() == [KNIVES]
    assert found.why(KNIVES).fields[0].spans[0].relation == "nearest"


@pytest.mark.parametrize("query", ["zzzzqqq", "💥", "AND OR NOT", "*", '"', "\x00", "the of"])
def test_a_search_with_nothing_near_finds_nothing(query):
    found = INDEX.search(query)
    assert found.nearest_only
    assert len(found.rows) == 0


def test_operators_are_mere_punctuation():
    for query in (
        '"burglary"',
        "burglary*",
        "title:burglary",
        "NEAR(burglary, 3)",
        "burglary;--",
        "-burglary",
    ):
        assert BURGLARY in INDEX.search(query).rows, query


def test_a_blade_is_a_knife_but_a_search_for_the_kind_finds_the_kind_only_when_recorded():
    assert INDEX.search("stabbing").rows.tolist() == [KNIVES]


def test_scores_fall():
    for query in ("burglary", "young people crime", "violence", "crime"):
        scores = INDEX.search(query).scores
        assert np.all(np.diff(scores) <= 0)


@given(st.text(max_size=300))
@settings(max_examples=examples(300))
def test_no_query_raises(query):
    check_found(query)


HOSTILE = [
    "NEAR(",
    '"',
    "*",
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "^",
    ":",
    "title:",
    "';",
    "DROP",
    "TABLE",
    "practices;--",
    "%",
    "_",
    "\\",
    "<b>",
    "{{",
    "-",
    "--",
    "’",
    "&",
    ";",
    "a&b&c",
    "burglary",
    "domestic",
    "abuse",
    "DA",
    "crime",
    "burglery",
    "שלום",
    "مرحبا",
    "💥",
    "İ",
    "ß",
    "ﬁ",
]
UNSEEN = ["\x00", "\u202e", "\ud800", "\x1e", "\x1f", "\n", "e\u0301", "\u0301"]


@given(st.lists(st.sampled_from(HOSTILE + UNSEEN), max_size=40), st.sampled_from(["", " ", "-", ";"]))
@settings(max_examples=examples(300))
def test_no_hostile_query_raises(pieces, between):
    check_found(between.join(pieces))


def check_found(query):
    found = INDEX.search(query)
    assert len(found.rows) == len(found.scores) == len(set(found.rows.tolist()))
    assert np.all(np.diff(found.scores) <= 0)
    for row in found.rows.tolist():
        why = found.why(row)
        assert why.fields or not query.strip()
        for field in why.fields:
            assert field.text == ROWS[row][field.field]
            ends = [0, *(span.end for span in field.spans)]
            assert all(before <= span.start < span.end for before, span in zip(ends, field.spans, strict=False))


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("burglary " * 12_000, id="one word many times"),
        pytest.param("a" * 100_000, id="one long word"),
        pytest.param(" ".join(f"word{number}" for number in range(15_000)), id="many words"),
        pytest.param("(" * 100_000, id="brackets"),
        pytest.param("-a" * 50_000, id="hyphens"),
        pytest.param("e" + "\u0301" * 100_000, id="accents on accents"),
    ],
)
def test_a_query_of_100_kilobytes_takes_no_time(query):
    started = time.perf_counter()
    INDEX.search(query)
    assert time.perf_counter() - started < 1


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=120)), max_size=6), st.text(max_size=40))
@settings(max_examples=examples(100))
def test_no_practice_breaks_the_index(texts, query):
    practices = pd.DataFrame(texts, columns=["title", "summary"], dtype="str")
    index = SearchIndex.build(practices, SYNONYMS)
    for row in index.search(query).rows.tolist():
        assert 0 <= row < len(texts)
    for row in range(len(texts)):
        index.similar(row)
        index.nearest_texts(*texts[row])


def test_the_same_practices_give_the_same_answers():
    other = small_index()
    for query in ("crime", "violence against women", "burglary prevention", "people"):
        assert INDEX.search(query).rows.tolist() == other.search(query).rows.tolist()
        assert INDEX.search(query).scores.tolist() == other.search(query).scores.tolist()


def test_building_leaves_the_table_as_it_came():
    practices = table()
    before = practices.copy(deep=True)
    SearchIndex.build(practices, SYNONYMS).search("burglary")
    pd.testing.assert_frame_equal(practices, before)


def test_an_empty_table_can_be_searched():
    index = SearchIndex.build(table().iloc[:0], SYNONYMS)
    assert len(index.search("burglary").rows) == 0
    assert len(index.search("").rows) == 0
    assert index.nearest_texts("Burglary", "") == []


def test_rows_count_from_zero_whatever_the_table_is_labelled():
    practices = table().iloc[[KNIVES, BURGLARY]]
    assert SearchIndex.build(practices, SYNONYMS).search("burglary").rows.tolist() == [1]


@pytest.mark.long
def test_a_large_table_is_read_in_pieces_without_losing_a_row():
    rows = [
        {"title": f"Practice {number}", "summary": "Burglary" if number % 25_000 == 0 else "Fraud"}
        for number in range(100_001)
    ]
    index = SearchIndex.build(pd.DataFrame(rows), SYNONYMS)
    assert index.search("burglary").rows.tolist() == [0, 25_000, 50_000, 75_000, 100_000]
