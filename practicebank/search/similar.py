"""Practices like another one, and practices that a new text may repeat.

Both read a whole text as if it were a long search, so that synonyms count: "scams on pensioners" is like
"fraud against elderly people". Likeness runs from 0 to 1 and is the same seen from either side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt

from practicebank.fields import SIMILAR
from practicebank.search.query import QueryPart, Stems, TermIndex
from practicebank.search.ranking import Weighting, part_mass, rank
from practicebank.search.reasons import Marker, runs_of
from practicebank.search.synonyms import MOST_WORDS
from practicebank.search.words import Word, stem_of, words_of
from practicebank.words import first_capital

LONGEST_RUN = MOST_WORDS
ALIKE = 0.7
"""How strongly a word must stand for another for two practices to be called alike by it."""
TEXTS_REMEMBERED = 2_000
MOST_PARTS = 24
MOST_CANDIDATES = 30
MOST_TEXT = 1_500
WORDS_NAMED = 4
TITLE_ALONE = 0.85
"""What the same title is worth when the summaries have nothing in common."""
FIELDS_WEIGH = 0.15
"""The share of a similar practice's score that its recorded fields decide; its text decides the rest."""

Texts = dict[str, str]


@dataclass(frozen=True)
class Similar:
    """A row like another one, and what the two have in common."""

    row: int
    score: float
    """From 0 to 1."""
    words: tuple[str, ...]
    """The most telling words that both hold, as the other row writes them."""
    same: tuple[str, ...]
    """Fields in which both record at least one same value."""
    differs: tuple[str, ...]
    """Fields recorded in both, with no value in common."""
    reason: str


@dataclass(frozen=True)
class Nearest:
    """A row that a text may repeat."""

    row: int
    score: float
    """From 0 to 1; 1 is the same title and summary."""
    words: tuple[str, ...]
    """The most telling words that both hold, as the practice writes them."""


class Likeness:
    """Compares texts as one index reads them; the last few thousand stay read.

    `read_text` turns a text into the parts of a search, and `stem` a word of it into its stem.
    """

    def __init__(
        self,
        index: TermIndex,
        weighting: Weighting,
        read_text: Callable[[str], Sequence[QueryPart]],
        stem: Callable[[Word], str],
    ) -> None:
        self.index = index
        self.weighting = weighting
        self.read_text = read_text
        self.stem = stem
        self._read = lru_cache(maxsize=TEXTS_REMEMBERED)(self._read_afresh)

    def candidates(self, *texts: str) -> list[int]:
        """The rows worth comparing with these texts: those that a search for all their words ranks first."""
        parts = [part for text in texts for part, _ in self._read(text).telling]
        every_row = replace(self.weighting, enough=0.0)
        return [int(row) for row in rank(self.index, parts, every_row).rows[:MOST_CANDIDATES]]

    def between(self, one: str, other: str) -> float:
        """The share of each text's telling parts that the other answers, both ways."""
        return sqrt(self._answered(one, other) * self._answered(other, one))

    def shared(self, one: str, other: str) -> tuple[str, ...]:
        """The words of `other` that answer the most telling parts of `one`, as `other` writes them."""
        parts = [part for part, _ in self._read(one).telling]
        found: dict[str, str] = {}
        held = {self.stem(word) for word in words_of(other)}
        for span in Marker(parts, self.stem).spans(other, held):
            if span.strength >= ALIKE:
                found.setdefault(span.typed, _in_a_sentence(other[span.start : span.end]))
        typed = (name for part in parts for name in (part.typed, *(word.typed for word in part.words)))
        return tuple(dict.fromkeys(found[name] for name in typed if name in found))[:WORDS_NAMED]

    def _answered(self, one: str, other: str) -> float:
        mine, theirs = self._read(one).telling, self._read(other).runs
        whole = sum(mass for _, mass in mine)
        return sum(mass * self._held(part, theirs) for part, mass in mine) / whole if whole else 0.0

    def _held(self, part: QueryPart, runs: frozenset[Stems]) -> float:
        """How strongly a text with these runs of stems answers the part."""
        listed = [alternative for alternative in part.alternatives if not alternative.told]
        for alternative in listed:
            if alternative.strength >= ALIKE and len(alternative.terms) == 1 and not runs.isdisjoint(alternative.runs):
                return alternative.strength**2
        if not listed and (stem_of(part.typed),) in runs:
            return 1.0
        if not part.words:
            return 0.0
        masses = [part_mass(self.index, word, self.weighting) for word in part.words]
        held = sum(mass * self._held(word, runs) for mass, word in zip(masses, part.words, strict=True)) / sum(masses)
        return self.weighting.apart * held**2

    def _read_afresh(self, text: str) -> "_ReadText":
        parts = [part for part in self.read_text(text) if not part.light]
        weighed = [(part, part_mass(self.index, part, self.weighting)) for part in parts]
        weighed.sort(key=lambda each: -each[1])
        runs = frozenset(run for _, _, run in runs_of(words_of(text), self.stem, LONGEST_RUN))
        return _ReadText(weighed[:MOST_PARTS], runs)


@dataclass(frozen=True)
class _ReadText:
    telling: list[tuple[QueryPart, float]]
    """The parts that say most, most telling first, with their mass."""
    runs: frozenset[Stems]


def find_similar(likeness: Likeness, texts: dict[int, Texts], row: int, limit: int) -> list[Similar]:
    """The rows of `texts` most like `row`, which is one of them."""
    mine = texts[row]
    own = _text(mine)
    found = []
    for other, theirs in texts.items():
        if other == row:
            continue
        shares = {name: _share(mine[name], theirs[name]) for name in SIMILAR if name in mine and name in theirs}
        shared = sum(shares.values()) / len(SIMILAR)
        score = (1 - FIELDS_WEIGH) * likeness.between(own, _text(theirs)) + FIELDS_WEIGH * shared
        same = tuple(name for name, share in shares.items() if share > 0)
        differs = tuple(name for name, share in shares.items() if share == 0)
        found.append((score, other, same, differs))
    found.sort(key=lambda each: (-each[0], each[1]))
    answer = []
    for score, other, same, differs in found[:limit]:
        words = likeness.shared(own, _text(texts[other]))
        reason = _reason(words, same, differs, mine, texts[other])
        answer.append(Similar(other, score, words, same, differs, reason))
    return answer


def find_nearest(likeness: Likeness, texts: dict[int, Texts], title: str, summary: str, limit: int) -> list[Nearest]:
    """The rows of `texts` whose title and summary read most like these; none that have nothing in common."""
    own = f"{title} ; {summary}"
    found = []
    for row, theirs in texts.items():
        whole = likeness.between(own, _text(theirs))
        by_title = likeness.between(title, theirs.get("title", ""))
        found.append((max(whole, TITLE_ALONE * by_title), row))
    found.sort(key=lambda each: (-each[0], each[1]))
    return [Nearest(row, score, likeness.shared(own, _text(texts[row]))) for score, row in found[:limit] if score > 0]


def _in_a_sentence(written: str) -> str:
    """Small letters, but for abbreviations."""
    return " ".join(word if word.isupper() else word.lower() for word in written.split())


def _text(texts: Texts) -> str:
    return f"{texts.get('title', '')} ; {texts.get('summary', '')}"[:MOST_TEXT]


def _share(one: str, other: str) -> float:
    mine, theirs = set(one.split("; ")), set(other.split("; "))
    return len(mine & theirs) / len(mine | theirs)


def _reason(words: tuple[str, ...], same: tuple[str, ...], differs: tuple[str, ...], mine: Texts, theirs: Texts) -> str:
    clauses = []
    if words:
        clauses.append("both mention " + ", ".join(words))
    if same:
        clauses.append("same " + _and(same))
    if "effectiveness" in differs:
        clauses.append(f"differs in effectiveness (here {mine['effectiveness']}, there {theirs['effectiveness']})")
    if others := [name for name in differs if name != "effectiveness"]:
        clauses.append("differs in " + _and(others))
    sentence = "; ".join(clauses)
    return first_capital(sentence)


def _and(fields: Sequence[str]) -> str:
    *others, last = map(_plain, fields)
    return f"{', '.join(others)} and {last}" if others else last


def _plain(field: str) -> str:
    return field.replace("_", " ")
