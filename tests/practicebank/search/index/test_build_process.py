"""An index built in a process of its own."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from practicebank.search.index import build_process
from practicebank.search.index.build_process import build_in_process
from practicebank.search.index.building import build_postings
from practicebank.search.index.index_files import store_index, write_remaining_files
from tests.practicebank.search.practices import SYNONYMS, table


def test_it_is_the_index_that_is_built_here(tmp_path):
    practices = table()
    other = store_index(tmp_path, "process", len(practices), lambda place: build_in_process(practices, SYNONYMS, place))
    here = store_index(
        tmp_path,
        "here",
        len(practices),
        lambda place: write_remaining_files(build_postings(practices, SYNONYMS, place), place),
    )
    assert dict(other.terms) == dict(here.terms)
    assert dict(other.words) == dict(here.words)
    for array in ("starts", "rows", "weights"):
        assert np.array_equal(getattr(other, array), getattr(here, array))
    files = [{path.name for path in (tmp_path / name).iterdir()} for name in ("process", "here")]
    assert files[0] == files[1], "what was handed over is gone"


def test_a_process_that_fails_or_is_not_there_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    for program, told in (("/bin/false", "ended with 1"), (str(tmp_path / "nothing"), "No such file")):
        monkeypatch.setattr(build_process.sys, "executable", program)
        with pytest.raises(OSError, match=told):
            store_index(tmp_path / "search", "key", 1, lambda place: build_in_process(table(), SYNONYMS, place))
        assert list((tmp_path / "search").iterdir()) == []


def test_it_ends_with_the_process_that_started_it(tmp_path):
    """It is held by a file that nobody writes, so that it can end for no other reason."""
    os.mkfifo(tmp_path / build_process.WORDING)
    command = [sys.executable, "-m", build_process.__name__, str(tmp_path)]
    with subprocess.Popen(command, cwd=build_process.ROOT, stdin=subprocess.PIPE) as started:
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(timeout=1)
        started.stdin.close()
        assert started.wait(timeout=60) == 1


def test_what_is_handed_over_needs_no_more_than_json(tmp_path, monkeypatch):
    monkeypatch.setattr(build_process.subprocess, "Popen", _Never)
    with pytest.raises(_Stopped):
        build_in_process(table(), SYNONYMS, tmp_path)
    handed_over = json.loads((tmp_path / build_process.WORDING).read_text(encoding="utf-8"))
    assert [tuple(stems) for stems in handed_over["words"]] == list(SYNONYMS.words)
    assert handed_over["apart"] == dict(SYNONYMS.apart)


class _Stopped(Exception):
    pass


class _Never:
    def __init__(self, *arguments, **settings):
        raise _Stopped
