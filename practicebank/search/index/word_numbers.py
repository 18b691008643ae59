"""Words with their numbers in little room: a `dict` of a million takes 150 MB, here they stay on disk.

They stand in the order of their letters, so that one is found by halving.
"""

from bisect import bisect_left
from collections.abc import ItemsView, Iterator, Mapping
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import ipc

AT_ONCE = 50_000
_SCHEMA = pa.schema([("name", pa.string()), ("number", pa.int32())])


class WordNumbers(Mapping[str, int]):
    """As a file of `write_word_numbers` holds them, which is mapped into memory."""

    def __init__(self, path: Path) -> None:
        """Raises `OSError` for a file that cannot be read, `ValueError` for one that is none of ours."""
        with pa.memory_map(str(path)) as file:
            table = ipc.open_file(file).read_all()
        if table.schema != _SCHEMA or table.num_rows and table.column(0).num_chunks != 1:
            raise ValueError(path.name)
        self._words = table.column("name").chunk(0) if table.num_rows else pa.array([], pa.string())
        self._numbers: NDArray[np.int32] = table.column("number").to_numpy()

    def __getitem__(self, word: str) -> int:
        place = bisect_left(range(len(self)), word, key=self._at)
        if place < len(self) and self._at(place) == word:
            return int(self._numbers[place])
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._words.slice(start, AT_ONCE).to_pylist()

    def __len__(self) -> int:
        return len(self._words)

    def items(self) -> ItemsView[str, int]:
        return _Pairs(self)

    def _at(self, place: int) -> str:
        return str(self._words[place].as_py())

    def pairs(self) -> Iterator[tuple[str, int]]:
        """Each word with its number: read in passing, not looked up."""
        for start in range(0, len(self), AT_ONCE):
            numbers = self._numbers[start : start + AT_ONCE].tolist()
            yield from zip(self._words.slice(start, AT_ONCE).to_pylist(), numbers, strict=True)


class _Pairs(ItemsView[str, int]):
    def __init__(self, words: WordNumbers) -> None:
        super().__init__(words)
        self._words = words

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return self._words.pairs()


class ExtendedWordNumbers(Mapping[str, int]):
    """Words with a few more, none of which is among them; neither mapping is copied."""

    def __init__(self, words: Mapping[str, int], more: Mapping[str, int]) -> None:
        self._words = words
        self._more = more

    def __getitem__(self, word: str) -> int:
        return self._more[word] if word in self._more else self._words[word]

    def __iter__(self) -> Iterator[str]:
        return chain(self._words, self._more)

    def __len__(self) -> int:
        return len(self._words) + len(self._more)


def write_word_numbers(words: Mapping[str, int], path: Path) -> None:
    """Write them as a file that `WordNumbers` opens. Raises `OSError` when it cannot be written."""
    in_order = sorted(words)
    arrays = [pa.array(in_order, pa.string()), pa.array([words[word] for word in in_order], pa.int32())]
    with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, _SCHEMA) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))
