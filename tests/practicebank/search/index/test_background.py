"""A large table's search is got ready in the background, from disk or from the index before where it can be."""

import threading

import numpy as np
import pandas as pd
import pytest

from practicebank.search import BackgroundSearch, SearchIndex, index, open_search
from tests.practicebank.search.practices import SYNONYMS, repeated, table

QUERIES = [
    "burglary",
    "scam",
    "domestic abuse",
    "knife crime",
    "jet ski",
    "police",
    "burglery",
    "thorny hedge",
    "DA",
    "trailer",
    "escooter",
]
NEW = {
    "title": "Rhubarb beds against burglars",
    "summary": "Domestic abuse victims plant hedges.",
    "account": "Compost.",
}


def with_new(practices: pd.DataFrame, *, without: int) -> pd.DataFrame:
    kept_rows = practices.drop(index=without)
    new = pd.DataFrame([NEW], columns=practices.columns)
    return pd.concat([kept_rows.astype(object), new.astype(object)], ignore_index=True)


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(index, "LARGE", 0)
    monkeypatch.setattr(index, "PAUSE_SECONDS", 0)


@pytest.fixture
def unready(monkeypatch):
    """No index is built until the test lets it."""
    go_on = threading.Event()
    build = index.build_in_process

    def held_up(*arguments):
        go_on.wait(30)
        build(*arguments)

    monkeypatch.setattr(index, "build_in_process", held_up)
    yield go_on
    go_on.set()


def made(tmp_path, practices=None, before=None) -> BackgroundSearch:
    search = open_search(repeated(4) if practices is None else practices, SYNONYMS, tmp_path, before)
    assert isinstance(search, BackgroundSearch)
    return search


def ready(search: BackgroundSearch) -> BackgroundSearch:
    assert search.wait(60)
    return search


def test_a_small_table_is_ready_at_once_and_writes_nothing(tmp_path):
    assert isinstance(open_search(table(), SYNONYMS, tmp_path / "none"), SearchIndex)
    assert not (tmp_path / "none").exists()


def test_before_it_is_ready_words_are_found_as_they_stand_and_the_answer_says_so(large, unready, tmp_path):
    search = made(tmp_path)
    found = search.search("BURGLARY")
    assert search.preparing
    assert found.preparing
    titles = repeated(4)["title"].str.cat(repeated(4)["summary"], sep=" ").str.casefold()
    assert found.rows.tolist() == np.flatnonzero(titles.str.contains("burglary")).tolist()
    assert not len(search.search("burglery").rows)
    assert search.similar(0) == []
    assert search.nearest_texts("Burglary", "") == []
    assert search.weigh("burglary").scores.max() == 1
    unready.set()
    ready(search)
    assert not search.preparing
    assert len(search.search("burglery").rows)
    assert not search.search("burglary").preparing
    assert search.similar(0)


@pytest.mark.parametrize("query", ["(", "*", "\\", "a\0b", "\ud800", "NEAR(", "%", "\u202e", "x" * 100_000])
def test_no_query_raises_before_it_is_ready(large, unready, tmp_path, query):
    search = made(tmp_path)
    assert search.search(query).preparing
    assert len(search.weigh(query).scores) == len(repeated(4))


def test_a_later_start_opens_what_was_kept_and_answers_alike(large, monkeypatch, tmp_path):
    first = ready(made(tmp_path))
    monkeypatch.setattr(index, "build_in_process", lambda *arguments: pytest.fail("it was built again"))
    second = ready(made(tmp_path))
    for query in QUERIES:
        assert second.search(query).rows.tolist() == first.search(query).rows.tolist()
        assert second.search(query).scores.tolist() == first.search(query).scores.tolist()


def test_kept_on_disk_it_ranks_as_in_memory(large, tmp_path):
    from_disk, in_memory = ready(made(tmp_path)), SearchIndex.build(repeated(4), SYNONYMS)
    for query in QUERIES:
        there, here = from_disk.search(query), in_memory.search(query)
        assert set(there.rows.tolist()) == set(here.rows.tolist())
        assert np.allclose(there.scores, here.scores[: len(there.scores)], rtol=0.05)


def test_where_nothing_can_be_written_it_is_held_in_memory(large, tmp_path):
    (tmp_path / "file").write_text("in the way")
    search = ready(made(tmp_path / "file" / "folder"))
    assert len(search.search("burglary").rows)


def test_one_practice_more_and_one_less_are_found_at_once_without_building_again(large, monkeypatch, tmp_path):
    before = ready(made(tmp_path))
    built = []
    monkeypatch.setattr(index, "build_in_process", lambda *arguments: built.append(arguments))
    practices = with_new(repeated(4), without=2)
    search = ready(made(tmp_path, practices, before))
    assert built == []
    assert search.search("rhubarb").rows.tolist() == [len(practices) - 1]
    afresh = SearchIndex.build(practices, SYNONYMS)
    for query in [*QUERIES, "rhubarb", "rhubard", "compost"]:
        here, there = search.search(query), afresh.search(query)
        assert set(here.rows.tolist()) == set(there.rows.tolist())
        assert np.allclose(here.scores, there.scores, rtol=0.05)
    third = ready(made(tmp_path, repeated(4), search))
    assert built == []
    assert third.search("rhubarb").nearest_only
    assert third.search("burglary").rows.tolist() == before.search("burglary").rows.tolist()
