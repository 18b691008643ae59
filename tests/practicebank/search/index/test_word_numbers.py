"""Words and their numbers on disk: they answer as a dict does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.search.index import word_numbers as module
from practicebank.search.index.word_numbers import ExtendedWordNumbers, WordNumbers, write_word_numbers

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("names") / "names.arrow"


@given(st.dictionaries(words, st.integers(0, 2**31 - 1), max_size=30), st.lists(st.text(max_size=6), max_size=5))
def test_they_answer_as_a_dict_does(file: Path, known: dict[str, int], asked: list[str]) -> None:
    file.unlink(missing_ok=True)
    write_word_numbers(known, file)
    names = WordNumbers(file)
    assert dict(names.items()) == known
    assert list(names) == sorted(known)
    assert len(names) == len(known)
    for name in (*known, *asked, "\ud800", "a\udfff", ""):
        assert (name in names) == (name in known)
        assert names.get(name) == known.get(name)


def test_more_than_are_read_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 7)
    known = {f"word {number:03}": number for number in range(50)}
    file.unlink(missing_ok=True)
    write_word_numbers(known, file)
    assert list(WordNumbers(file).items()) == sorted(known.items())
    assert list(WordNumbers(file)) == sorted(known)


@given(st.dictionaries(words, st.integers()), st.dictionaries(words, st.integers()))
def test_extended_ones_answer_as_both(known: dict[str, int], more: dict[str, int]) -> None:
    new = {name: number for name, number in more.items() if name not in known}
    both = ExtendedWordNumbers(known, new)
    assert dict(both) == known | new
    assert len(both) == len(known | new)
    assert both.get("\ud800", -1) == -1


@pytest.mark.parametrize("content", [b"", b"ARROW1\0\0nonsense", b"\0" * 1000])
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "names.arrow").write_bytes(content)
    with pytest.raises((OSError, ValueError)):
        WordNumbers(tmp_path / "names.arrow")
    with pytest.raises(FileNotFoundError):
        WordNumbers(tmp_path / "nothing.arrow")
