"""Why a row was found: what is marked, and what is said."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from practicebank.search import FieldMatch, SynonymUsed, TextSpan, best_sentence
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


def account(text, *marks):
    """A match of an account that marks these words wherever they stand; a word may have a strength."""
    spans = []
    for mark in marks:
        word, strength = mark if isinstance(mark, tuple) else (mark, 1.0)
        for found in re.finditer(re.escape(word), text):
            spans.append(TextSpan(found.start(), found.end(), word, word, "word", strength))
    return FieldMatch("account", text, tuple(sorted(spans, key=lambda span: span.start)))


def read(match):
    """The sentence with its marks in brackets."""
    text = match.text
    for span in reversed(match.spans):
        text = f"{text[: span.start]}[{text[span.start : span.end]}]{text[span.end :]}"
    return text


THREE = "Thefts of tools rose. Vans and tools were marked.\nOwners of vans were told, and vans were seen."


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        pytest.param(["tools"], "Thefts of [tools] rose.", id="the first of several"),
        pytest.param(["vans"], "Owners of [vans] were told, and [vans] were seen.", id="most marks"),
        pytest.param(["Vans", "tools"], "[Vans] and [tools] were marked.", id="most parts of the search"),
        pytest.param([("Thefts", 0.4), ("marked", 0.8)], "Vans and tools were [marked].", id="the closest"),
    ],
)
def test_the_best_sentence_of_an_account(marks, sentence):
    assert read(best_sentence(account(THREE, *marks))) == sentence


def test_a_long_sentence_is_cut_around_its_marks():
    text = f"Begin {'and so on ' * 60}until the trailer came {'and so on ' * 60}end."
    found = best_sentence(account(text, "trailer"), most=100)
    assert len(found.text) <= 104
    assert "until the [trailer] came" in read(found)
    assert re.fullmatch(r"… \w.*\w …", found.text)
    assert found.text.strip("… ") in text


@pytest.mark.parametrize(("text", "read_as"), [
    ("trailer " + "x " * 300, r"\[trailer\] x.* …"),
    ("x " * 300 + "trailer", r"… x.* \[trailer\]"),
    ("x" * 300 + "-trailer-" + "y" * 300, r"… x+-\[trailer\]-y+ …"),
])  # fmt: skip
def test_a_mark_is_never_cut_off(text, read_as):
    assert re.fullmatch(read_as, read(best_sentence(account(text, "trailer"))))


def test_a_mark_over_two_sentences_ends_with_the_first():
    text = "It was anti. Social it was not."
    match = FieldMatch("account", text, (TextSpan(7, 19, "antisocial", "antisocial", "word", 1.0),))
    assert read(best_sentence(match)) == "It was [anti.]"


@given(st.text(alphabet="ab .\n", min_size=1, max_size=400), st.data())
def test_every_mark_shown_is_the_text_it_marked(text, data):
    starts = data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=5, unique=True))
    spans = [TextSpan(at, at + 1, "x", "x", "word", 1.0) for at in sorted(starts) if text[at].strip()]
    assume(spans)
    found = best_sentence(FieldMatch("account", text, tuple(spans)), most=40)
    assert found.spans
    marked = {text[span.start : span.end] for span in spans}
    assert {found.text[span.start : span.end] for span in found.spans} <= marked
    assert len(found.text) <= 44
