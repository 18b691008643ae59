"""Writes CSV that people open in a spreadsheet program.

UTF-8 with a byte order mark: without it Excel takes the file for the system's old encoding and garbles every
en dash and curly quotation mark. Programs have the JSON. Lines end as RFC 4180 says. A cell that would run as
a formula gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from slugify import slugify

from practicebank.escape import spreadsheet_cell

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
_ROWS_AT_ONCE = 1_000
_LONGEST_NAME = 150


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The file in pieces of many rows each. Text is made safe; numbers are written as they are."""
    piece = io.StringIO("\ufeff", newline="")
    piece.seek(0, io.SEEK_END)
    writer = csv.writer(piece)
    writer.writerow(_safe(header))
    for number, row in enumerate(rows, start=1):
        writer.writerow(_safe(row))
        if number % _ROWS_AT_ONCE == 0:
            yield piece.getvalue().encode()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue().encode()


def _safe(row: Sequence[object]) -> list[object]:
    return [spreadsheet_cell(cell) if cell and isinstance(cell, str) else cell for cell in row]


def attachment(words: str, ending: str = "csv") -> dict[str, str]:
    """The header that names a file after what is in it: "8-practices-that-are-promising.csv"."""
    name = slugify(words, max_length=_LONGEST_NAME, word_boundary=True)
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
