"""A large table's index is got ready in the background, kept on disk, and changes are laid over it."""

import threading

import numpy as np
import pandas as pd
import pytest

from practicebank.search import SearchIndex, SearchLater, kept, later, open_search
from practicebank.search.building import build_postings
from practicebank.search.overlay import MOST_CHANGED, overlaid, prints_of
from tests.practicebank.search.practices import SYNONYMS, table

QUERIES = ["burglary", "scam", "domestic abuse", "knife crime", "jet ski", "police", "burglery", "thorny hedge", "DA"]
NEW = {"title": "Rhubarb beds against burglars", "summary": "Domestic abuse victims plant hedges."}


def repeated(times: int) -> pd.DataFrame:
    return pd.concat([table()] * times, ignore_index=True)


def with_new(practices: pd.DataFrame, *, without: int) -> pd.DataFrame:
    kept_rows = practices.drop(index=without)
    new = pd.DataFrame([NEW], columns=practices.columns)
    return pd.concat([kept_rows.astype(object), new.astype(object)], ignore_index=True)


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(later, "LARGE", 0)


@pytest.fixture
def unready(monkeypatch):
    """No index is built until the test lets it."""
    go_on = threading.Event()
    build = later.build_postings

    def held_up(*arguments):
        go_on.wait(30)
        return build(*arguments)

    monkeypatch.setattr(later, "build_postings", held_up)
    yield go_on
    go_on.set()


def made(tmp_path, practices=None, before=None) -> SearchLater:
    search = open_search(repeated(4) if practices is None else practices, SYNONYMS, tmp_path, before)
    assert isinstance(search, SearchLater)
    return search


def ready(search: SearchLater) -> SearchLater:
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


@pytest.mark.long
def test_a_later_start_opens_what_was_kept_and_answers_alike(large, monkeypatch, tmp_path):
    first = ready(made(tmp_path))
    monkeypatch.setattr(later, "build_aside", lambda *arguments: pytest.fail("it was built again"))
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


def built_of(practices):
    return lambda place: kept.leave(build_postings(practices, SYNONYMS, place), place)


@pytest.mark.parametrize("name", ["rows.npy", "weights.npy", "starts.npy", "words.arrow", "terms.arrow", "list.json"])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_index_is_thrown_away_and_built_again(tmp_path, name, damage):
    rows = repeated(2)
    kept.keep(tmp_path, "key", len(rows), built_of(rows))
    path = tmp_path / "key" / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-9] if damage == "cut" else whole[:-9] + bytes([whole[-9] ^ 255]) + whole[-8:])
    assert kept.opened(tmp_path, "key") is None
    again = kept.keep(tmp_path, "key", len(rows), built_of(rows))
    opened = kept.opened(tmp_path, "key")
    assert opened is not None
    assert np.array_equal(opened.rows, again.rows)


def test_what_was_interrupted_is_never_opened_and_later_tidied(tmp_path, monkeypatch):
    def interrupted(place):
        (place / "rows.npy").write_bytes(b"half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        kept.keep(tmp_path, "key", 1, interrupted)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "building-old").mkdir()
    monkeypatch.setattr(kept, "ABANDONED_SECONDS", -60)
    kept.keep(tmp_path, "key", len(table()), built_of(table()))
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_only_the_indexes_used_last_are_kept(tmp_path):
    for number in range(kept.KEPT + 4):
        kept.keep(tmp_path, f"key{number}", len(table()), built_of(table()))
    assert len(list(tmp_path.iterdir())) == kept.KEPT + 1
    assert (tmp_path / f"key{number}").exists()


def test_where_nothing_can_be_written_it_is_held_in_memory(large, tmp_path):
    (tmp_path / "file").write_text("in the way")
    search = ready(made(tmp_path / "file" / "folder"))
    assert len(search.search("burglary").rows)


def test_one_practice_more_and_one_less_are_found_at_once_without_building_again(large, monkeypatch, tmp_path):
    before = ready(made(tmp_path))
    built = []
    for way in ("build_postings", "build_aside"):
        monkeypatch.setattr(later, way, lambda *arguments: built.append(arguments))
    practices = with_new(repeated(4), without=2)
    search = ready(made(tmp_path, practices, before))
    assert built == []
    assert search.search("rhubarb").rows.tolist() == [len(practices) - 1]
    afresh = SearchIndex.build(practices, SYNONYMS)
    for query in [*QUERIES, "rhubarb", "rhubard"]:
        here, there = search.search(query), afresh.search(query)
        assert set(here.rows.tolist()) == set(there.rows.tolist())
        assert np.allclose(here.scores, there.scores, rtol=0.05)
    third = ready(made(tmp_path, repeated(4), search))
    assert built == []
    assert third.search("rhubarb").nearest_only
    assert third.search("burglary").rows.tolist() == before.search("burglary").rows.tolist()


def test_rows_in_another_order_are_followed_to_their_new_places():
    practices = repeated(2)
    beneath = build_postings(practices, SYNONYMS)
    turned = practices.iloc[::-1].reset_index(drop=True)
    postings = overlaid(beneath, prints_of(practices), prints_of(turned), turned, SYNONYMS)
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
    beneath = build_postings(practices, SYNONYMS)
    assert overlaid(beneath, prints_of(practices), prints_of(other), other, SYNONYMS) is None
    fewer = practices.iloc[:1]
    assert overlaid(beneath, prints_of(practices), prints_of(fewer), fewer, SYNONYMS) is None


def test_prints_follow_every_text_that_is_searched():
    practices = table().astype(object)
    prints = prints_of(practices)
    assert np.array_equal(prints, prints_of(table().astype(object)))
    for column in practices.columns.intersection(["title", "summary", "organisation", "topics"]):
        other = practices.copy()
        other.loc[1, column] = "Something else"
        assert np.flatnonzero(prints_of(other) != prints).tolist() == [1]
