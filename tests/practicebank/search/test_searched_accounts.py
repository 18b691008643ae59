"""What a practice's account says is found too, and never changes how its other fields are found."""

import numpy as np
import pytest

from practicebank.search import Correction, SearchIndex
from practicebank.search.ranking import Weighting
from practicebank.search.words import TOLD
from tests.practicebank.search.practices import BURGLAR, BURGLARY, FRAUD, ROWS, SYNONYMS, small_index, told_table

INDEX = SearchIndex.build(told_table(), SYNONYMS)
WITHOUT = small_index()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("trailer", [BURGLARY], id="a word that stands nowhere else"),
        pytest.param("TRAILERS", [BURGLARY], id="its plural, in capitals"),
        pytest.param("escooter", [BURGLARY], id="a hyphened word written as one"),
        pytest.param("control group", [FRAUD], id="a phrase"),
        pytest.param("comparison group", [FRAUD], id="what stands for it"),
        pytest.param("no effect", [FRAUD], id="a phrase that begins with a stop word"),
        pytest.param("RCT", [], id="a trial with a control group need not be a randomised one"),
    ],
)
def test_an_account_is_searched(query, expected):
    found = INDEX.search(query)
    assert found.nearest_only == (not expected)
    if expected:
        assert found.rows.tolist() == expected


def test_a_word_of_an_account_ranks_below_the_same_word_elsewhere():
    assert INDEX.search("burglary").rows.tolist() == [BURGLARY, BURGLAR, FRAUD]


def test_of_several_words_one_in_an_account_earns_no_place_beside_a_practice_that_has_them_all():
    assert INDEX.search("repeat burglary leaflet").rows.tolist() == [BURGLARY]


@pytest.mark.parametrize("query", ["knife crime", "domestic abuse", "jet ski", "young people", "antisocial behavior"])
def test_what_no_account_mentions_is_found_as_if_there_were_none(query):
    assert INDEX.search(query).rows.tolist() == WITHOUT.search(query).rows.tolist()
    assert np.array_equal(INDEX.search(query).scores, WITHOUT.search(query).scores)


def test_how_rare_a_word_is_elsewhere_does_not_depend_on_accounts():
    assert INDEX.postings.frequency(INDEX.postings.terms["burglari"]) == 1
    assert INDEX.postings.frequency(INDEX.postings.terms[f"{TOLD}burglari"]) == 2
    assert INDEX.search("burglary").scores[0] >= WITHOUT.search("burglary").scores[0]


def test_a_typing_error_in_a_word_of_an_account_is_put_right():
    found = INDEX.search("trailler")
    assert found.corrections == (Correction("trailler", "trailer"),)
    assert found.rows.tolist() == [BURGLARY]


def test_the_words_are_marked_where_they_stand():
    [match] = INDEX.search("e-scooters").why(BURGLARY).fields
    assert match.field == "account"
    assert [match.text[span.start : span.end] for span in match.spans] == ["e-scooters"]


def test_what_led_to_a_row_is_told_from_its_other_fields_where_they_answer():
    row = told_table().iloc[[FRAUD]].assign(account="Scams by phone, and a con on the doorstep.")
    index = SearchIndex.build(row.reset_index(drop=True), SYNONYMS)
    why = index.search("swindle").why(0)
    assert {match.field for match in why.fields} >= {"title", "account"}
    assert {used.word for used in why.synonyms} == {"fraud"}
    only_told = row.assign(title="Carers", summary="About carers.", account="Scams by phone.").reset_index(drop=True)
    assert [used.word for used in SearchIndex.build(only_told, SYNONYMS).search("swindle").why(0).synonyms] == ["scam"]


def test_a_described_problem_is_answered_by_an_account():
    weighed = INDEX.weigh("They drive off with a trailer.")
    assert int(np.argmax(weighed.scores)) == BURGLARY
    assert 0 < weighed.covered[BURGLARY] < 1
    assert weighed.scores[BURGLARY] < INDEX.weigh("A leaflet about them.").scores[BURGLARY]


def test_texts_are_called_alike_by_title_and_summary_alone():
    mine = "A leaflet against burglary", "A leaflet sent to residential postcodes with repeat burglaries."
    here, there = INDEX.nearest_texts(*mine, limit=len(ROWS)), WITHOUT.nearest_texts(*mine, limit=len(ROWS))
    assert here[0].row == there[0].row == BURGLARY
    scores = {each.row: each.score for each in there}
    assert [scores[each.row] for each in here if each.row in scores] == [e.score for e in here if e.row in scores]
    assert not any(each.words for each in INDEX.nearest_texts("A trailer", "It is a trailer."))


def test_a_mention_in_an_account_is_just_enough_to_be_an_answer():
    """Else a practice could not be found by a word that another has in its title."""
    weighting = Weighting()
    assert weighting.told**weighting.sharpness >= weighting.enough
    assert (weighting.told * 0.9) ** weighting.sharpness < weighting.enough
