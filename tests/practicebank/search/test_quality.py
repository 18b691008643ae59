"""The graded searches keep the rank they have reached."""

import numpy as np

from benchmarks.search_quality import first_titles, ndcg, read_practices, read_queries
from practicebank.search import SearchIndex
from tests.practicebank.search.practices import SYNONYMS


def test_graded_searches_rank_at_least_as_well_as_promised():
    index = SearchIndex.build(read_practices(), SYNONYMS)
    scores = [ndcg(first_titles(index, query), grades) for query, grades in read_queries().items()]
    assert np.mean(scores) >= 0.9
