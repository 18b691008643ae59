"""Words that sentences are put together from: numbers with their nouns, lists, and texts with words marked."""

from collections.abc import Sequence
from dataclasses import dataclass


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


def have(number: int) -> str:
    return "has" if number == 1 else "have"


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "A, B and C"; "" for none."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
