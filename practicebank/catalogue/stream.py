"""A file as text, in pieces: only what is not read yet is in memory, whatever the size of the file."""

import codecs
import hashlib
import re
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

    def give_back(self, lines: list[bytes]) -> None:
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
