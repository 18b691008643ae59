"""Slugs found and titles sorted as Python itself would."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.bank import slug_index
from practicebank.bank.slug_index import SlugIndex, by_title

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(st.lists(texts, unique=True, max_size=30), texts)
def test_every_slug_is_found_in_its_row_and_no_other(slugs, other):
    places = SlugIndex(pd.Series(slugs, dtype="str"))
    assert dict(places) == {slug: row for row, slug in enumerate(slugs)}
    assert len(places) == len(slugs)
    assert (other in places) == (other in slugs)
    assert places.get(other, -1) == (slugs.index(other) if other in slugs else -1)


def test_slugs_of_one_fingerprint_are_told_apart(monkeypatch):
    monkeypatch.setattr(slug_index, "hash", len, raising=False)
    places = SlugIndex(pd.Series(["vans", "bikes", "cars"], dtype="str"))
    assert dict(places) == {"vans": 0, "bikes": 1, "cars": 2}
    assert "dogs" not in places


@pytest.mark.parametrize("nonsense", ["\ud800", "", "\x00", "a" * 10_000])
def test_what_is_no_slug_is_not_found(nonsense):
    assert nonsense not in SlugIndex(pd.Series(["night-walks"], dtype="str"))


@given(st.lists(st.one_of(texts, st.sampled_from(["Walks", "walks", "Straße", "STRASSE", "Émile"])), max_size=30))
def test_titles_stand_in_order_whatever_their_case_and_equal_ones_as_they_came(titles):
    expected = sorted(range(len(titles)), key=lambda row: titles[row].casefold())
    assert by_title(pd.Series(titles, dtype="str")).tolist() == expected
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(slug_index, "_AT_ONCE", 2)
        assert by_title(pd.Series(titles, dtype="str")).tolist() == expected
