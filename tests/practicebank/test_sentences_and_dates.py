"""Words, dates and the places where a text may be cut."""

import pytest

from practicebank.words import beginning, date_in_words, sentences

TEXT = "Thefts fell by 8.74 % (in a year). “Nobody knew why.” The force asked, e.g. in shops.\nA line\n\nlast one!"


def test_a_sentence_ends_before_the_next_one_or_with_its_line() -> None:
    assert [TEXT[start:end] for start, end in sentences(TEXT)] == [
        "Thefts fell by 8.74 % (in a year).",
        "“Nobody knew why.”",
        "The force asked, e.g. in shops.",
        "A line",
        "last one!",
    ]


@pytest.mark.parametrize("text", ["", " \n ", "\n\n"])
def test_an_empty_text_has_no_sentence(text: str) -> None:
    assert list(sentences(text)) == []


@pytest.mark.parametrize(
    ("most", "begins"),
    [
        pytest.param(1_000, TEXT, id="all of it"),
        pytest.param(60, "Thefts fell by 8.74 % (in a year). “Nobody knew why.”", id="whole sentences"),
        pytest.param(34, "Thefts fell by 8.74 % (in a year).", id="to the letter"),
        pytest.param(33, "Thefts fell by 8.74 % (in a …", id="whole words"),
        pytest.param(3, "The …", id="a word too long"),
    ],
)
def test_the_beginning_of_a_text_ends_where_it_may(most: int, begins: str) -> None:
    assert beginning(TEXT, most) == begins


@pytest.mark.parametrize(
    ("partial", "words"), [("2026", "2026"), ("2026-11", "November 2026"), ("2026-11-03", "3 November 2026")]
)
def test_a_date_reads_as_much_as_is_recorded(partial: str, words: str) -> None:
    assert date_in_words(partial) == words
