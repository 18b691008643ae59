"""Changed rows laid over an index that stays: the answers are those of one built afresh."""

from functools import partial

import numpy as np
import pandas as pd

from practicebank.search.index.building import build_postings
from practicebank.search.index.changed_rows import MOST_CHANGED, BaseIndex, hash_rows, overlay_changes
from tests.practicebank.search.practices import SYNONYMS, repeated, told_table

BUILD = partial(build_postings, wording=SYNONYMS)


def base_of(practices: pd.DataFrame) -> BaseIndex:
    return BaseIndex(build_postings(practices, SYNONYMS), hash_rows(practices), "as now")


def test_rows_in_another_order_are_followed_to_their_new_places():
    practices = repeated(2)
    turned = practices.iloc[::-1].reset_index(drop=True)
    postings = overlay_changes(base_of(practices), turned, hash_rows(turned), BUILD)
    assert postings is not None
    afresh = build_postings(turned, SYNONYMS)
    for name, term in afresh.terms.items():
        rows, weights = afresh.of(term)
        mine, my_weights = postings.of(postings.terms[name])
        order = np.argsort(mine)
        assert mine[order].tolist() == rows.tolist()
        assert np.allclose(my_weights[order], weights)
        assert postings.frequency(postings.terms[name]) == len(rows)


def test_too_many_changes_are_built_afresh():
    practices = pd.DataFrame({"title": [f"Practice {number}" for number in range(MOST_CHANGED + 2)]})
    other = practices.assign(title=practices["title"] + " anew")
    base = base_of(practices)
    assert overlay_changes(base, other, hash_rows(other), BUILD) is None
    fewer = practices.iloc[:1]
    assert overlay_changes(base, fewer, hash_rows(fewer), BUILD) is None


def test_hashes_follow_every_text_that_is_searched():
    practices = told_table().astype(object)
    hashes = hash_rows(practices)
    assert np.array_equal(hashes, hash_rows(told_table().astype(object)))
    for column in practices.columns.intersection(["title", "summary", "organisation", "topics", "account"]):
        other = practices.copy()
        other.loc[1, column] = "Something else"
        assert np.flatnonzero(hash_rows(other) != hashes).tolist() == [1]
