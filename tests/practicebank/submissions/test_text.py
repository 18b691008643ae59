import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.submissions.form.email_address import is_email
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.text import clean_email, clean_line, clean_text


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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alex@example.org", "alex@example.org"),
        ("O’Neill@example.org", "O'Neill@example.org"),
        ("Alex Example <alex@example.org>", "alex@example.org"),
        ('"Example, Alex" <alex@example.org>;', "alex@example.org"),
        ("<alex@example.org>", "alex@example.org"),
        ("mailto:alex@example.org", "alex@example.org"),
        ("MAILTO:o%27neill@example.org?subject=Hello%0ABcc:x@y.org", "o'neill@example.org"),
        ("Alex <mailto:alex@example.org>", "alex@example.org"),
        (" alex@example.org, ", "alex@example.org"),
        ("alex@example.org, bo@example.org", "alex@example.org, bo@example.org"),
        ("Alex <alex>", "Alex <alex>"),
        ("mailto:alex%0Abcc@example.org", "mailto:alex%0Abcc@example.org"),
        ("mailto:mailto:alex@example.org", "mailto:mailto:alex@example.org"),
        ("alex", "alex"),
        ("", ""),
    ],
)
def test_an_address_is_understood_as_it_is_pasted(typed, meant):
    assert clean_email(typed) == meant
    assert Submission(contact_email=typed).contact_email == meant


@given(st.text(alphabet="a@b.<>:;, \n'’%0AmailtoMAILTO?", max_size=60))
def test_an_address_is_cleaned_once_and_never_ends_a_header(typed):
    cleaned = clean_email(typed)
    assert clean_email(cleaned) == cleaned
    assert cleaned.isprintable()


def test_a_curly_apostrophe_can_be_written_to():
    assert is_email(Submission(contact_email="O’Neill@example.org").contact_email)
