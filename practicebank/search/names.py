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


class Names(Mapping[str, int]):
    """As a file of `keep_names` holds them, which is mapped into memory."""

    def __init__(self, path: Path) -> None:
        """Raises `OSError` for a file that cannot be read, `ValueError` for one that is none of ours."""
        with pa.memory_map(str(path)) as file:
            table = ipc.open_file(file).read_all()
        if table.schema != _SCHEMA or table.num_rows and table.column(0).num_chunks != 1:
            raise ValueError(path.name)
        self._names = table.column("name").chunk(0) if table.num_rows else pa.array([], pa.string())
        self._numbers: NDArray[np.int32] = table.column("number").to_numpy()

    def __getitem__(self, name: str) -> int:
        place = bisect_left(range(len(self)), name, key=self._at)
        if place < len(self) and self._at(place) == name:
            return int(self._numbers[place])
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._names.slice(start, AT_ONCE).to_pylist()

    def __len__(self) -> int:
        return len(self._names)

    def items(self) -> ItemsView[str, int]:
        return _Pairs(self)

    def _at(self, place: int) -> str:
        return str(self._names[place].as_py())

    def pairs(self) -> Iterator[tuple[str, int]]:
        """Each name with its number: read in passing, not looked up."""
        for start in range(0, len(self), AT_ONCE):
            numbers = self._numbers[start : start + AT_ONCE].tolist()
            yield from zip(self._names.slice(start, AT_ONCE).to_pylist(), numbers, strict=True)


class _Pairs(ItemsView[str, int]):
    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._names = names

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return self._names.pairs()


class Widened(Mapping[str, int]):
    """Names with a few more, none of which is among them."""

    def __init__(self, names: Mapping[str, int], more: Mapping[str, int]) -> None:
        self._names = names
        self._more = more

    def __getitem__(self, name: str) -> int:
        return self._more[name] if name in self._more else self._names[name]

    def __iter__(self) -> Iterator[str]:
        return chain(self._names, self._more)

    def __len__(self) -> int:
        return len(self._names) + len(self._more)


def keep_names(names: Mapping[str, int], path: Path) -> None:
    """Raises `OSError` when the file cannot be written."""
    in_order = sorted(names)
    arrays = [pa.array(in_order, pa.string()), pa.array([names[name] for name in in_order], pa.int32())]
    with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, _SCHEMA) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))
