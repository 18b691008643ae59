"""How text comes apart into words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.search.words import stems_of, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("organized", "organised", id="ise"),
        pytest.param("behavior", "behaviour", id="our"),
        pytest.param("Behavioral", "behavioural", id="our inside"),
        pytest.param("analyzing", "analysing", id="yse"),
        pytest.param("center", "centre", id="re"),
        pytest.param("programs", "programmes", id="programme"),
        pytest.param("licence", "license", id="noun and verb"),
        pytest.param("victims’", "victim's", id="possessives"),
        pytest.param("Café", "CAFE\u0301", id="accents"),
        pytest.param("anti-social", "anti‑social", id="other hyphens"),
    ],
)
def test_two_spellings_are_one_word(one, other):
    assert stems_of(one) == stems_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ED", "Ed"), ("size", "sise"), ("policy", "police"), ("in-house", "house")]
)
def test_two_words_stay_two(one, other):
    assert stems_of(one) != stems_of(other)


def test_a_value_ends_at_its_semicolon():
    assert [word.stem for word in words_of("Prevention; Diversion")] == ["prevent", ";", "divers"]


@given(st.text(max_size=200))
@settings(deadline=None)
def test_places_are_in_order_and_inside_the_text(text):
    end = 0
    for word in words_of(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end
