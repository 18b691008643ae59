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
        self._slugs = slugs
        prints = [_prints(slugs.iloc[start : start + _AT_ONCE]) for start in range(0, len(slugs), _AT_ONCE)]
        unsorted = np.concatenate([np.empty(0, dtype=np.uint64), *prints])
        self._rows = np.argsort(unsorted).astype(np.int32)
        self._prints = unsorted[self._rows]

    def __getitem__(self, slug: str) -> int:
        try:
            wanted = pd.util.hash_array(np.array([slug], dtype=object), categorize=False)[0]
        except UnicodeEncodeError as error:  # half a character, from an address
            raise KeyError(slug) from error
        for place in range(int(np.searchsorted(self._prints, wanted)), len(self._rows)):
            if self._prints[place] != wanted:
                break
            row = int(self._rows[place])
            if self._slugs.array[row] == slug:
                return row
        raise KeyError(slug)

    def __iter__(self) -> Iterator[str]:
        return iter(self._slugs)

    def __len__(self) -> int:
        return len(self._slugs)


def by_title(titles: "pd.Series[str]") -> Rows:
    """The rows in the order of their titles, whatever the case of their letters; equal ones in table order."""
    cells = pa.table({"titles": titles}).column(0).combine_chunks()
    lower = compute.utf8_lower(cells)
    beyond_ascii = compute.invert(compute.string_is_ascii(cells))
    others = [title.casefold() for title in compute.filter(cells, beyond_ascii).to_pylist()]
    folded = compute.replace_with_mask(lower, beyond_ascii, pa.array(others, lower.type))
    return np.asarray(compute.sort_indices(folded), dtype=np.int64)


def _prints(slugs: "pd.Series[str]") -> npt.NDArray[np.uint64]:
    return pd.util.hash_array(slugs.to_numpy(dtype=object), categorize=False)
