"""The graded searches keep the rank they have reached."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import search_quality
from benchmarks.search_quality import first_titles, ndcg, read_practices, read_queries
from practicebank.search import SearchIndex
from tests.practicebank.search.practices import SYNONYMS

FOLDER = Path(search_quality.__file__).parent


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("search_queries.csv", 0.955),
        ("search_queries_tuned.csv", 0.91),
        ("search_queries_unseen.csv", 0.78),
        ("search_queries_results.csv", 0.79),
    ],
)
def test_graded_searches_rank_at_least_as_well_as_promised(name, least):
    index = SearchIndex.build(read_practices(), SYNONYMS)
    scores = [ndcg(first_titles(index, query), grades) for query, grades in read_queries(FOLDER / name).items()]
    assert np.mean(scores) >= least


@pytest.mark.parametrize(
    "name", ["search_queries_tuned.csv", "search_queries_unseen.csv", "search_queries_results.csv"]
)
def test_every_grade_is_of_a_practice_there_is(name):
    titles = set(read_practices()["title"])
    for grades in read_queries(FOLDER / name).values():
        assert grades.keys() <= titles
        assert set(grades.values()) <= {1, 2}
