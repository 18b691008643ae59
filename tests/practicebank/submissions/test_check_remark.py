"""What keeps a remark of a reader from being sent."""

import pytest

from practicebank.catalogue.accounts_file import LONGEST_TEXT
from practicebank.submissions.remarks import LONGEST_SOURCE, Remark, check_remark

TERMS = {"topics": ("Burglary", "Vehicle crime"), "scale": ("Local",)}


@pytest.mark.parametrize(
    "remark",
    [
        Remark("cost", "£15,000."),
        Remark("topics", "Burglary; Vehicle crime"),
        Remark("scale", "Local"),
        Remark("evaluated", "Yes"),
        Remark("started", "2021"),
        Remark("completed", "2021-03-01", source="https://example.org/"),
        Remark("links", "https://example.org/a\nhttps://example.org/b"),
        Remark("page_url", "https://example.org/a"),
        Remark("cost", "x" * 1_000, "x" * LONGEST_TEXT),
        Remark(words="Something."),
        Remark(words="Why?", about_label=True),
    ],
)
def test_a_whole_remark_can_be_sent(remark: Remark) -> None:
    assert check_remark(remark, TERMS) == []


@pytest.mark.parametrize(
    ("remark", "fields"),
    [
        (Remark(), ["words"]),
        (Remark(about_label=True, source="nowhere"), ["words", "source"]),
        (Remark("slug", "x"), ["field"]),
        (Remark("contact_email", "x"), ["field"]),
        (Remark("cost", "  "), ["value"]),
        (Remark("cost", "x" * (LONGEST_TEXT + 1), "x" * (LONGEST_TEXT + 1)), ["value", "words"]),
        (Remark("topics", "Burglary; Nonsense"), ["value"]),
        (Remark("scale", "Nonsense"), ["value"]),
        (Remark("started", "last year"), ["value"]),
        (Remark("started", "2999"), ["value"]),
        (Remark("links", "https://example.org/a\njavascript:alert(1)"), ["value"]),
        (Remark("page_url", "javascript:alert(1)"), ["value"]),
        (Remark(words="x", source="javascript:alert(1)"), ["source"]),
        (Remark(words="x", source="https://example.org/" + "x" * LONGEST_SOURCE), ["source"]),
    ],
)
def test_each_field_has_one_problem_in_the_order_it_is_asked(remark: Remark, fields: list[str]) -> None:
    assert [problem.field for problem in check_remark(remark, TERMS)] == fields
