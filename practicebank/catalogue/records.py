"""Rows of a CSV file cut with care: whatever a file holds, each row is read, or named by its line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicebank.catalogue.stream import Stream

MOST_LINES_OF_A_ROW = 1_000


@dataclass(frozen=True)
class CsvRecord:
    """One row of a CSV file and the line it starts on.

    When `fault` says why it cannot be read, `cells` are a guess from its first line alone.
    """

    line: int
    cells: Sequence[str]
    fault: str = ""


class Records:
    """Every row of a file that is not blank, each taken from the stream as it is given.

    After a row that cannot be read, reading resumes at the line below its first: a stray quotation mark costs
    one line, not the rest of the file. Two stray ones can look like a cell of many lines; the rows between
    them show that it is none.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._width = 0

    def up_to(self, size: int | None = None) -> Iterator[CsvRecord]:
        """The rows that begin in the next `size` bytes of the stream; all of them without a size."""
        lines = _Lines(self._stream)
        try:
            while lines.there() and (size is None or lines.taken < size):
                try:
                    for cells in csv.reader(lines, strict=True):
                        row = self._row(cells, lines)
                        lines.take(len(lines.ahead))
                        if row:
                            yield row
                        if size is not None and lines.taken >= size:
                            break
                except csv.Error:
                    row = _unreadable(lines.number, lines.ahead[0].decode())
                    lines.take(1)
                    yield row
        finally:
            lines.give_back()

    def _row(self, cells: list[str], lines: "_Lines") -> CsvRecord | None:
        if not any(cell.strip() for cell in cells):
            return None
        self._width = self._width or len(cells)
        if len(cells) != self._width and any(len(_alone(line)) == self._width for line in lines.below_first()):
            raise csv.Error
        return CsvRecord(lines.number, cells)


class _Lines:
    """Hands lines to `csv`, which asks for more until a row is whole; one row may not take the whole file.

    `ahead` are the lines of the row that is being read, `number` that of the first of them, and `taken` how many
    bytes the rows before it had.
    """

    def __init__(self, stream: Stream) -> None:
        self.ahead: list[bytes] = []
        self.number = stream.line
        self.taken = 0
        self._stream = stream
        self._next: list[bytes] = []  # the first one last

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if not self.there():
            raise StopIteration
        if len(self.ahead) == MOST_LINES_OF_A_ROW:
            raise csv.Error
        self.ahead.append(self._next.pop())
        return self.ahead[-1].decode()

    def there(self) -> bool:
        """Whether there is a line to hand out."""
        if not self._next:
            self._next = self._stream.take_lines()[::-1]
        return bool(self._next)

    def below_first(self) -> Iterator[str]:
        return (line.decode() for line in self.ahead[1:])

    def take(self, count: int) -> None:
        """The first lines handed out were a row; the others are handed out again."""
        self.taken += sum(map(len, self.ahead[:count]))
        self.number += count
        self._next += self.ahead[count:][::-1]
        self.ahead = []

    def give_back(self) -> None:
        self._stream.give_back(self._next[::-1])
        self._next = []


def _alone(line: str) -> list[str]:
    """The cells of a line by itself; none when it is not a row of one line."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _unreadable(number: int, first: str) -> CsvRecord:
    try:
        guess = next(csv.reader([first]), [])
    except csv.Error:
        guess, advice = [], f"Shorten the longest cell to {csv.field_size_limit():,} characters."
    else:
        advice = "Close the quotation mark, or double the ones inside the cell."
    return CsvRecord(number, guess, advice)
