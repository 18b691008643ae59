"""How a practice is cited: in words, and in an entry that BibTeX reads whatever somebody typed."""

import re
from datetime import date

import pytest

from practicebank.briefing.citation import Citation

ADDRESS = "https://bank.example/practice?practice=night-walks"


def citation(title: str = "Night walks", organisation: str = "Surrey Police", slug: str = "night-walks") -> Citation:
    return Citation(slug, title, organisation, "3f2a", date(2027, 3, 3), ADDRESS)


def depth(text: str) -> int:
    """How many braces stay open, as BibTeX counts them: a backslash before one changes nothing."""
    deep = 0
    for letter in text:
        deep += (letter == "{") - (letter == "}")
        assert deep >= 0
    return deep


def test_it_reads_as_one_sentence_after_the_other() -> None:
    assert citation().as_text == (
        f"Surrey Police. Night walks. Practice bank, data version 3f2a, read on 3 March 2027. {ADDRESS}"
    )
    assert citation("Does it work?", "").as_text.startswith("Does it work? Practice bank")


def test_the_entry_names_title_organisation_bank_version_date_and_address() -> None:
    assert citation().as_bibtex == "\n".join(
        [
            "@misc{night-walks,",
            "  author = {{Surrey Police}},",
            "  title = {{Night walks}},",
            "  howpublished = {Practice bank},",
            "  note = {Data version 3f2a},",
            "  year = {2027},",
            "  urldate = {2027-03-03},",
            f"  url = {{{ADDRESS}}}",
            "}",
        ]
    )
    assert "author" not in citation(organisation="").as_bibtex


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("A&E: 50% off #1 for $5_x", r"A\&E: 50\% off \#1 for \$5\_x"),
        ("}} , url = {evil", r"{\textbraceright}{\textbraceright} , url = {\textbraceleft}evil"),
        ("\\input{/etc/passwd}", r"{\textbackslash}input{\textbraceleft}/etc/passwd{\textbraceright}"),
        ("~a^b", r"{\textasciitilde}a{\textasciicircum}b"),
        ("one\ntwo\r\n@misc{x,\x00\u2028y", r"one two @misc{\textbraceleft}x, y"),
        ("Café – “Señor” 漢字", "Café – “Señor” 漢字"),
    ],
)
def test_what_tex_would_read_as_a_command_is_text(typed: str, written: str) -> None:
    entry = citation(title=typed, organisation=typed).as_bibtex
    assert f"  title = {{{{{written}}}}}," in entry.splitlines()
    assert f"  author = {{{{{written}}}}}," in entry.splitlines()
    assert depth(entry) == 0
    assert len(re.findall(r"^  \w+ = ", entry, re.MULTILINE)) == 7


def test_a_key_is_what_bibtex_takes_for_one() -> None:
    assert citation(slug="a&e, {x} é").as_bibtex.startswith("@misc{a-e-x-,\n")
    assert citation(slug="").as_bibtex.startswith("@misc{practice,\n")


def test_an_address_cannot_end_its_field() -> None:
    there = Citation("x", "X", "", "3f2a", date(2027, 3, 3), "https://bank.example/}x y\\")
    assert "  url = {https://bank.example/%7Dx%20y%5C}" in there.as_bibtex
