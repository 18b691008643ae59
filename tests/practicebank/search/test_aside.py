"""An index built in a process of its own."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from practices import SYNONYMS, table

from practicebank.search import aside, kept
from practicebank.search.building import build_postings


def test_it_is_the_index_that_is_built_here(tmp_path):
    practices = table()
    other = kept.keep(tmp_path, "aside", len(practices), lambda place: aside.build_aside(practices, SYNONYMS, place))
    here = kept.keep(
        tmp_path,
        "here",
        len(practices),
        lambda place: kept.leave(build_postings(practices, SYNONYMS, place), place),
    )
    assert dict(other.terms) == dict(here.terms)
    assert dict(other.words) == dict(here.words)
    for array in ("starts", "rows", "weights"):
        assert np.array_equal(getattr(other, array), getattr(here, array))
    files = [{path.name for path in (tmp_path / name).iterdir()} for name in ("aside", "here")]
    assert files[0] == files[1], "what was handed over is gone"


def test_a_process_that_fails_or_is_not_there_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    for program, told in (("/bin/false", "ended with 1"), (str(tmp_path / "nothing"), "No such file")):
        monkeypatch.setattr(aside.sys, "executable", program)
        with pytest.raises(OSError, match=told):
            kept.keep(tmp_path / "kept", "key", 1, lambda place: aside.build_aside(table(), SYNONYMS, place))
        assert list((tmp_path / "kept").iterdir()) == []


def test_it_ends_with_the_process_that_started_it(tmp_path):
    """It is held by a file that nobody writes, so that it can end for no other reason."""
    os.mkfifo(tmp_path / aside.WORDING)
    command = [sys.executable, "-m", "practicebank.search.aside", str(tmp_path)]
    with subprocess.Popen(command, cwd=aside.ROOT, stdin=subprocess.PIPE) as started:
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(timeout=1)
        started.stdin.close()
        assert started.wait(timeout=60) == 1


def test_what_is_handed_over_needs_no_more_than_json(tmp_path, monkeypatch):
    monkeypatch.setattr(aside.subprocess, "Popen", _Never)
    with pytest.raises(_Stopped):
        aside.build_aside(table(), SYNONYMS, tmp_path)
    handed_over = json.loads((tmp_path / aside.WORDING).read_text(encoding="utf-8"))
    assert [tuple(stems) for stems in handed_over["words"]] == list(SYNONYMS.words)
    assert handed_over["apart"] == dict(SYNONYMS.apart)


class _Stopped(Exception):
    pass


class _Never:
    def __init__(self, *arguments, **settings):
        raise _Stopped
