"""The synthetic banks that everything large is measured with."""

import csv
from pathlib import Path

import pytest

from benchmarks import banks
from practicebank.catalogue import load_catalogue
from practicebank.fields import COLUMNS
from practicebank.vocabulary import load_vocabulary

NUMBER = 1_000


def test_a_bank_is_without_faults_and_says_that_it_is_synthetic(tmp_path: Path) -> None:
    path = banks.bank(tmp_path, NUMBER)
    catalogue = load_catalogue(path, load_vocabulary(path.parent / "vocabulary.toml"))
    assert catalogue.faults == ()
    assert len(catalogue.practices) == NUMBER
    assert tuple(catalogue.practices.columns) == COLUMNS
    assert catalogue.practices["title"].str.startswith("Synthetic ").all()
    assert catalogue.practices["summary"].str.startswith("Made up").all()
    assert (path.parent / "synonyms.csv").exists()
    assert not list(tmp_path.glob("*.part"))


def test_every_rating_and_focus_of_the_vocabulary_occurs_and_much_is_not_recorded(tmp_path: Path) -> None:
    practices = load_catalogue(
        banks.bank(tmp_path, NUMBER), vocabulary := load_vocabulary(banks.DATA / "vocabulary.toml")
    ).practices
    for column in ("effectiveness", "focus"):
        assert set(vocabulary[column].names) <= set(practices[column])
    assert 0.2 < practices["topics"].isna().mean() < 0.6
    assert practices["topics"].nunique() > 100


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    written = []
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        banks.write(tmp_path / name / "practices.csv", NUMBER, seed)
        written.append((tmp_path / name / "practices.csv").read_bytes())
    assert written[0] == written[1] != written[2]


@pytest.mark.long
def test_a_longer_bank_begins_like_a_shorter_one() -> None:
    longer = banks.rows(10_003)
    assert list(banks.rows(20)) == [next(longer) for _ in range(20)]
    rest = list(longer)
    assert len(rest) == 10_003 - 20
    assert len({row[0] for row in rest}) == len(rest)


def test_the_file_is_plain_csv(tmp_path: Path) -> None:
    path = banks.bank(tmp_path, 63)
    with path.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 63
