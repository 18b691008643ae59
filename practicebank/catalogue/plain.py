"""The quick way through a CSV file: pieces with nothing unusual in them, which is nearly always all of it.

A piece is plain when its quotation marks can be read in one way only: each opens a cell at its beginning, closes it
at its end, or is doubled inside. Then the careful reader (`records`) and the quick one cannot disagree; a piece that
holds anything else is left to the careful one.
"""

import codecs
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute, csv

from practicebank.catalogue.records import MOST_LINES_OF_A_ROW

Places = npt.NDArray[np.int64]

MOST_BYTES_OF_A_ROW = 65_536
_LINE_FEED, _QUOTE, _COMMA, _SPACE = b'\n", '
_ALLOWED_BELOW_A_SPACE = (9, 10)
_TEXT = pa.large_string()


@dataclass(frozen=True, eq=False)
class Plain:
    """Rows of a piece, each of them with as many cells as there are columns and with a title.

    `size` is how long the piece is, `lines` how many line feeds of it come before each row.
    """

    cells: dict[str, pa.LargeStringArray]
    lines: Places
    size: int


def whole_rows(window: bytes, ended: bool) -> int:
    """How long the part of the window is that ends with a row, if it is plain; 0 when there is no such part."""
    if ended:
        return len(window)
    _, ends = _row_ends(np.frombuffer(window, dtype=np.uint8))
    return int(ends[-1]) + 1 if len(ends) else 0


def read_plain(piece: bytes, width: int, columns: dict[str, int]) -> Plain | None:
    """The known columns of a piece of whole rows; None when the piece is not plain.

    `width` is how many columns there are, `columns` where the known ones stand.
    """
    if _has_controls(piece) or piece.startswith(codecs.BOM_UTF8):  # which Arrow would take for a byte order mark
        return None
    letters = np.frombuffer(piece, dtype=np.uint8)
    if not _plainly_quoted(letters):
        return None
    breaks, ends = _row_ends(letters)
    last = np.searchsorted(breaks, ends)
    if len(piece) and (not len(ends) or ends[-1] + 1 != len(piece)):
        ends = np.append(ends, len(piece))
        last = np.append(last, len(breaks))
    starts = np.concatenate([[0], ends[:-1] + 1])
    lines = np.concatenate([[0], last[:-1] + 1])
    sizes = ends - starts
    if (sizes > MOST_BYTES_OF_A_ROW).any() or (last - lines >= MOST_LINES_OF_A_ROW).any():
        return None
    cells = _cells(piece, width, columns)
    lines = lines[sizes > 0]
    if cells is None or len(cells["title"]) != len(lines):
        return None
    cells["title"] = trimmed(cells["title"])
    if compute.any(compute.equal(cells["title"], "")).as_py():
        return None  # perhaps a row of nothing but commas
    return Plain(cells, lines, len(piece))


def trimmed(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    """Without the spaces around, of any kind: as `str.strip` does where there are no control characters."""
    return compute.utf8_trim_whitespace(cells)


def _row_ends(letters: npt.NDArray[np.uint8]) -> tuple[Places, Places]:
    """Where every line ends, and every row: at a line feed that is not between quotation marks."""
    breaks = np.flatnonzero(letters == _LINE_FEED)
    quotes = np.flatnonzero(letters == _QUOTE)
    return breaks, breaks[np.searchsorted(quotes, breaks) % 2 == 0]


def _has_controls(piece: bytes) -> bool:
    letters = np.frombuffer(piece, dtype=np.uint8)
    low = np.count_nonzero(letters < _SPACE)
    if low != sum(np.count_nonzero(letters == letter) for letter in _ALLOWED_BELOW_A_SPACE) or b"\x7f" in piece:
        return True
    if piece.isascii():
        return False
    after = np.flatnonzero(letters[:-1] == 0xC2) + 1
    if (letters[after] < 0xA0).any():
        return True
    return b"\xef" in piece and (b"\xef\xbf\xbe" in piece or b"\xef\xbf\xbf" in piece)


def _plainly_quoted(letters: npt.NDArray[np.uint8]) -> bool:
    quotes = np.flatnonzero(letters == _QUOTE)
    if len(quotes) % 2:
        return False
    opened, closed = quotes[::2], quotes[1::2]
    doubled = closed[:-1] + 1 == opened[1:]
    fence = np.array([_LINE_FEED], dtype=np.uint8)
    fenced = np.concatenate([fence, letters, fence])
    begins = np.isin(fenced[opened], (_LINE_FEED, _COMMA))
    ends = np.isin(fenced[closed + 2], (_LINE_FEED, _COMMA))
    begins[1:] |= doubled
    ends[:-1] |= doubled
    return bool(begins.all() and ends.all())


def _cells(piece: bytes, width: int, columns: dict[str, int]) -> dict[str, pa.LargeStringArray] | None:
    names = [str(position) for position in range(width)]
    wanted = [names[position] for position in columns.values()]
    try:
        table = csv.read_csv(
            pa.BufferReader(piece),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=len(piece) + 1),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(check_utf8=False, include_columns=wanted, column_types=dict.fromkeys(wanted, _TEXT)),
        )
    except pa.ArrowInvalid:
        return None
    return {column: _whole(table.column(name)) for column, name in zip(columns, wanted, strict=True)}


def _whole(cells: pa.ChunkedArray) -> pa.LargeStringArray:
    return cells.chunk(0) if cells.num_chunks == 1 else cells.combine_chunks()  # which would copy the one
