"""A practice published from a submission, with as much text as the form takes, and text that is more than text."""

from datetime import UTC, datetime

from practicebank.bank.bank import Bank
from practicebank.bank.files import read_files
from practicebank.bank.publications import Publication, Publications
from practicebank.bank.shelf import bank_of
from practicebank.catalogue.accounts import Statement
from practicebank.fields import ACCOUNT, COLUMNS
from practicebank.settings import Settings

DAY = datetime(2027, 3, 3, tzinfo=UTC)
SENTENCES = " ".join(f"Sentence {number} tells of wardens who walked the market at night." for number in range(63))[
    :4_000
]
LONG = {
    "problem": SENTENCES,
    "aim": "A" * 4_000,
    "tried": "</script><script>alert(1)</script> ]]> & <a:t> </w:t> {{ 7 * 7 }}",
    "how_it_works": "=cmd|'/C calc'!A0",
    "where": "Two lines:\n@SUM(1+1)*cmd\n\nand a third, with _x000D_ in it.",
    "resources": SENTENCES[::-1],
    "cost": "£1,000 \u202e right to left \u200f é 漢字 🚓",
    "evaluation": "漢" * 4_000,
    "result": SENTENCES,
    "why": "W" * 300 + " " + SENTENCES,
    "learning": "-1 is where a formula begins. " + SENTENCES,
    "do_differently": "Nothing.\x0bExcept \x00this\x1f\ufffe.",
    "linked_to_evidence": '"Quoted", and; separated; by: semicolons',
}
TITLE = ('=HYPERLINK("https://evil.example") ' + "An extraordinarily long title " * 12)[:299].strip() + "x"
HOSTILE_PRACTICE = Publication(
    cells={
        **dict.fromkeys(COLUMNS, ""),
        "slug": "hostile",
        "title": TITLE,
        "summary": SENTENCES[:2_000],
        "effectiveness": "Didn’t work",
        "focus": "Prevention; Diversion",
        "organisation": "+Evil & <b>Sons</b>",
        "evaluated": "Yes",
        "evaluation_design": "Comparison group",
        "evaluator": "Both",
        "outcome": "Worsened",
        "started": "2026-02",
    },
    account=(
        *(
            Statement(field.name, LONG[field.name], read="2027-03-03", own_figures=field.name == "result")
            for field in ACCOUNT
            if field.name in LONG
        ),
        Statement("links", "https://example.org/?a=1&b=<2>;c=%27", read="2027-03-03"),
        Statement("links", "https://example.org/" + "long/" * 300, read="2027-03-03"),
    ),
    contact=("Alex Example",),
    listed=True,
    published_at=DAY,
    confirmed_at=None,
    answer="",
    since=DAY,
    because="",
    replaced_by="",
)


def bank_with_it() -> Bank:
    """The real bank and this practice."""
    return bank_of(read_files(Settings()), Publications((HOSTILE_PRACTICE,)), Settings().search_index)
