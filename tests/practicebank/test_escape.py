import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practicebank.escape import markdown, spreadsheet_cell

WORD_JOINER = "\u2060"
COMMANDS = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~$&^=@/]")


def as_read(text: str) -> str:
    """Markdown's own reading of backslashes: what is left for whoever looks at the text next."""
    return re.sub(r"\\(.)", r"\1", text)


@given(st.text())
@example("*a* _b_ `c` [d](e) ![f](g) <b> # h $i$ ~j~ | ^k^ &amp; 1. l")
def test_markdown_shows_what_was_typed_and_obeys_nothing(text):
    escaped = markdown(text)

    assert as_read(escaped).replace(WORD_JOINER, "") == " ".join(text.split()).replace(WORD_JOINER, "")
    assert not COMMANDS.search(re.sub(r"\\.", "", escaped))


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example",
        "HTTP://EVIL.EXAMPLE",
        "www.evil.example",
        "WWW.evil.example",
        "wWw.evil.example",
        "wwwwww.evil.example",
        "somebody@evil.example",
        ":material/delete:",
        ":red[text]",
        ":smile:",
        "a -> b <- c <-> d -- e >= f <= g ~= h",
    ],
)
def test_what_streamlit_looks_for_after_the_backslashes_is_not_there(text):
    left = as_read(markdown(text))

    assert not re.search(r"(https?://|www(?=\.))([-.\w]+)", left, re.IGNORECASE)
    assert not re.search(r"[-.\w+]+@[-\w]+(\.[-\w]+)+", left, re.ASCII)
    assert not re.search(r":[a-z_/+-]+[:\[]", left)
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", left)


def test_plain_words_are_left_alone():
    assert markdown("Drugs and alcohol – it’s “new”") == "Drugs and alcohol – it’s “new”"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tplain",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "\x00=1",
        "\u200b=1",
        "＝1+1",
        "＠SUM(A1)",
        '=HYPERLINK("https://evil.example","x")',
    ],
)
def test_a_cell_that_could_run_is_made_text(text):
    assert spreadsheet_cell(text) == f"'{text}"


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1), st.text())
def test_a_cell_that_begins_with_a_letter_or_digit_is_as_it_was(first, rest):
    assert spreadsheet_cell(first + rest) == first + rest


@given(st.text())
def test_making_a_cell_safe_only_ever_adds_one_mark(text):
    safe = spreadsheet_cell(text)
    assert safe in (text, f"'{text}")
    assert spreadsheet_cell(safe) == safe
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
