"""Typing errors: what is put right, and what is right as it stands."""

from pathlib import Path

import pytest

from practicebank.search.spelling import COMMON_WORDS, Spelling, can_be_meant, read_common_words

SPELLING = Spelling({"house": 3, "burglary": 2, "warrant": 1})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("burglery", "burglary", id="a like-sounding vowel"),
        pytest.param("huose", "house", id="letters swapped"),
        pytest.param("houuse", "house", id="a letter doubled"),
        pytest.param("horse", None, id="a common word is left alone"),
        pytest.param("warrent", "warrant", id="a slip that is no common word"),
        pytest.param("xylophone", None, id="nothing near"),
        pytest.param("hou", None, id="too short"),
    ],
)
def test_a_slip_leads_to_the_word_that_was_meant(typed: str, meant: str | None):
    assert SPELLING.correct(typed) == meant


def test_common_words_are_read_without_remarks(tmp_path: Path):
    path = tmp_path / "words.txt"
    path.write_text("# horse like house\n\nhorse boat\nparcel\n", encoding="utf-8")
    assert read_common_words(path) == {"horse", "boat", "parcel"}


def test_every_common_word_is_one_that_a_search_could_correct():
    assert [word for word in sorted(COMMON_WORDS) if word != word.lower() or not word.isalpha()] == []
    assert sum(map(can_be_meant, COMMON_WORDS)) > 1_000


def test_what_begins_with_another_letter_is_another_word():
    spelling = Spelling({"rapes": 3, "vapers": 1, "grapes": 2})
    assert spelling.near("vapes") == ["vapers"]
    assert spelling.correct("vapes") != "rapes"
