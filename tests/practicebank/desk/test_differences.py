"""What changed, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.desk.differences import as_text, difference, difference_of


@given(st.text(max_size=300), st.text(max_size=300))
def test_both_texts_can_be_read_from_the_difference(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after


def test_words_are_marked_not_letters():
    pieces = [(piece.kind, piece.text) for piece in difference("Two officers walk.", "Three officers walk.")]
    assert pieces == [("out", "Two"), ("in", "Three"), ("same", " officers walk.")]


def test_texts_that_have_little_in_common_are_shown_one_after_the_other():
    pieces = difference("Repeat abuse fell in both groups alike.", "Calls a year later: a third fewer.")
    assert [piece.kind for piece in pieces] == ["out", "in"]


def test_a_term_is_changed_as_a_whole():
    pieces = difference_of("evaluation_design", "Before and after", "Comparison group")
    assert [(piece.kind, piece.text) for piece in pieces] == [("out", "Before and after"), ("in", "Comparison group")]
    pieces = difference_of("partners", ("Police", "Local authority"), ("Police", "Private sector", "Local authority"))
    assert [piece.text for piece in pieces if piece.kind != "same"] == ["Private sector\n"]
    pieces = difference_of("result", "Calls fell by a fifth.", "Calls fell by a third.")
    assert [piece.text for piece in pieces if piece.kind != "same"] == ["fifth", "third"]


def test_very_long_texts_are_compared_by_line():
    long = "word " * 5_000
    assert [piece.kind for piece in difference(f"{long}\nend", f"{long}\nEnd")] == ["same", "out", "in"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "Yes"), (["a", "b"], "a\nb"), ({"slug": "x", "because": ""}, "x"), (3, "3")],
)
def test_answers_in_words(value, text):
    assert as_text(value) == text
