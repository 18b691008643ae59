"""What changed in a text, word by word."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PIECES = 4_000


@dataclass(frozen=True)
class DiffPiece:
    """A stretch of text: `kind` is "same", "out" (only before) or "in" (only after)."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[DiffPiece]:
    """Both texts in one, in reading order. Very long ones are compared by lines."""
    one, other = _pieces(before), _pieces(after)
    pieces: list[DiffPiece] = []
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(DiffPiece("same", "".join(one[first:last])))
            continue
        if last > first:
            pieces.append(DiffPiece("out", "".join(one[first:last])))
        if end > start:
            pieces.append(DiffPiece("in", "".join(other[start:end])))
    return pieces


def _pieces(text: str) -> Sequence[str]:
    pieces = _PIECES.findall(text)
    return pieces if len(pieces) <= MOST_PIECES else text.splitlines(keepends=True)


def as_text(value: object) -> str:
    """An answer as the log holds it, in words that can be compared."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return "\n".join(as_text(each) for each in value)
    if isinstance(value, dict):
        return ": ".join(as_text(each) for each in value.values() if each)
    return str(value)
