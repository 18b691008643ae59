"""Rows of a CSV file cut with care: whatever a file holds, each row is read, or named by its line.

The file comes as a stream of text, in pieces: only what is not read yet is in memory, whatever its size.
"""

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from practicebank.catalogue.faults import CatalogueError

PIECE = 1 << 20
_SAVE_AS_UTF_8 = "Open it in the program it came from and save it as CSV UTF-8."
_LINE_BREAK = re.compile("\r\n?")


class Stream:
    """UTF-8 text with or without a BOM, every line break as a line feed.

    `window` is what comes next and is not taken yet, as bytes; `line` is the number of its first line, from 1. Every
    method may raise `CatalogueError` for what is no UTF-8 text, and `OSError`.
    """

    def __init__(self, file: BinaryIO, name: str, piece: int = PIECE) -> None:
        self.window = b""
        self.line = 1
        self.ended = False
        self._file = file
        self._name = name
        self._piece = piece
        self._begun = False
        self._held = b""  # a character or a line break of which only the beginning has been read
        self._lines = 0  # line breaks read so far
        self._hash = hashlib.sha256()

    def more(self) -> bool:
        """Makes the window longer; False at the end of the file. Long windows grow faster: each is copied."""
        if self.ended:
            return False
        read = self._file.read(max(self._piece, len(self.window)))
        self.ended = not read
        self._hash.update(read)
        text = self._whole(self._without_mark(self._held + read))
        self._lines += text.count(b"\n")
        self.window += text
        return True

    def take(self, size: int) -> bytes:
        """The next bytes, which are whole lines."""
        taken, self.window = self.window[:size], self.window[size:]
        self.line += taken.count(b"\n")
        return taken

    def take_lines(self) -> list[bytes]:
        """The next lines, as many as there are in the window; none only at the end of the file."""
        while b"\n" not in self.window and self.more():
            pass
        whole = len(self.window) if self.ended else self.window.rindex(b"\n") + 1
        return self.take(whole).splitlines(keepends=True)

    def release_free_memory(self, lines: list[bytes]) -> None:
        """The last lines taken come next again."""
        text = b"".join(lines)
        self.window = text + self.window
        self.line -= text.count(b"\n")

    def to_the_end(self) -> str:
        """Reads what is left, lets go of it, and gives the fingerprint of the whole file."""
        self.window = b""
        while self.more():
            self.window = b""
        return self._hash.hexdigest()[:12]

    def _without_mark(self, raw: bytes) -> bytes:
        if self._begun or (len(raw) < 4 and not self.ended):
            return raw
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw[:4]:
            raise CatalogueError(f"{self._name} is UTF-16 text. {_SAVE_AS_UTF_8}")
        self._begun = True
        return raw.removeprefix(codecs.BOM_UTF8)

    def _whole(self, raw: bytes) -> bytes:
        """Without the beginning of a character or a line break at its end, which is held back."""
        self._held = b""
        if not self._begun:
            self._held, raw = raw, b""
        if not raw.isascii():
            raw = self._checked(raw)
        if not self.ended and not self._held and raw.endswith(b"\r"):
            self._held, raw = b"\r", raw[:-1]
        if b"\r" in raw:
            raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return raw

    def _checked(self, raw: bytes) -> bytes:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if not self.ended and error.end == len(raw) and error.reason == "unexpected end of data":
                self._held = raw[error.start :]
                return raw[: error.start]
            before = raw[: error.start].decode("utf-8", errors="replace")
            line = self._lines + _LINE_BREAK.sub("\n", before).count("\n") + 1
            raise CatalogueError(
                f"{self._name} is not UTF-8 text: line {line} holds a byte that cannot be read. {_SAVE_AS_UTF_8}"
            ) from error
        return raw


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
            lines.release_free_memory()

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

    def release_free_memory(self) -> None:
        self._stream.release_free_memory(self._next[::-1])
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
