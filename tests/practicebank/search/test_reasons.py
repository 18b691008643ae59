"""Why a row was found: what is marked, and what is said."""

from practicebank.search import SynonymUsed
from tests.practicebank.search.practices import ALARMS, BURGLAR, BURGLARY, FRAUD, JETSKIS, ROWS, small_index

INDEX = small_index()


def marks(query, row, field="title"):
    why = INDEX.search(query).why(row)
    return [match.text[span.start : span.end] for match in why.fields if match.field == field for span in match.spans]


def test_spans_point_into_the_field_as_recorded():
    why = INDEX.search("cafe").why(JETSKIS)
    [match] = why.fields
    [span] = match.spans
    assert ROWS[JETSKIS]["summary"][span.start : span.end] == "café"


def test_every_place_is_marked_in_every_field():
    assert marks("burglary", BURGLARY) == ["burglary"]
    assert marks("burglary", BURGLARY, "summary") == ["residential burglary", "burglaries"]


def test_a_phrase_is_marked_whole():
    assert marks("domestic violence", ALARMS) == ["domestic abuse"]


def test_a_hyphenated_word_is_marked_whole():
    assert marks("antisocial", JETSKIS) == ["anti-social"]


def test_the_synonym_that_led_there_is_named():
    why = INDEX.search("scams").why(FRAUD)
    assert SynonymUsed("scams", "fraud", "same") in why.synonyms


def test_the_typed_word_names_no_synonym():
    assert INDEX.search("fraud").why(FRAUD).synonyms == ()


def test_words_the_row_does_not_hold_are_named():
    assert INDEX.search("burglar elephants").why(BURGLAR).missing == ("elephants",)


def test_words_of_asking_are_not_missed():
    assert INDEX.search("how to reduce burglary").why(BURGLARY).missing == ()


def test_the_correction_is_told_with_the_reason():
    [correction] = INDEX.search("burglery").why(BURGLARY).corrections
    assert (correction.typed, correction.used) == ("burglery", "burglary")
