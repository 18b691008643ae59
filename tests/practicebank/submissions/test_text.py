import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "line", "text"),
    [
        ("plain", "plain", "plain"),
        ("  spaces stay  ", "  spaces stay  ", "  spaces stay  "),
        ("cafe\u0301", "café", "café"),
        ("one\r\ntwo\rthree", "one two three", "one\ntwo\nthree"),
        ("tab\tbed", "tab bed", "tab bed"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m", "nul bell escape[31m"),
        ("\u202egnp.exe\u202c", "gnp.exe", "gnp.exe"),
        ("lone \ud800 surrogate", "lone  surrogate", "lone  surrogate"),
        ("👩‍👩‍👧 שלום \u200f!", "👩‍👩‍👧 שלום \u200f!", "👩‍👩‍👧 שלום \u200f!"),
        ("e\x00\u0301", "é", "é"),
    ],
)
def test_cleaning(typed, line, text):
    assert clean_line(typed) == line
    assert clean_text(typed) == text


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_is_done_once_and_only_removes(typed):
    for clean in (clean_line, clean_text):
        cleaned = clean(typed)
        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not {unicodedata.category(letter) for letter in cleaned if letter != "\n"} & {"Cc", "Cs"}
    assert "\n" not in clean_line(typed)


@given(
    st.text(
        alphabet=st.characters(
            exclude_categories=["Cc", "Cs"],
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        )
    )
)
def test_what_has_no_control_characters_stays_as_it_was_typed(typed):
    submission = Submission(title=typed, problem=typed)
    assert submission.title == submission.problem == unicodedata.normalize("NFC", typed)
