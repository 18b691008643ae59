"""Longer texts on a problem: words of the field count before words that are merely rare, however long the text is."""

import numpy as np
import pytest

from tests.practicebank.search.practices import BURGLARY, FRAUD, KNIVES, ROWS, small_index

INDEX = small_index()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Since March a man rings people on the estate and says that he works for the bank. Pensioners learn too "
            "late, and statements from families show that they lose everything.",
            FRAUD,
            id="rare words of no subject do not outweigh it",
        ),
        pytest.param(
            "We have written to everybody. " * 20 + "The same homes are burgled again.",
            BURGLARY,
            id="the subject may come after the first words of a search",
        ),
        pytest.param("Lads carry blades", KNIVES, id="everyday words"),
    ],
)
def test_the_practice_that_answers_a_long_text_comes_first(text: str, expected: int):
    assert int(np.argmax(INDEX.weigh(text).scores)) == expected


def test_every_part_of_a_long_text_is_explained():
    why = INDEX.weigh("Scams are up. Pensioners suffer.").why(FRAUD)
    assert {(span.typed, span.word) for match in why.fields for span in match.spans} >= {("scams", "fraud")}
    assert {span.typed for match in why.fields for span in match.spans} >= {"scams", "pensioners"}


def test_the_share_answered_is_never_more_than_the_whole():
    covered = INDEX.weigh("repeat burglary. knife crime. fraud").covered
    assert 0 < covered.max() <= 1
    assert covered.min() >= 0


def test_typing_errors_are_put_right_unless_asked_not_to():
    assert [each.used for each in INDEX.weigh("burglery").corrections] == ["burglary"]
    assert INDEX.weigh("burglery", as_typed=True).corrections == ()


@pytest.mark.parametrize(
    "text", ["", " . ! \n", "the and of", "\x00", "a" * 100_000, "é" * 5000, ".".join("ab" * 3000)]
)
def test_a_text_without_a_subject_raises_nothing(text: str):
    assert len(INDEX.weigh(text).scores) == len(ROWS)
