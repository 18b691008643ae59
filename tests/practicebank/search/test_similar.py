"""Practices like another, and texts that repeat one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.near_duplicates import best_scores, own_scores
from practicebank.publishing.near_duplicates import CLOSE
from tests.depth import examples
from tests.practicebank.search.practices import BURGLAR, BURGLARY, FRAUD, ROWS, small_index

INDEX = small_index()


def test_the_most_similar_practice_comes_first_with_its_reason():
    similar = INDEX.similar(BURGLARY, limit=3)
    assert [each.row for each in similar][0] == BURGLAR
    assert similar[0].words == ("burglar", "prolific")
    assert similar[0].reason == (
        "Both mention burglar, prolific; "
        "differs in effectiveness (here Promising, there Untested – new or innovative); "
        "differs in focus"
    )


def test_a_practice_is_not_similar_to_itself():
    for row in range(len(ROWS)):
        similar = INDEX.similar(row, limit=50)
        assert row not in [each.row for each in similar]
        assert all(0 <= each.score <= 1 for each in similar)
        assert [each.score for each in similar] == sorted((each.score for each in similar), reverse=True)


def test_the_same_text_is_a_certain_duplicate():
    for row, practice in enumerate(ROWS):
        first = INDEX.nearest_texts(practice["title"], practice["summary"])[0]
        assert first.row == row
        assert first.score == pytest.approx(1)


def test_the_same_title_with_another_summary_is_likely():
    first = INDEX.nearest_texts("Nudging down burglary", "Posters about hedges.")[0]
    assert first.row == BURGLARY
    assert 0.7 < first.score < 1


def test_the_same_idea_in_other_words_is_nearer_than_the_rest():
    first, *rest = INDEX.nearest_texts("Scam advice for pensioners", "Carers are trained to give advice on scams.")
    assert first.row == FRAUD
    assert first.score > 2 * max((each.score for each in rest), default=0)


def test_another_idea_is_not_near():
    assert all(each.score < 0.3 for each in INDEX.nearest_texts("Lost property online", "A website for lost keys."))


@given(st.text(max_size=200), st.text(max_size=400))
@settings(max_examples=examples(100))
def test_scores_stay_between_0_and_1(title, summary):
    for each in INDEX.nearest_texts(title, summary):
        assert 0 <= each.score <= 1.000001


def test_a_very_long_text_is_compared_too():
    assert INDEX.nearest_texts("Fraud advice for elderly people", "fraud " * 20_000)[0].row == FRAUD


@pytest.mark.long
def test_the_threshold_names_practices_told_again_and_no_others():
    scores = best_scores()
    assert sum(score >= CLOSE for score in scores["reworded"]) >= 24
    assert sum(score >= CLOSE for score in scores["different"]) == 0
    assert sum(score >= CLOSE for score in own_scores()) <= 1
