import numpy as np
import pandas as pd
import pytest

from practicebank.bank.facets import ALWAYS_RECORDED, Facet, facets_of
from practicebank.fields import NOT_RECORDED, SORTED_BY
from tests.practicebank.small_tables import VOCABULARY, table

PRACTICES = table(
    [
        {"effectiveness": "Promising", "focus": "Prevention; Diversion", "organisation": "Kent Police"},
        {"effectiveness": "Promising", "focus": "Diversion", "organisation": "avon", "topics": "Zebra"},
        {"effectiveness": "Magic", "focus": "Diversion", "topics": "Zebra; Apple; Crime prevention"},
    ]
)
FACETS = facets_of(PRACTICES, VOCABULARY)


def test_there_is_a_facet_for_every_column_practices_are_sorted_by():
    assert tuple(FACETS) == SORTED_BY
    assert all(facet.column == column and len(facet.codes) == 3 for column, facet in FACETS.items())


def test_terms_stand_in_natural_order_then_unknown_ones_then_not_recorded():
    assert FACETS["effectiveness"].terms == (*VOCABULARY["effectiveness"].names, "Magic")
    assert FACETS["topics"].terms == (*VOCABULARY["topics"].names, "Apple", "Zebra", NOT_RECORDED)
    assert FACETS["organisation"].terms == ("avon", "Kent Police", NOT_RECORDED)


def test_not_recorded_is_an_option_wherever_a_value_can_be_missing():
    for column, facet in FACETS.items():
        assert (NOT_RECORDED in facet.terms) == (column not in ALWAYS_RECORDED)
    with_a_gap = table([{"focus": "Diversion"}, {"effectiveness": "Promising"}])
    for column in ALWAYS_RECORDED:
        assert facets_of(with_a_gap, VOCABULARY)[column].counts()[NOT_RECORDED] == 1


def test_a_row_with_two_values_counts_in_both_and_terms_without_a_practice_count_0():
    assert FACETS["focus"].counts() == {
        "Prevention": 1,
        "Diversion": 3,
        "Reoffending": 0,
        "Organisational": 0,
        "Investigation": 0,
    }
    assert FACETS["focus"].counts(np.array([True, False, False]))["Diversion"] == 1
    assert all(type(count) is int for count in FACETS["focus"].counts().values())


def test_rows_with_any_of_the_chosen_terms():
    assert FACETS["focus"].with_any(["Prevention", "Reoffending"]).tolist() == [True, False, False]
    assert FACETS["organisation"].with_any([NOT_RECORDED]).tolist() == [False, False, True]
    assert FACETS["organisation"].with_any(["unheard of"]).tolist() == [False, False, False]


def test_a_cell_nobody_has_any_more_is_no_option():
    fewer = PRACTICES[PRACTICES["organisation"] == "avon"].reset_index(drop=True)
    assert "Kent Police" in fewer["organisation"].cat.categories
    assert Facet.of("organisation", fewer["organisation"], ()).terms == ("avon", NOT_RECORDED)


def test_terms_that_differ_in_letter_case_have_one_order():
    orders = {
        Facet.of("organisation", pd.Series(names, dtype="category"), ()).terms
        for names in (["ß", "ss", "SS", "Ss"], ["Ss", "SS", "ss", "ß"])
    }
    assert orders == {("SS", "Ss", "ss", "ß", NOT_RECORDED)}


def test_a_cell_that_says_not_recorded_is_one_that_is_not():
    practices = table([{"organisation": NOT_RECORDED}, {}, {"focus": NOT_RECORDED}])
    facets = facets_of(practices, VOCABULARY)
    assert facets["organisation"].counts() == {NOT_RECORDED: 3}
    assert facets["focus"].counts()[NOT_RECORDED] == 3


def test_a_table_without_rows_has_every_option_at_0():
    facets = facets_of(table([]), VOCABULARY)
    assert set(facets["effectiveness"].counts().values()) == {0}
    assert facets["organisation"].counts() == {NOT_RECORDED: 0}


@pytest.mark.parametrize("terms", [5, 40, 254, 255, 300])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.6, 1.0])
def test_many_rows_are_counted_as_few_are(terms, share):
    random = np.random.default_rng(terms)
    names = [f"Term {number:03}" for number in range(terms)]
    cells = pd.Series(pd.Categorical.from_codes(random.integers(-1, terms, 60_001), names))
    kept = random.random(60_001) < share
    facet = Facet.of("organisation", cells, ())
    obvious = cells[kept].astype("object").fillna(NOT_RECORDED).value_counts()
    assert {term: count for term, count in facet.counts(kept).items() if count} == obvious.to_dict()
    assert facet.counts() == facet.counts(np.ones(60_001, dtype=bool))
    few = [*names[:3], NOT_RECORDED]
    for chosen in (few, names[1:]):
        assert (facet.with_any(chosen) == cells.astype("object").fillna(NOT_RECORDED).isin(chosen)).all()
