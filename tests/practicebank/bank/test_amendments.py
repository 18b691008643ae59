"""What the desk set in practices of the catalogue file, over whatever the file says by then."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from practicebank.bank.amendments import Disagreement, amended, decided, in_effect, value_in, without
from practicebank.bank.bank import Bank
from practicebank.bank.files import Files
from practicebank.bank.filters import Filters
from practicebank.bank.publications import Amended, Publication, Publications
from practicebank.bank.shelf import bank_of
from practicebank.catalogue.accounts import Statement
from practicebank.catalogue.sources import Source
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, SORTED_BY
from practicebank.settings import Settings
from tests.depth import examples
from tests.practicebank.amended_files import OTHER, PAGE, ROW, SLUG, VALUES, Said, desk, said

FIELDS = [name for name in VALUES if name != "evaluated"]  # which the design says as well
PLAIN = Said({name: values[0] for name, values in VALUES.items()})
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return PLAIN.read(tmp_path_factory.mktemp("files"))


def set_to(value: str, before: str = "", urls: tuple[str, ...] = (PAGE,), earlier: tuple[str, ...] = ()) -> Amended:
    return Amended(value, before, urls, "high", "2026-12-01", earlier)


def gone(slug: str, replaced_by: str = "") -> Publication:
    cells = dict.fromkeys(COLUMNS, "") | {"slug": slug, "title": "As it was sent"}
    return Publication(cells, (), (), False, NOW, None, "", NOW, "It ended.", replaced_by, founding=True)


def bank_with(files: Files, *practices: Publication, **values: Amended) -> Bank:
    return bank_of(files, Publications(practices, {SLUG: values}), Settings().search_index)


def others(files: Files) -> list[object]:
    """All that the files have of the other practices."""
    rows = [row for row in range(len(files.practices)) if row != ROW]
    slugs = files.practices["slug"].iloc[rows].tolist()
    cells = files.practices.iloc[rows].astype("object").where(files.practices.iloc[rows].notna(), "")
    return [cells.to_dict("records"), [files.accounts.of(row) for row in rows], [files.sources.of(s) for s in slugs]]


@settings(max_examples=examples(40), deadline=None)
@given(said, desk)
def test_what_the_desk_set_is_shown_until_the_file_says_so_and_what_only_the_file_says_is_as_it_says(now, values):
    with tempfile.TemporaryDirectory() as folder:
        files = now.read(Path(folder))

        shown, disagreements = amended(files, {SLUG: values})

        for name in FIELDS:
            expected = values[name].value if name in values else now.values[name]
            assert value_in(shown, ROW, name) == expected
        known = {name: {each.value, each.before, *each.earlier} for name, each in values.items()}
        assert {each.field: (each.file, each.desk) for each in disagreements if each.field != "evaluated"} == {
            name: (now.values[name], values[name].value)
            for name in FIELDS
            if name in values and now.values[name] not in known[name]
        }
        assert others(shown) == others(files)
        for column in SORTED_BY:
            categories = shown.practices[column].cat.categories.tolist()
            assert categories == sorted(shown.practices[column].dropna().unique())
        places = shown.accounts.statements["place"].to_pylist()
        assert places == sorted(places)
        if not values.keys() & ACCOUNT_FIELD.keys():
            assert shown.practices["account"].equals(files.practices["account"])


def test_without_anything_set_the_files_are_as_they_were_read(files):
    assert amended(files, {}) == (files, [])
    assert amended(files, {SLUG: {"title": set_to("Night walks")}}) == (files, [])
    assert without(files, ["no-such"]) is files


@pytest.mark.parametrize(
    ("before", "values", "evaluated"),
    [
        ({}, {"evaluation_design": "Randomised trial"}, "Yes"),
        ({}, {"evaluation_design": "None"}, "No"),
        ({"evaluated": "No"}, {"evaluation_design": "Randomised trial"}, "No"),
        ({"evaluated": "No"}, {"evaluation_design": "Randomised trial", "evaluated": ""}, "Yes"),
        ({"evaluation_design": "Randomised trial"}, {"evaluation_design": "None"}, "No"),
        ({"evaluation_design": "Randomised trial"}, {"evaluation_design": ""}, ""),
        ({"evaluation_design": "Randomised trial", "evaluated": "Yes"}, {"evaluation_design": "None"}, "No"),
        ({"evaluation_design": "Randomised trial"}, {"evaluated": ""}, "Yes"),
        ({"evaluation_design": "Planned or under way", "evaluated": "No"}, {"outcome": "Mixed"}, "No"),
        ({"evaluated": "Yes"}, {"evaluated": ""}, ""),
    ],
)
@pytest.mark.parametrize("told", [(), ("evaluated", "evaluation_design")], ids=["in the catalogue", "in the account"])
def test_whether_it_was_evaluated_goes_with_the_design(tmp_path, before, values, evaluated, told):
    files = Said({**PLAIN.values, **before}, frozenset(told)).read(tmp_path)
    shown, disagreements = amended(files, {SLUG: {n: set_to(v, value_in(files, ROW, n)) for n, v in values.items()}})
    assert disagreements == []
    assert shown.practices["evaluated"].astype("object").fillna("").iat[ROW] == evaluated
    assert evaluated in ({s.text for s in shown.accounts.of(ROW) if s.field == "evaluated"} or {evaluated})


def test_a_practice_without_a_row_is_told_once(files):
    values = {"no-such": {"title": set_to("A")}, SLUG: {"title": set_to("B", "Before"), "problem": set_to("C")}}
    told = decided(files, Publications((gone("no-such"), gone("lost")), values)).disagreements
    assert told == [
        Disagreement("no-such", "", "", ""),
        Disagreement(SLUG, "title", "Night walks", "B"),
        Disagreement("lost", "", "", ""),
    ]


def test_what_the_file_took_over_from_the_desk_is_no_disagreement(tmp_path):
    files = Said(PLAIN.values | {"title": "B"}).read(tmp_path)
    values = {SLUG: {"title": set_to("Night walks", "Night walks", earlier=("B",))}}
    shown, disagreements = amended(files, values)
    assert (value_in(shown, ROW, "title"), disagreements) == ("Night walks", [])
    assert list(in_effect(files, values)[SLUG]) == ["title"]


def test_each_statement_and_fact_that_was_set_stands_with_its_pages(files):
    bank = bank_with(
        files,
        links=set_to(f"{PAGE}\n{OTHER}", urls=(OTHER, PAGE)),
        problem=set_to("Noise.", urls=()),
        organisation=set_to("Kent Police", urls=(OTHER, PAGE)),
        topics=set_to("Crime prevention", urls=()),
    )
    assert bank.account(SLUG) == (
        Statement("problem", "Noise.", read="2026-12-01"),
        Statement("links", PAGE, (OTHER, PAGE), "high", "2026-12-01"),
        Statement("links", OTHER, (OTHER, PAGE), "high", "2026-12-01"),
    )
    assert bank.sources.of(SLUG) == {"organisation": Source(OTHER, "high")}
    assert bank.told["problem"].tolist() == [ROW]


def test_the_lines_of_the_accounts_stay_in_the_order_of_their_file(files):
    shown, _ = amended(files, {SLUG: {"problem": set_to("Noise."), "links": set_to(f"{PAGE}\n{OTHER}")}})
    lines = [(row, each.field, each.text) for row, each in shown.accounts.in_file_order()]
    before = [(row, each.field, each.text) for row, each in files.accounts.in_file_order()]
    assert [line for line in lines if line[0] != ROW] == before
    assert [line for line in lines if line[0] == ROW] == [
        (ROW, "problem", "Noise."),
        (ROW, "links", PAGE),
        (ROW, "links", OTHER),
    ]


def test_search_finds_words_that_were_set_and_no_more_those_that_were_taken_out(tmp_path):
    files = Said(PLAIN.values | {"problem": "Hooliganism.", "organisation": "Avon Police"}).read(tmp_path)
    bank = bank_with(files, problem=set_to("Snowdrifts.", "Hooliganism."), organisation=set_to("", "Avon Police"))

    def found(words: str) -> list[str]:
        return bank.practices["slug"].iloc[bank.select(Filters(q=words, exact=True)).rows].tolist()

    assert found("snowdrifts") == [SLUG]
    assert found("hooliganism") == []
    assert "Avon Police" not in bank.facets["organisation"].terms


@pytest.mark.parametrize("slugs", [["vans"], [SLUG], ["safer-routes"], ["vans", "safer-routes"], ["vans", SLUG]])
def test_without_some_practices_the_others_keep_their_rows_and_accounts(files, slugs):
    fewer = without(files, slugs)
    kept = [slug for slug in files.practices["slug"] if slug not in slugs]
    assert fewer.practices["slug"].tolist() == kept == list(fewer.founding)
    for row, slug in enumerate(kept):
        before = files.founding[slug]
        assert fewer.accounts.of(row) == files.accounts.of(before)
        pd.testing.assert_series_equal(
            fewer.practices.iloc[row].astype("object"), files.practices.iloc[before].astype("object"), check_names=False
        )
    for column in SORTED_BY:
        assert fewer.practices[column].cat.categories.tolist() == sorted(fewer.practices[column].dropna().unique())


def test_what_was_retired_at_the_desk_is_in_no_list_and_keeps_its_page_as_the_files_have_it(files):
    bank = bank_with(files, gone("vans", SLUG), title=set_to("Evening walks", "Night walks"))
    assert bank.practices["title"].tolist() == ["Evening walks", "Safer routes"]
    assert bank.facets["organisation"].terms == ("Not recorded",)
    page = bank.publications["vans"]
    assert (page.cells["title"], page.replaced_by) == ("Vans", SLUG)
    assert [each.field for each in bank.account("vans")] == ["result", "links", "links"]
    assert bank.publications.keys() == {"vans"}
