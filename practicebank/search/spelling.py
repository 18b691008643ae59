"""Finds the word somebody meant when the one they typed is in no practice and no synonym.

Only slips that fingers and ears make are put right: letters swapped, doubled, left out or added, a vowel or a
like-sounding letter for another, a key beside the right one. "Horse" is not corrected to "house".
"""

from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Levenshtein

from practicebank.settings import DATA

SHORTEST = 4
TWO_SLIPS = 9
NEAR_ENOUGH = 65
MOST_NEAR = 5

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = ("aeiouy", "sz", "sc", "ck", "kq", "fv", "dt", "bp", "gj", "mn", "vw", "il", "xz")


def _pairs() -> frozenset[tuple[str, str]]:
    pairs = {(one, other) for group in _ALIKE for one in group for other in group}
    for row in _KEYBOARD:
        pairs |= set(zip(row, row[1:], strict=False)) | set(zip(row[1:], row, strict=False))
    return frozenset(pairs)


LIKELY_SWAPS = _pairs()


def read_common_words(path: Path) -> frozenset[str]:
    """The words of a file, one or more a line, without its remarks. Raises `OSError` when it cannot be read."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


COMMON_WORDS = read_common_words(DATA / "common_words.txt")
"""Right as they stand, whatever catalogue is searched."""


def can_be_meant(word: str) -> bool:
    """Whether the word is long enough, and of letters alone, to be what somebody mistyped."""
    return word.isalpha() and len(word) >= SHORTEST


class Spelling:
    """Holds the known words, each with how often it occurs."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        groups: dict[int, list[str]] = {}
        for word in sorted(self.counts):
            if can_be_meant(word):
                groups.setdefault(len(word), []).append(word)
        return groups

    def correct(self, typed: str) -> str | None:
        """The likeliest known word, or None when no slip of the usual kinds leads to one."""
        if len(typed) < SHORTEST or not typed.isalpha() or typed in COMMON_WORDS:
            return None
        allowed = 2 if len(typed) >= TWO_SLIPS else 1
        candidates = [
            word
            for length in range(len(typed) - allowed, len(typed) + allowed + 1)
            for word in self._by_length.get(length, ())
        ]
        near = process.extract(typed, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        likely = [(distance, word) for word, distance, _ in near if _is_likely(typed, word)]
        if not likely:
            return None
        return min(likely, key=lambda found: (found[0], found[1][0] != typed[0], -self.counts[found[1]], found[1]))[1]

    def near(self, typed: str) -> list[str]:
        """Words that look alike, however unlikely a slip: they begin with the same letter and share most of them.
        Another first letter makes another word: nobody who typed "vapes" means rapes.
        """
        if len(typed) < SHORTEST:
            return []
        words = [word for length in sorted(self._by_length) for word in self._by_length[length] if word[0] == typed[0]]
        close = process.extract(typed, words, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=MOST_NEAR)
        return [word for word, _, _ in sorted(close, key=lambda found: (-found[1], found[0]))]


def _is_likely(typed: str, meant: str) -> bool:
    if typed[0] != meant[0] and typed[:2] != meant[1::-1]:
        return False
    swaps = [
        (typed[edit.src_pos], meant[edit.dest_pos])
        for edit in Levenshtein.editops(typed, meant)
        if edit.tag == "replace"
    ]
    return LIKELY_SWAPS.issuperset(swaps)
