"""Words that sentences are put together from: numbers, lists, dates, and texts cut where they may be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[”’\x22')]*\s+(?=[“‘\x22'(]?[A-Z0-9£])|(?<!\s)\s*\n\s*")


@dataclass(frozen=True)
class MarkedText:
    """A stretch of text; `marked` where it is what somebody looked for, or what another text holds too."""

    text: str
    marked: bool


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 practice", "2,000 practices"; `many` is the plural where it is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def practices(number: int) -> str:
    return counted(number, "practice")


def are(number: int) -> str:
    return "is" if number == 1 else "are"


def was(number: int) -> str:
    return "was" if number == 1 else "were"


def have(number: int) -> str:
    return "has" if number == 1 else "have"


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "A, B and C"; "" for none."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def first_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def first_small(words: str) -> str:
    return words[:1].lower() + words[1:]


def day_in_words(day: date, *, year: bool = True) -> str:
    """ "3 November 2026", "3 November" """
    return f"{day.day} {day:%B %Y}" if year else f"{day.day} {day:%B}"


def month_in_words(day: date) -> str:
    """ "November 2026" """
    return f"{day:%B %Y}"


def date_in_words(partial: str) -> str:
    """ "2026", "November 2026" or "3 November 2026" for a year, a month or a day as it is recorded."""
    day = date.fromisoformat(f"{partial}-01-01"[:10])
    return {4: partial, 7: month_in_words(day)}.get(len(partial), day_in_words(day))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends. A line is one too."""
    start = 0
    for end in _SENTENCE_ENDS.finditer(text):
        if text[start : end.start()].strip():
            yield start, end.start() + len(end[0].rstrip())
        start = end.end()
    if text[start:].strip():
        yield start, len(text)


def beginning(text: str, most: int) -> str:
    """The whole sentences that fit into so many letters; of a first one that does not, the words that do, and "…"."""
    if len(text) <= most:
        return text
    fits = [end for _, end in sentences(text) if end <= most]
    if fits:
        return text[: fits[-1]]
    return f"{text[: most + 1].rpartition(' ')[0].rstrip(' ,;:') or text[:most]} …"
