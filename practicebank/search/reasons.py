"""Says why a row was found: the words that matched, each with its place in the field, and what led there."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from practicebank.search.query import Alternative, Correction, Query, QueryPart, Stems
from practicebank.search.words import ACCOUNT, Word, stem_of, words_of
from practicebank.words import sentences

LOOSE = ("wider", "related")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class TextSpan:
    """A stretch of a field's text to mark, and how the search led to it."""

    start: int
    end: int
    """Places in the field's own text; text[start:end] is what to mark."""
    typed: str
    """The part of the search that it answers."""
    word: str
    """The word that led here: what was typed, or its synonym."""
    relation: str
    """ "word" for the word as typed or its stem, else the loosest relation on the way, or "nearest"."""
    strength: float
    """1 for the typed word, less for each step away from it."""


@dataclass(frozen=True)
class FieldMatch:
    """A field with at least one stretch to mark, and its whole text."""

    field: str
    text: str
    spans: tuple[TextSpan, ...]
    """In order of place, never overlapping."""


@dataclass(frozen=True)
class SynonymUsed:
    """What was typed, the word that a row was found by instead, and the loosest relation between the two."""

    typed: str
    word: str
    relation: str


@dataclass(frozen=True)
class Why:
    """Why one row was found: its matching fields in order of weight, and what led from the search to them."""

    fields: tuple[FieldMatch, ...]
    synonyms: tuple[SynonymUsed, ...]
    corrections: tuple[Correction, ...]
    missing: tuple[str, ...]
    """Parts of the search that the row does not hold."""


def best_sentence(match: FieldMatch, most: int = 240) -> FieldMatch:
    """The sentence of a long text that answers the search best, with its marks: the one that answers most parts of the
    search, and those most closely; of several, the first. One longer than `most` letters is cut around its marks.
    """
    first, last = max(sentences(match.text), key=lambda place: _worth(match, *place))
    start, end = first, last
    if last - first > most:
        starts = [span.start - most // 4 for span in match.spans if first <= span.start < last] or [first]
        pieces = [(at, at + most) for at in (min(max(start, first), last - most) for start in starts)]
        start, end = _whole_words(match.text, *max(pieces, key=lambda place: _worth(match, *place)), first, last)
    before, after = "… " * (start > first), " …" * (end < last)
    spans = tuple(
        replace(span, start=span.start - start + len(before), end=min(span.end, end) - start + len(before))
        for span in match.spans
        if start <= span.start < end
    )
    return FieldMatch(match.field, f"{before}{match.text[start:end]}{after}", spans)


def _worth(match: FieldMatch, start: int, end: int) -> tuple[float, float]:
    """What a stretch of the text answers: each part of the search once, then every mark."""
    strengths: dict[str, list[float]] = {}
    for span in match.spans:
        if start <= span.start and span.end <= end:
            strengths.setdefault(span.typed, []).append(span.strength)
    return sum(map(max, strengths.values())), sum(map(sum, strengths.values()))


def _whole_words(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """The stretch without the words that it cuts in two, unless they are very long."""
    longest = (end - start) // 4
    if start > first and (blank := _BLANK.search(text, start - 1, start + longest)):
        start = blank.end()
    if end < last and (blanks := [*_BLANK.finditer(text, end - longest, end + 1)]):
        end = blanks[-1].start()
    return start, end


class Reasons:
    """Explains the rows of one search; what to look for is worked out once, when first asked."""

    def __init__(self, query: Query, stem: Callable[[Word], str]) -> None:
        self.query = query
        self.stem = stem

    def of(self, texts: Iterable[tuple[str, str]]) -> Why:
        """Words of a loose relation are marked only for a part that the row answers in no closer way; the words of an
        account led to it only where no other field answers the part.
        """
        fields_there = list(texts)
        held = {self.stem(word) for _, text in fields_there for word in words_of(text)}
        found = [(field, text, self._marker.spans(text, held)) for field, text in fields_there]
        close = {span.typed for _, _, spans in found for span in spans if span.relation not in LOOSE}
        fields = []
        for field, text, spans in found:
            if marked := tuple(span for span in spans if span.relation not in LOOSE or span.typed not in close):
                fields.append(FieldMatch(field, text, marked))
        elsewhere = {span.typed for match in fields if match.field != ACCOUNT for span in match.spans}
        led = (
            span
            for match in fields
            for span in match.spans
            if span.relation not in ("word", "form") and (match.field != ACCOUNT or span.typed not in elsewhere)
        )
        synonyms = dict.fromkeys(SynonymUsed(span.typed, span.word, span.relation) for span in led)
        answered = {span.typed for match in fields for span in match.spans}
        missing = tuple(
            part.typed
            for part in self.query.parts
            if not part.light and answered.isdisjoint({part.typed, *(word.typed for word in part.words)})
        )
        return Why(tuple(fields), tuple(synonyms), self.query.corrections, missing)

    @cached_property
    def _marker(self) -> "Marker":
        return Marker(self.query.parts, self.stem)


class Marker:
    """Finds in texts the runs of words that answer some parts of a search."""

    def __init__(self, parts: Iterable[QueryPart], stem: Callable[[Word], str]) -> None:
        self.stem = stem
        self.wanted: dict[Stems, list[tuple[str, Alternative]]] = {}
        for each in (one for part in parts for one in (part, *part.words)):
            for alternative in each.alternatives:
                for run in alternative.runs:
                    self.wanted.setdefault(run, []).append((each.typed, alternative))
        for ways in self.wanted.values():
            ways.sort(key=lambda way: -way[1].strength)
        self.longest = max(map(len, self.wanted), default=0)
        self.first = {run[0] for run in self.wanted}

    def spans(self, text: str, held: Set[str]) -> tuple[TextSpan, ...]:
        """The longest runs are kept where two would overlap, and the strongest among those.

        `held` are the stems of the whole row: words of a phrase that may stand apart are marked only when the
        row has them all.
        """
        words = words_of(text)
        found = []
        for start, end, run in runs_of(words, self.stem, self.longest, self.first):
            if way := next((way for way in self.wanted.get(run, ()) if _is_whole(way[1], held)), None):
                found.append((start, end, *way))
        found.sort(key=lambda mark: (mark[0] - mark[1], -mark[3].strength, mark[0]))
        taken: set[int] = set()
        spans = []
        for start, end, typed, way_there in found:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                place = (words[start].start, words[end - 1].end)
                spans.append(TextSpan(*place, typed, way_there.word, way_there.relation, way_there.strength))
        return tuple(sorted(spans, key=lambda span: span.start))


def _is_whole(alternative: Alternative, held: Set[str]) -> bool:
    return len(alternative.terms) == 1 or set(alternative.stems) <= held


def runs_of(
    words: Sequence[Word], stem: Callable[[Word], str], longest: int, first: Set[str] | None = None
) -> Iterator[tuple[int, int, Stems]]:
    """Every run of up to `longest` words that begins with one of `first`, if given, and every pair tied by a hyphen as
    one word.
    """
    stems = [stem(word) for word in words]
    for start in range(len(words)):
        if first is None or stems[start] in first:
            for size in range(1, min(longest, len(words) - start) + 1):
                yield start, start + size, tuple(stems[start : start + size])
        if words[start].joined and start + 1 < len(words):
            yield start, start + 2, (stem_of(words[start].plain + words[start + 1].plain),)
