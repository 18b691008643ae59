"""What the desk set in a practice, kept from one correction to the next."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.bank.publications import Amended
from practicebank.submissions.amended import amended_after, amended_in
from practicebank.submissions.form.model import Submission
from tests.depth import examples

DAY = date(2026, 12, 1)
PAGE = "https://example.org/a"
TITLES = ("A", "B", "C", "D")


def corrected(stored: str | None, before: str, after: str, url: str = "") -> str:
    urls, confidence = ([url], "high") if url else ([], "")
    return amended_after(stored, Submission(title=before), Submission(title=after), urls, confidence, DAY)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["desk", "file", "export"]), st.sampled_from(TITLES))))
def test_whatever_file_and_desk_do_the_last_word_of_the_desk_is_shown(steps):
    file, stored, desk, known = "A", None, "", set()
    for who, title in steps:
        if who == "desk":
            shown = desk or file
            if title != shown:
                known |= {title} if desk else {title, file}
                stored, desk = corrected(stored, shown, title), title
        else:
            file = (desk or file) if who == "export" else title
        amended = amended_in(stored)
        assert (amended["title"].value if amended else file) == (desk or file)
        if amended:
            assert {amended["title"].before, *amended["title"].earlier, desk} == known


@pytest.mark.parametrize("again", ["A", "C"])
def test_what_is_said_again_without_a_page_has_none(again):
    first = corrected(None, "A", "B", PAGE)
    assert amended_in(first) == {"title": Amended("B", "A", (PAGE,), "high", "2026-12-01")}
    assert amended_in(corrected(first, "B", again)) == {
        "title": Amended(again, "A", (), "", "2026-12-01", earlier=("B",))
    }
