"""Reads the words of a page as its reader does, and measures how hard they are.

The grade is Flesch and Kincaid's, from the words, sentences and syllables of whole sentences; labels and lists of
names are not sentences. A reader of grade 7 is about 12 years old.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import syllapy

AGE_IN_GRADE_0 = 5
INLINE = frozenset({"a", "abbr", "b", "br", "code", "em", "i", "mark", "small", "span", "strong", "time"})
STAND_IN = "practice"
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
SPOKEN = ("alt", "title", "aria-label", "placeholder")
_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ’'-]*")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!])[”’)]*\s+(?=[“‘(]?[A-Z0-9])")
_IS_PROSE = re.compile(r"[.?!:][”’)]*$")


class _Blocks(HTMLParser):
    """Leaves out what is only for the eye (`aria-hidden`) and what is only for machines (`code`)."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.blocks += [words for name, words in attrs if name in SPOKEN and words]
        if tag not in VOID:
            self._open.append((tag, ("aria-hidden", "true") in attrs or tag == "code"))
        if tag not in INLINE:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag not in INLINE:
            self._end()

    def handle_data(self, data: str) -> None:
        if not any(unsaid for _, unsaid in self._open):
            self._said.append(data)

    def _end(self) -> None:
        self.blocks.append(" ".join("".join(self._said).split()))
        self._said = []


def blocks(html: str) -> list[str]:
    """The words of a page: a paragraph, a label, a cell each."""
    reader = _Blocks()
    reader.feed(f"{html}<p>")
    return [block for block in reader.blocks if block]


def own_words(told: Iterable[str], others: Iterable[str]) -> list[str]:
    """The same without what others wrote: practices' texts, organisations and terms each stand as one plain word."""
    known = sorted({other for other in others if other}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(other)}(?!\w)" for other in known))
    return [pattern.sub(STAND_IN, block) for block in told if block not in known]


@dataclass(frozen=True)
class Reading:
    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def age(self) -> float:
        return self.grade + AGE_IN_GRADE_0


def sentences(told: Sequence[str]) -> list[str]:
    """The whole sentences among blocks of words, each once."""
    parts = (part for block in told if _IS_PROSE.search(block) for part in _SENTENCE_ENDS.split(block))
    return [part for part in dict.fromkeys(parts) if len(_WORD.findall(part)) > 2]


def reading(told: Sequence[str]) -> Reading:
    prose = sentences(told)
    words = [word for sentence in prose for word in _WORD.findall(sentence)]
    return Reading(len(words), len(prose), sum(max(1, syllapy.count(word.replace("’", "'"))) for word in words))
