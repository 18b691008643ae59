"""What changed in an answer: in a text word by word, of terms each as a whole."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from practicebank.fields import WITH_TERMS

_LINES = re.compile(r"\n|[^\n]+")
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PIECES = 4_000
LIKE = 0.4
"""Texts less alike than this are shown one after the other: word by word nobody could read either."""


@dataclass(frozen=True)
class DiffPiece:
    """A stretch of text: `kind` is "same", "out" (only before) or "in" (only after)."""

    kind: str
    text: str


def difference_of(field: str, before: object, after: object) -> list[DiffPiece]:
    """What changed in the answer of that name, as a submission or the log holds it."""
    return difference(as_text(before), as_text(after), whole_lines=field in WITH_TERMS)


def difference(before: str, after: str, *, whole_lines: bool = False) -> list[DiffPiece]:
    """Both texts in one, in reading order. Very long ones are compared by lines."""
    one, other = (_LINES.findall(text) if whole_lines else _pieces(text) for text in (before, after))
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
    kept = sum(_letters(piece.text) for piece in pieces if piece.kind == "same")
    if before and after and not whole_lines and 2 * kept < LIKE * (_letters(before) + _letters(after)):
        return [DiffPiece("out", before), DiffPiece("in", after)]
    return pieces


def _letters(text: str) -> int:
    return len("".join(text.split()))


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
