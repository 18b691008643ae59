"""How much room a text takes on a slide, and where to cut one that has none.

Nobody knows which fonts a reader has, so letters are taken to be as wide as those of the widest usual one (DejaVu
Sans): what fits by that fits in Calibri.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from practicebank.words import sentences

LINE = 1.25  # the height of a line, in sizes of its letters
_BOLD = 1.12
_WIDTHS = {
    **dict.fromkeys(" ,.;:'!|ijl’‘·", 0.34),
    **dict.fromkeys('()[]{}frtI/\\-"“”*', 0.46),
    **dict.fromkeys("mwMW@%—…", 1.02),
    **dict.fromkeys("●◐○⊗□◆✚◧", 0.95),
}


def lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines a paragraph takes in a box of so many inches, words broken only where they are longer than it."""
    room = width * 72 / size / (_BOLD if bold else 1)
    used, count = 0.0, 1
    for word in text.split():
        long = sum(map(_wide, word))
        if used and used + 0.34 + long > room:
            used, count = 0.0, count + 1
        used += long + (0.34 if used else 0)
        if used > room:
            count += int(used // room)
            used %= room
    return count


def height(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """The same in inches."""
    return lines(text, width, size, bold=bold) * size * LINE / 72


def size_that_fits(text: str, width: float, tall: float, sizes: Sequence[float], *, bold: bool = False) -> float:
    """The first of the sizes at which the text fits, else the last."""
    return next((size for size in sizes if height(text, width, size, bold=bold) <= tall), sizes[-1])


def cut(text: str, most: int, width: float, size: float, before: str = "", after: str = "") -> str:
    """As much of a text as stands in so many lines with what is `before` and `after` it: whole sentences, or whole
    words where those would leave more than half of the room empty.
    """
    if lines(f"{before}{text}{after}", width, size) <= most:
        return text
    ends = [end for _, end in sentences(text)]
    words = [match.start() for match in re.finditer(r"\s", text)]
    sentence, word, letter = (
        _last(places, lambda end: lines(f"{before}{text[:end]}{after}", width, size) <= most)
        for places in (ends, words, range(len(text)))
    )
    return text[: sentence if 2 * sentence > word else word or letter].rstrip()


def shares(wanted: Sequence[int], room: int) -> list[int]:
    """How many lines each gets: what it wants, or as much as any other that wants more."""
    given = [0] * len(wanted)
    for place in sorted(range(len(wanted)), key=lambda at: wanted[at]):
        others = sum(1 for share in given if not share)
        given[place] = max(1, min(wanted[place], (room - sum(given)) // others))
    return given


def _last(places: Sequence[int], fits: Callable[[int], bool]) -> int:
    """The last place that fits, 0 for none; all before one that fits do too."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if fits(places[middle]) else (low, middle)
    return places[low - 1] if low else 0


@lru_cache(maxsize=4096)
def _wide(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF:
        return 1.4
    return 0.8 if letter.isupper() else 0.66
