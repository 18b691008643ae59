"""Searches that found nothing: what is counted, what is told and what is not."""

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from practicebank.search.unanswered import DAYS_KEPT, LONGEST_TERM, RARE, Unanswered, commonest, count

TODAY = date(2027, 3, 3)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "unanswered.sqlite3"


def count_often(path: Path, times: int) -> int:
    return sum(count(path, "e-scooters", TODAY) for _ in range(times))


def test_a_term_is_told_with_its_number_and_last_day(file: Path):
    for day in (TODAY - timedelta(days=1), TODAY, TODAY):
        assert count(file, "  E-scooters ", day)
    assert commonest(file, TODAY - timedelta(days=7)) == [Unanswered("e-scooters", 3, TODAY)]


def test_a_rare_term_is_never_told(file: Path):
    for _ in range(RARE - 1):
        count(file, "the name of my neighbour", TODAY)
    assert commonest(file, TODAY) == []


def test_days_before_the_one_asked_for_do_not_count(file: Path):
    for _ in range(RARE):
        count(file, "drones", TODAY - timedelta(days=30))
    assert commonest(file, TODAY - timedelta(days=7)) == []
    assert commonest(file, TODAY - timedelta(days=30)) != []


def test_only_term_day_and_number_are_kept(file: Path):
    count(file, "drones", TODAY)
    with sqlite3.connect(file) as opened:
        tables = opened.execute("select name from sqlite_master where type = 'table'").fetchall()
        rows = opened.execute("select * from unanswered").fetchall()
    opened.close()
    assert tables == [("unanswered",)]
    assert rows == [("drones", "2027-03-03", 1)]


@pytest.mark.parametrize("words", ["", "   ", "1234", "jo@example.org", "Mr Smith", "07700 900123", "SW1A 1AA"])
def test_what_is_no_word_or_may_name_a_person_is_not_counted(file: Path, words: str):
    assert not count(file, words, TODAY)
    assert not file.exists()


def test_off_means_off():
    assert not count(None, "drones", TODAY)
    assert commonest(None, TODAY) == []


def test_nothing_counted_yet_is_no_error(file: Path):
    assert commonest(file, TODAY) == []


def test_counts_older_than_a_year_are_forgotten(file: Path):
    for _ in range(RARE):
        count(file, "drones", TODAY - timedelta(days=DAYS_KEPT + 1))
    count(file, "jetskis", TODAY)
    assert commonest(file, date.min, at_least=1) == [Unanswered("jetskis", 1, TODAY)]


def test_a_long_term_is_cut(file: Path):
    count(file, "drone " * 500, TODAY)
    [told] = commonest(file, TODAY, at_least=1)
    assert len(told.term) <= LONGEST_TERM


def test_hostile_terms_are_only_text(file: Path):
    term = "'); drop table unanswered; --\x00"
    for _ in range(RARE):
        count(file, term, TODAY)
    assert [told.number for told in commonest(file, TODAY)] == [RARE]


def test_two_processes_lose_no_count(file: Path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        counted = sum(processes.map(count_often, [file, file], [25, 25]))
    assert [told.number for told in commonest(file, TODAY)] == [counted]
    assert counted >= 49


@pytest.mark.parametrize("spoil", ["a folder", "not a database"])
def test_a_file_that_cannot_be_written_costs_the_count_and_not_the_search(file: Path, spoil: str):
    file.parent.mkdir()
    if spoil == "a folder":
        file.mkdir()
    else:
        file.write_text("not a database at all, but long enough to be looked at as one" * 20)
    assert not count(file, "drones", TODAY)
