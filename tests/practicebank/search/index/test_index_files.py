"""The files of an index: whole or not there, thrown away when damaged or long unused."""

import numpy as np
import pytest

from practicebank.search.index import index_files
from practicebank.search.index.building import build_postings
from practicebank.search.index.index_files import MOST_OLD, open_index, store_index, write_remaining_files
from tests.practicebank.search.practices import SYNONYMS, repeated, table


def built_of(practices):
    return lambda place: write_remaining_files(build_postings(practices, SYNONYMS, place), place)


@pytest.mark.parametrize("name", ["rows.npy", "weights.npy", "starts.npy", "words.arrow", "terms.arrow", "list.json"])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_index_is_thrown_away_and_built_again(tmp_path, name, damage):
    rows = repeated(2)
    store_index(tmp_path, "key", len(rows), built_of(rows))
    path = tmp_path / "key" / name
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-9] if damage == "cut" else whole[:-9] + bytes([whole[-9] ^ 255]) + whole[-8:])
    assert open_index(tmp_path, "key") is None
    again = store_index(tmp_path, "key", len(rows), built_of(rows))
    opened = open_index(tmp_path, "key")
    assert opened is not None
    assert np.array_equal(opened.rows, again.rows)


def test_what_was_interrupted_is_never_opened_and_later_tidied(tmp_path, monkeypatch):
    def interrupted(place):
        (place / "rows.npy").write_bytes(b"half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        store_index(tmp_path, "key", 1, interrupted)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "building-old").mkdir()
    monkeypatch.setattr(index_files, "ABANDONED_SECONDS", -60)
    store_index(tmp_path, "key", len(table()), built_of(table()))
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_only_the_indexes_used_last_are_kept(tmp_path):
    for number in range(MOST_OLD + 4):
        store_index(tmp_path, f"key{number}", len(table()), built_of(table()))
    assert len(list(tmp_path.iterdir())) == MOST_OLD + 1
    assert (tmp_path / f"key{number}").exists()
