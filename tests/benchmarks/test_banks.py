"""The synthetic banks that everything large is measured with."""

import csv
from pathlib import Path

import pytest

from benchmarks import banks
from practicebank.bank.slug_index import SlugIndex
from practicebank.catalogue import load_catalogue
from practicebank.catalogue.accounts_file import load_accounts
from practicebank.fields import COLUMNS
from practicebank.vocabulary import load_vocabulary

NUMBER = 1_000
VOCABULARY = banks.DATA / "vocabulary.toml"


def test_a_bank_is_without_faults_and_says_that_it_is_synthetic(tmp_path: Path) -> None:
    path = banks.bank(tmp_path, NUMBER)
    catalogue = load_catalogue(path, load_vocabulary(VOCABULARY))
    assert catalogue.faults == ()
    assert len(catalogue.practices) == NUMBER
    assert tuple(catalogue.practices.columns) == COLUMNS
    assert catalogue.practices["title"].str.startswith("Synthetic ").all()
    assert catalogue.practices["summary"].str.startswith("Made up").all()
    assert (path.parent / "synonyms.csv").exists()
    slugs = SlugIndex(catalogue.practices["slug"])
    told = load_accounts(path.parent / "accounts.csv", catalogue.practices, slugs, load_vocabulary(VOCABULARY))
    assert told.faults == ()
    assert 0.03 < len(told.rows) / NUMBER < 0.07
    assert all(len(told.of(row)) == 8 for row in told.rows.tolist())
    texts = [statement.text for row in told.rows.tolist() for statement in told.of(row)]
    assert all(text.startswith("Made up for measuring.") for text in texts)
    assert 150 < sum(map(len, texts)) / len(texts) < 250
    assert not list(tmp_path.glob("*.part"))


def test_every_rating_and_focus_of_the_vocabulary_occurs_and_much_is_not_recorded(tmp_path: Path) -> None:
    practices = load_catalogue(banks.bank(tmp_path, NUMBER), vocabulary := load_vocabulary(VOCABULARY)).practices
    for column in ("effectiveness", "focus"):
        assert set(vocabulary[column].names) <= set(practices[column])
    assert 0.2 < practices["topics"].isna().mean() < 0.6
    assert practices["topics"].nunique() > 100


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    written = []
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        banks.write(tmp_path / name / "practices.csv", NUMBER, seed)
        written.append([(tmp_path / name / file).read_bytes() for file in ("practices.csv", "accounts.csv")])
    assert written[0] == written[1] != written[2]


@pytest.mark.long
def test_a_longer_bank_begins_like_a_shorter_one() -> None:
    longer = banks.rows(10_003)
    assert list(banks.rows(20)) == [next(longer) for _ in range(20)]
    rest = list(longer)
    assert len(rest) == 10_003 - 20
    assert len({row[0] for row in rest}) == len(rest)


def test_as_many_have_an_account_as_was_asked_for_and_a_bank_of_older_making_is_made_again(tmp_path: Path) -> None:
    for share, lines in ((0.0, 1), (1.0, 1 + 8 * 20)):
        banks.write(tmp_path / "20" / "practices.csv", 20, share=share)
        assert len((tmp_path / "20" / "accounts.csv").read_text(encoding="utf-8").splitlines()) == lines
    (tmp_path / "20" / "accounts.csv").unlink()
    (tmp_path / "20" / "practices.csv").write_text("older", encoding="utf-8")
    assert "Synthetic 20" in banks.bank(tmp_path, 20).read_text(encoding="utf-8")


def test_the_file_is_plain_csv(tmp_path: Path) -> None:
    path = banks.bank(tmp_path, 63)
    with path.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 63
