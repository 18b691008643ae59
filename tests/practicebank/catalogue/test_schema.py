import re

import pandas as pd
import pandera.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.catalogue import schema
from practicebank.catalogue.schema import SETS_ASIDE, is_web_address, table_schema
from practicebank.catalogue.slugs import LONGEST_SLUG, derive_slugs
from practicebank.fields import COLUMNS, MULTI_VALUED, REQUIRED_COLUMNS, SORTED_BY, split_cell, values_in
from tests.practicebank.small_tables import VOCABULARY

SCHEMA = table_schema({field.column: field.names for field in VOCABULARY})


def test_the_lists_of_columns_agree():
    assert set(REQUIRED_COLUMNS) < set(COLUMNS)
    assert set(MULTI_VALUED) < set(SORTED_BY) < set(COLUMNS)
    assert len(set(COLUMNS)) == len(COLUMNS) == 20
    assert list(SCHEMA.columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", []),
        ("Prevention", ["Prevention"]),
        ("Prevention; Diversion", ["Prevention", "Diversion"]),
        ("Ethics, values; Violence (other)", ["Ethics, values", "Violence (other)"]),
    ],
)
def test_a_cell_is_split_at_semicolons_only(cell, values):
    assert split_cell(cell) == values


def test_a_column_of_one_value_is_never_split():
    assert values_in("organisation", "Kent Police; Essex Police") == ["Kent Police; Essex Police"]
    assert values_in("organisation", "") == []
    assert values_in("topics", "A; Violence (other)") == ["A", "Violence (other)"]


@given(st.lists(st.text(max_size=90), max_size=12), st.sets(st.sampled_from(["a", "a-2", "practice", "b"])))
def test_slugs_are_readable_unique_and_none_of_those_taken(titles, taken):
    slugs = derive_slugs(titles, taken)

    assert len(set(slugs)) == len(slugs) == len(titles)
    assert not taken & set(slugs)
    for slug in slugs:
        assert slug.replace("-", "").isalnum()
        assert slug == slug.lower()
        assert slug.isascii()
        assert len(slug) <= LONGEST_SLUG + len("-99")
    assert slugs == derive_slugs(titles, taken)


def test_a_slug_depends_only_on_the_titles_before_it():
    titles = ["Vans", "Vans", "Night walks", "vans"]
    assert derive_slugs(titles) == ["vans", "vans-2", "night-walks", "vans-3"]
    assert derive_slugs([*titles, "Vans"])[:4] == derive_slugs(titles)


@pytest.mark.parametrize("title", ["&#99999999999;", "&#xD800;", f"&#{'9' * 5000};", "\x00", "😀", "---"])
def test_a_title_of_hardly_any_letter_has_a_slug_all_the_same(title):
    [slug] = derive_slugs([title])
    assert slug


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://www.college.police.uk/support-forces/practices/a", True),
        ("http://localhost:8501/?a=b#c", True),
        ("https://[::1]/", True),
        ("", False),
        ("https:///path", False),
        ("https://[", False),
        ("https://example.org:port", False),
        ("ftp://example.org", False),
        ("java\tscript:alert(1)", False),
        ("https://example.org/\n", False),
        (" https://example.org", False),
    ],
)
def test_what_a_page_may_link_to(text, is_one):
    assert is_web_address(text) is is_one


@given(st.from_regex(schema._PLAINLY_AN_ADDRESS, fullmatch=True))
def test_what_plainly_is_an_address_is_one_when_taken_apart(text):
    assert is_web_address(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schema, "_PLAINLY_AN_ADDRESS", re.compile(r"(?!)"))
        assert is_web_address(text)


@given(st.text())
def test_no_text_makes_the_question_of_an_address_raise(text):
    assert is_web_address(text) in (True, False)
    assert is_web_address(f"https://{text}") in (True, False)


def test_every_check_of_the_table_tells_what_to_do():
    row = dict.fromkeys(COLUMNS, "?") | {"title": "", "summary": "x" * 3_000, "focus": "", "slug": "A B"}
    other = row | {"title": "x" * 400, "summary": ""}
    table = pd.DataFrame([row, other], dtype="str")

    with pytest.raises(pandera.errors.SchemaErrors) as failed:
        SCHEMA.validate(table, lazy=True)

    advice = set(failed.value.failure_cases["check"])
    written = {check.name for column in SCHEMA.columns.values() for check in column.checks}
    assert advice == written
    assert written > SETS_ASIDE
    assert all(text[0].isupper() and text.endswith(".") for text in advice)
