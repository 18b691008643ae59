"""The words of the field that stand for one another, read from a file that a domain expert edits.

Each line of the file reads: subject, relation, word, others (several, separated by "; "). The relations:

    form          other forms of the same word ("burglary": burglar, burgled)
    abbreviation  the word is short for each of the others ("ASB": anti-social behaviour)
    same          each of them may stand for each other ("fraud": scam, con)
    includes      the others are kinds of the word ("acquisitive crime": burglary, theft); a search for a kind
                  finds the wider word only when nothing closer is found
    related       close in meaning, found only when nothing closer is ("stalking": harassment)
    apart         the word keeps to itself: its forms are the others, and nothing else that looks alike

Relations follow one another a few steps ("DA" to "domestic abuse" to "domestic violence"), each step weaker:
up to the first word of a line, then down to the others, but never up again, so that meanings do not drift.
"""

import csv
import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from practicebank.search.words import STOP_WORDS, plain_form, stems_of, words_of

COLUMNS = ["subject", "relation", "word", "others"]
RELATIONS = ("form", "abbreviation", "same", "includes", "related", "apart")
WEAKEST = 0.25
MOST_SYNONYMS = 80
LONGEST_TERM = 60
MOST_WORDS = 6


@dataclass(frozen=True)
class SynonymFault:
    """What is wrong in one line of the file, as a sentence for whoever edits it."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


class SynonymsError(Exception):
    """The file of synonyms has faults; the message lists every one by line."""

    def __init__(self, path: Path, faults: list[SynonymFault]) -> None:
        self.faults = faults
        super().__init__(f"{path.name} has {len(faults)} faults:\n" + "\n".join(map(str, faults)))


@dataclass(frozen=True)
class Synonym:
    """A word that may stand for the one looked up, with the strongest way that leads to it."""

    word: str
    stems: tuple[str, ...]
    strength: float
    relation: str
    """The loosest of the relations on the way."""


@dataclass
class Synonyms:
    """What may stand for what, looked up by stems."""

    words: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Every word or phrase of the file by its stems, as the file first writes it."""
    apart: dict[str, str] = field(default_factory=dict)
    """Plain words that do not take the stem they would have: the word, and the stem it takes instead."""
    _links: dict[tuple[str, ...], dict[tuple[str, ...], "_Way"]] = field(default_factory=lambda: defaultdict(dict))
    _found: dict[tuple[str, ...], tuple[Synonym, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Synonyms":
        """Raises SynonymsError, which names every fault by line."""
        if faults := check_synonyms(path):
            raise SynonymsError(path, faults)
        synonyms = cls()
        entries = [entry for entry in _entries(path) if isinstance(entry, _Entry)]
        for entry in entries:
            if entry.relation == "apart":
                synonyms.apart |= {form: f"{plain_form(entry.word)}|" for form in map(plain_form, entry.terms)}
        for entry in entries:
            synonyms._add(entry)
        return synonyms

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text, minding the words that are kept apart."""
        return tuple(self.apart.get(word.plain, word.stem) for word in words_of(text) if word.stem)

    def of(self, stems: tuple[str, ...]) -> tuple[Synonym, ...]:
        """Strongest first; never the word itself; empty when the file does not know it."""
        if stems not in self._found:
            self._found[stems] = tuple(self._reach(stems))
        return self._found[stems]

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The plain words of the file that a typing error may have meant: of a phrase the long ones."""
        return tuple(
            word.plain
            for stems, term in self.words.items()
            for word in words_of(term)
            if len(stems) == 1 or len(word.plain) >= 7
        )

    def _add(self, entry: "_Entry") -> None:
        keys = [self.stems(term) for term in entry.terms]
        for key, term in zip(keys, entry.terms, strict=True):
            self.words.setdefault(key, term)
        for other in keys[1:]:
            if entry.relation == "apart" or other == keys[0]:
                continue
            there, back = _WAYS[entry.relation]
            self._link(keys[0], other, there)
            self._link(other, keys[0], back)

    def _link(self, one: tuple[str, ...], other: tuple[str, ...], way: "_Way") -> None:
        known = self._links[one].get(other)
        if known is None or way.strength > known.strength:
            self._links[one][other] = way

    def _reach(self, stems: tuple[str, ...]) -> Iterator[Synonym]:
        """Best first over the product of strengths."""
        waiting = [(-1.0, 0, stems, "", "free")]
        reached: set[tuple[tuple[str, ...], str]] = set()
        given = {stems}
        order = 0
        while waiting and len(given) <= MOST_SYNONYMS:
            minus, _, here, relation, stage = heapq.heappop(waiting)
            if (here, stage) in reached:
                continue
            reached.add((here, stage))
            if here not in given:
                given.add(here)
                yield Synonym(self.words[here], here, -minus, relation)
            for there, way in self._links.get(here, {}).items():
                onward = minus * way.strength
                if stage not in way.after or -onward < WEAKEST:
                    continue
                order += 1
                loosest = max(relation, way.relation, key=_LOOSER.index)
                heapq.heappush(waiting, (onward, order, there, loosest, _onward(stage, way)))


@dataclass(frozen=True)
class _Way:
    """One step from a word to another: its name, what it keeps of the strength, and after what it may come.

    A search is "free" until it goes down a line, after which it never goes up; a step to a wider or a related
    word leaves it "loose", where only the other names of that word are still followed.
    """

    relation: str
    strength: float
    after: frozenset[str]
    leads: str | None


_LOOSER = ("", "form", "abbreviation", "same", "includes", "wider", "related")
_ANY, _FREE, _NOT_LOOSE = (
    frozenset({"free", "down", "loose"}),
    frozenset({"free"}),
    frozenset({"free", "down"}),
)
_WAYS = {
    "form": (_Way("form", 0.9, _ANY, None), _Way("form", 0.9, _ANY, None)),
    "abbreviation": (_Way("abbreviation", 0.95, _ANY, None), _Way("abbreviation", 0.95, _ANY, None)),
    "same": (_Way("same", 0.9, _ANY, "down"), _Way("same", 0.85, _FREE, None)),
    "includes": (_Way("includes", 0.7, _NOT_LOOSE, "down"), _Way("wider", 0.35, _FREE, "loose")),
    "related": (_Way("related", 0.35, _FREE, "loose"), _Way("related", 0.35, _FREE, "loose")),
}
"""For each relation, the way from the first word of a line to another, and the way back."""


def _onward(stage: str, way: _Way) -> str:
    return stage if stage == "loose" or way.leads is None else way.leads


def check_synonyms(path: Path) -> list[SynonymFault]:
    """Every fault of the file, in line order; empty when it may be used."""
    faults = []
    seen: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    for entry in _entries(path):
        if isinstance(entry, SynonymFault):
            faults.append(entry)
            continue
        faults += [SynonymFault(entry.line, message) for message in _term_faults(entry)]
        first = stems_of(entry.word)
        for term in entry.others if entry.relation != "apart" else ():
            key = (entry.relation, first, stems_of(term))
            if key in seen:
                faults.append(
                    SynonymFault(entry.line, f"“{entry.word}” and “{term}” were joined before, on line {seen[key]}.")
                )
            seen.setdefault(key, entry.line)
    return faults


@dataclass(frozen=True)
class _Entry:
    line: int
    relation: str
    word: str
    others: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        return (self.word, *self.others)


def _entries(path: Path) -> Iterator[_Entry | SynonymFault]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        yield SynonymFault(1, f"Save the file as UTF-8: byte {error.start + 1} is not.")
        return
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        header = next(reader, [])
        if header != COLUMNS:
            yield SynonymFault(1, f"Begin with the columns {','.join(COLUMNS)}.")
            return
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _entry(reader.line_num, row)
    except csv.Error as error:
        yield SynonymFault(reader.line_num, f"Put this line right: {error}.")


def _entry(line: int, row: list[str]) -> _Entry | SynonymFault:
    if len(row) != len(COLUMNS):
        return SynonymFault(line, f"Give {len(COLUMNS)} columns: there are {len(row)}.")
    _, relation, word, others = (cell.strip() for cell in row)
    if relation not in RELATIONS:
        return SynonymFault(line, f"Choose a relation among {', '.join(RELATIONS)}: “{relation}” is not one.")
    if not word:
        return SynonymFault(line, "Enter the word.")
    terms = tuple(term.strip() for term in others.split(";"))
    if not others or not all(terms):
        return SynonymFault(line, f"Enter at least one other word for “{word}”, and none empty between two semicolons.")
    return _Entry(line, relation, word, terms)


def _term_faults(entry: _Entry) -> Iterator[str]:
    stems: dict[tuple[str, ...], str] = {}
    for term in entry.terms:
        key = stems_of(term)
        plain = [word.plain for word in words_of(term)]
        if not key:
            yield f"“{term}” holds no word."
        elif not term.isprintable():
            yield f"“{term!r}” holds a character that cannot be seen."
        elif len(term) > LONGEST_TERM or len(plain) > MOST_WORDS:
            yield f"Shorten “{term[:LONGEST_TERM]}” to {MOST_WORDS} words and {LONGEST_TERM} characters."
        elif (
            len(plain) < 3
            and STOP_WORDS.issuperset(plain)
            and not (entry.relation == "abbreviation" and term.isupper())
        ):
            yield f"“{term}” is too common a word to search for."
        elif entry.relation != "apart" and key in stems:
            yield f"“{term}” and “{stems[key]}” are one word to the search: remove one."
        stems.setdefault(key, term)
    if entry.relation == "abbreviation" and len(entry.word) >= min(map(len, entry.others)):
        yield f"“{entry.word}” is not shorter than what it stands for."
