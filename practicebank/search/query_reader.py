"""Reads what somebody typed into parts, each with the words of the practices that may answer it.

A part is a phrase of the synonym file when the query holds one that leads somewhere ("domestic violence"),
else a word. Nothing typed has a special meaning: operators, quotes and asterisks are mere punctuation.
"""

from collections.abc import Iterator

from practicebank.search.query import MOST_QUERY_WORDS, Alternative, Correction, Query, QueryPart, Stems, TermIndex
from practicebank.search.spelling import Spelling, can_be_meant
from practicebank.search.synonyms import MOST_WORDS, Synonyms
from practicebank.search.words import LIGHT_WORDS, LONGEST_CAPITALS, STOP_WORDS, TOLD, Word, stem_of, words_of

LONGEST_QUERY = 1_000
PHRASE_LEADS = 0.25
"""How strongly a phrase must lead to words of the practices to be read as one, not word by word."""
SPREAD_STRENGTH = 0.8
SPREAD_SHARE = 0.6
MOST_SPREAD = 4
"""Synonyms of several words count for a share when those stand apart: how strong, the share, how many."""
Terms = tuple[tuple[int, bool], ...]
STOP_STEMS = frozenset(map(stem_of, STOP_WORDS))
LIGHT_STEMS = frozenset(map(stem_of, LIGHT_WORDS))


class QueryReader:
    """Reads searches against one index. It remembers nothing of them, so that readers may share it: only
    which terms the words of the synonym file are.
    """

    def __init__(self, index: TermIndex, synonyms: Synonyms, spelling: Spelling) -> None:
        self.index = index
        self.synonyms = synonyms
        self.known = {stem for stems in synonyms.words for stem in stems}
        self.spelling = spelling
        self._terms_of: dict[Stems, Terms] = {}

    def read(self, text: str, *, as_typed: bool = False) -> Query:
        """What lies beyond the first words of a very long query is not read."""
        words = [word for word in words_of(text[:LONGEST_QUERY]) if word.plain][:MOST_QUERY_WORDS]
        words, corrections = (words, []) if as_typed else self._corrected(text, words)
        return Query(self._parts(text, words), tuple(corrections))

    def read_text(self, text: str) -> tuple[QueryPart, ...]:
        """The parts of a whole text, as if it were a long search; typing errors are left alone."""
        return self._parts(text, [word for word in words_of(text) if word.plain])

    def _parts(self, text: str, words: list[Word]) -> tuple[QueryPart, ...]:
        parts: dict[str, QueryPart] = {}
        place = 0
        while place < len(words):
            part, size = self._next_part(text, words[place:])
            if part:
                parts.setdefault(part.typed.casefold(), part)
            place += size
        return tuple(parts.values())

    def stem(self, word: Word) -> str:
        """The word's stem, minding the words that the synonym file keeps apart."""
        return self.synonyms.apart.get(word.plain, word.stem)

    def nearest(self, text: str) -> Query:
        """For a search that found nothing: the words of the practices that look most like those typed."""
        parts = []
        for word in words_of(text[:LONGEST_QUERY])[:MOST_QUERY_WORDS]:
            if word.plain in STOP_WORDS:
                continue
            near = [known for known in self.spelling.near(word.plain) if known in self.index.words]
            alternatives = tuple(
                Alternative((self.index.words[known],), self.synonyms.stems(known), 1.0, "nearest", known)
                for known in near
            )
            if alternatives:
                parts.append(QueryPart(word.plain, False, alternatives))
        return Query(tuple(parts), ())

    def _next_part(self, text: str, words: list[Word]) -> tuple[QueryPart | None, int]:
        stems = tuple(map(self._typed_stem, words[:MOST_WORDS]))
        for size in range(len(stems), 1, -1):
            if stems[:size] in self.synonyms.words or (size == 2 and self._closed(words[0], words[1])):
                part = self._phrase(text[words[0].start : words[size - 1].end], words[:size], stems[:size])
                if part.alternatives and part.alternatives[0].strength >= PHRASE_LEADS:
                    return part, size
        return self._word(words[0], stems[0]), 1

    def _word(self, word: Word, stem: str) -> QueryPart | None:
        if word.plain in STOP_WORDS and not (word.stem.isupper() and (stem,) in self.synonyms.words):
            return None
        found = _Alternatives(self.index)
        found.add((stem,), 1.0, "word", word.plain)
        self._add_synonyms(found, (stem,))
        if not found and (halves := self._halves(word.plain)):
            found.add_together(halves, 1.0, "word", word.plain)
        familiar = (stem,) in self.synonyms.words
        return QueryPart(word.plain, word.plain in LIGHT_WORDS, found.strongest_first(), familiar=familiar)

    def _phrase(self, typed: str, words: list[Word], stems: Stems) -> QueryPart:
        found = _Alternatives(self.index)
        found.add(stems, 1.0, "word", typed)
        self._add_synonyms(found, stems)
        if len(words) == 2 and (closed := self._closed(*words)):
            found.add((closed,), 1.0, "word", typed)
            self._add_synonyms(found, (closed,))
        inner = [part for word, stem in zip(words, stems, strict=True) if (part := self._word(word, stem))]
        plain = {word.plain for word in words}
        light = plain <= LIGHT_WORDS | STOP_WORDS and not plain <= STOP_WORDS
        return QueryPart(typed, light, found.strongest_first(), tuple(inner))

    def _add_synonyms(self, found: "_Alternatives", stems: Stems) -> None:
        spread = 0
        for synonym in self.synonyms.of(stems):
            if (terms := self._terms_of.get(synonym.stems)) is None:
                terms = self._terms_of[synonym.stems] = found.terms_of(synonym.stems)
            found.add(synonym.stems, synonym.strength, synonym.relation, synonym.word, terms)
            carried = tuple(stem for stem in synonym.stems if stem not in STOP_STEMS)
            telling = len(carried) > 1 and LIGHT_STEMS.isdisjoint(carried)
            if telling and synonym.strength >= SPREAD_STRENGTH and spread < MOST_SPREAD:
                spread += 1
                found.add_together(carried, synonym.strength * SPREAD_SHARE, synonym.relation, synonym.word)

    def _typed_stem(self, word: Word) -> str:
        """Readers type abbreviations in small letters, and sometimes whole searches in capitals."""
        choices = [self.stem(word)]
        if len(word.plain) <= LONGEST_CAPITALS and word.plain not in STOP_WORDS:
            choices += [word.plain.upper(), stem_of(word.plain)]
        return next((stem for stem in choices if self._holds(stem) or stem in self.known), choices[-1])

    def _closed(self, one: Word, other: Word) -> str | None:
        """The stem of two words written as one, when it is a word ("jet ski")."""
        closed = stem_of(one.plain + other.plain)
        usual = len(closed) > 5 and not {one.plain, other.plain} & STOP_WORDS
        return closed if usual and (self._holds(closed) or (closed,) in self.synonyms.words) else None

    def _halves(self, plain: str) -> Stems | None:
        """The two words of a compound that practices write apart ("hotspot")."""
        for cut in range(3, len(plain) - 2):
            halves = stem_of(plain[:cut]), stem_of(plain[cut:])
            if all(map(self.index.holds, halves)):
                return halves
        return None

    def _corrected(self, text: str, words: list[Word]) -> tuple[list[Word], list[Correction]]:
        corrected = list(words)
        corrections = []
        for place, word in enumerate(words):
            if self._is_known(word) or any(self._closed(*pair) for pair in _pairs(words, place)):
                continue
            if used := self.spelling.correct(word.plain):
                corrected[place] = Word(word.start, word.end, used, stem_of(used), word.joined)
                corrections.append(Correction(text[word.start : word.end], used))
        return corrected, corrections

    def _is_known(self, word: Word) -> bool:
        stem = self._typed_stem(word)
        common = word.plain in STOP_WORDS or word.plain in LIGHT_WORDS
        return common or self._holds(stem) or stem in self.known or self._halves(word.plain) is not None

    def _holds(self, stem: str) -> bool:
        """Whether any practice holds it, be it in its account."""
        return self.index.holds(stem) or self.index.holds(TOLD + stem)


class _Alternatives:
    """The strongest way to each word that the practices hold."""

    def __init__(self, index: TermIndex) -> None:
        self.index = index
        self.found: dict[tuple[int, ...], Alternative] = {}

    def __bool__(self) -> bool:
        return bool(self.found)

    def terms_of(self, stems: Stems) -> Terms:
        """The terms for these words side by side or written as one, each with whether it stands in accounts."""
        names = dict.fromkeys((" ".join(stems), "".join(stems)))
        there = [(self.index.terms.get(f"{before}{name}"), bool(before)) for name in names for before in ("", TOLD)]
        return tuple((term, told) for term, told in there if term is not None and self.index.frequency(term))

    def add(self, stems: Stems, strength: float, relation: str, word: str, terms: Terms | None = None) -> None:
        for term, told in self.terms_of(stems) if terms is None else terms:
            self._keep(Alternative((term,), stems, strength, relation, word, told))

    def add_together(self, stems: Stems, strength: float, relation: str, word: str) -> None:
        if all(map(self.index.holds, stems)):
            terms = tuple(self.index.terms[stem] for stem in stems)
            self._keep(Alternative(terms, stems, strength, relation, word))

    def strongest_first(self) -> tuple[Alternative, ...]:
        return tuple(sorted(self.found.values(), key=lambda each: (each.told, -each.strength, each.terms)))

    def _keep(self, alternative: Alternative) -> None:
        known = self.found.get(alternative.terms)
        if known is None or known.strength < alternative.strength:
            self.found[alternative.terms] = alternative


def _pairs(words: list[Word], place: int) -> Iterator[tuple[Word, Word]]:
    if place:
        yield words[place - 1], words[place]
    if place + 1 < len(words):
        yield words[place], words[place + 1]


def correct_spellings(index: TermIndex, synonyms: Synonyms) -> Iterator[tuple[str, int]]:
    """Words a typing error may have meant, with how many rows hold each; a row's word wins."""
    yield from ((plain, 0) for plain in synonyms.spellings)
    for plain, term_number in index.words.items():
        if can_be_meant(plain):
            yield plain, index.frequency(term_number)
