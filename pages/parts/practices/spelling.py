"""Which spelling a search was read with, and the way to the other one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pages.parts.visit import Visit
from practicebank.bank.filters import Filters


@dataclass(frozen=True)
class SpeltWord:
    text: str
    marked: bool


@dataclass(frozen=True)
class SpellingNote:
    """`parts` are the search with its typing errors put right and those words marked; `other` is the other way."""

    parts: Sequence[SpeltWord]
    other: Filters


def spelling(visit: Visit) -> SpellingNote | None:
    """None when the search has no typing errors that anything is known to be meant by."""
    filters = visit.filters
    read = visit.bank.find(filters.q)
    if read is None or not read.corrections or (read.nearest_only and not filters.exact):
        return None
    used = {correction.typed: correction.used for correction in read.corrections}
    typed = "|".join(re.escape(word) for word in sorted(used, key=len, reverse=True))
    pieces = re.split(rf"(?<!\w)({typed})(?!\w)", filters.q)
    words = [SpeltWord(used.get(piece, piece), piece in used) for piece in pieces if piece]
    return SpellingNote(words, filters.spelled(exact=not filters.exact))
