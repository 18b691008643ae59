"""Where each practice stands in the table, found by its slug, and the order of their titles.

At a million practices a `dict` of slugs would take 150 MB and Python's own sorting seconds; here both are arrays.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute

Rows = npt.NDArray[np.int64]
_AT_ONCE = 50_000


class SlugIndex(Mapping[str, int]):
    """The row of each slug, in the order of rows. Slugs are unique."""

    def __init__(self, slugs: "pd.Series[str]") -> None:
        self._slugs = pa.table({"slugs": slugs}).column(0)
        unsorted = np.fromiter(map(hash, self), dtype=np.int64, count=len(self))
        self._rows = np.argsort(unsorted).astype(np.int32)
        self._prints = unsorted[self._rows]

    def __getitem__(self, slug: str) -> int:
        wanted = hash(slug)
        for place in range(int(np.searchsorted(self._prints, wanted)), len(self._rows)):
            if self._prints[place] != wanted:
                break
            row = int(self._rows[place])
            if self._slugs[row].as_py() == slug:
                return row
        raise KeyError(slug)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self._slugs.slice(start, _AT_ONCE).to_pylist()

    def __len__(self) -> int:
        return len(self._slugs)


def by_title(titles: "pd.Series[str]") -> Rows:
    """The rows in the order of their titles, whatever the case of their letters; equal ones in table order."""
    cells = pa.table({"titles": titles}).column(0)
    folded = [_folded(cells.slice(start, _AT_ONCE).combine_chunks()) for start in range(0, len(cells), _AT_ONCE)]
    return np.asarray(compute.sort_indices(pa.chunked_array(folded, cells.type)), dtype=np.int64)


def _folded(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    lower = compute.utf8_lower(cells)
    beyond_ascii = compute.invert(compute.string_is_ascii(cells))
    others = [title.casefold() for title in compute.filter(cells, beyond_ascii).to_pylist()]
    return compute.replace_with_mask(lower, beyond_ascii, pa.array(others, lower.type))
