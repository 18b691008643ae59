"""Which rows hold which word, and how much the word weighs there.

Built in a few passes of NumPy over all the words at once, so that a million rows take seconds. A phrase of
the synonym file ("domestic abuse") is kept like a word of its own, as is a hyphened pair written together
("antisocial"). A row's weight for a word does not depend on the other rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicebank.search.synonyms import Synonyms
from practicebank.search.words import HYPHENS, STOP_WORDS, TOKEN, plain_form, stem_of, stem_of_token


@dataclass(frozen=True)
class Field:
    weight: float
    usual_words: float
    """How long the field usually is: a word in a longer text weighs less."""


FIELDS = {
    "title": Field(3.0, 8),
    "summary": Field(1.6, 22),
    "organisation": Field(1.0, 3),
    "topics": Field(0.7, 9),
    "focus": Field(0.4, 2),
    "region": Field(0.6, 2),
    "target_groups": Field(0.4, 5),
    "partners": Field(0.35, 9),
    "linked_to": Field(0.6, 2),
    "effectiveness": Field(0.4, 3),
    "implementation_stage": Field(0.4, 2),
    "scale": Field(0.4, 1),
}
"""Every field that is searched, with what a word found there is worth."""

LENGTH_MATTERS = 0.4
SATURATION = 1.5
CHUNK = 50_000

ROW_END, VALUE_END = 0, 1
_BREAK = "\x1e"

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """Rows and weights of term t are the slices from starts[t] to starts[t + 1], rows ascending."""

    rows_count: int
    terms: dict[str, int]
    starts: Ints
    rows: NDArray[np.int32]
    weights: Floats
    words: dict[str, int]
    """Each plain word as written somewhere, with the term it belongs to."""

    def of(self, term: int) -> tuple[NDArray[np.int32], Floats]:
        place = slice(self.starts[term], self.starts[term + 1])
        return self.rows[place], self.weights[place]

    def holds(self, name: str) -> bool:
        term = self.terms.get(name)
        return term is not None and self.frequency(term) > 0

    def frequency(self, term: int) -> int:
        return int(self.starts[term + 1] - self.starts[term])


def build_postings(practices: pd.DataFrame, synonyms: Synonyms) -> Postings:
    reader = _Reader(synonyms)
    fields = [(name, field) for name, field in FIELDS.items() if name in practices.columns]
    cells = {name: _Cells(practices[name]) for name, _ in fields}
    for values in cells.values():
        values.read(reader)
    chunks = []
    for start in range(0, len(practices), CHUNK):
        stop = min(start + CHUNK, len(practices))
        found = [cells[name].places(start, stop, field, reader) for name, field in fields]
        chunks.append(_summed(found))
    return _assembled(chunks, len(practices), reader)


Places = tuple[Ints, Ints, NDArray[np.float64]]
"""Terms, rows and weights, side by side."""


class _Cells:
    """One column: its distinct texts when they repeat, else every cell."""

    def __init__(self, column: pd.Series) -> None:
        self.column = column
        self.codes: Ints | None = None
        self.texts: list[str] = []
        self.known: Places | None = None
        if isinstance(column.dtype, pd.CategoricalDtype):
            self.codes = np.asarray(column.cat.codes, dtype=np.int64)
            self.texts = [str(text) for text in column.cat.categories]

    def read(self, reader: "_Reader") -> None:
        """Distinct texts are read once, whatever the number of rows."""
        if self.codes is not None:
            self.known = reader.read(self.texts)

    def places(self, start: int, stop: int, field: Field, reader: "_Reader") -> Places:
        if self.codes is None or self.known is None:
            cells = self.column.iloc[start:stop]
            terms, places, counts = reader.read([text if isinstance(text, str) else "" for text in cells])
            return terms, places + start, counts * field.weight / _length(counts, places, stop - start, field)
        terms, texts, counts = self.known
        weights = counts * field.weight / _length(counts, texts, len(self.texts), field)
        firsts = np.searchsorted(texts, np.arange(len(self.texts) + 1))
        codes = self.codes[start:stop]
        rows: Ints = np.flatnonzero(codes >= 0).astype(np.int64)
        sizes = (firsts[1:] - firsts[:-1])[codes[rows]]
        picked = _ranges(firsts[codes[rows]], sizes)
        return terms[picked], np.repeat(rows, sizes) + start, weights[picked]


def _length(counts: NDArray[np.float64], rows: Ints, rows_count: int, field: Field) -> NDArray[np.float64]:
    """What divides a word's weight: more than 1 in a text longer than the field usually is."""
    lengths: NDArray[np.float64] = np.bincount(rows, weights=counts, minlength=rows_count).astype(np.float64)
    return 1 - LENGTH_MATTERS + LENGTH_MATTERS * lengths[rows] / field.usual_words


def _ranges(starts: Ints, sizes: Ints) -> Ints:
    """The numbers starts[0], starts[0] + 1, ... for sizes[0] of them, then the same for each next one."""
    ends = np.cumsum(sizes)
    everywhere: Ints = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
    offsets: Ints = np.repeat(starts - (ends - sizes), sizes)
    return everywhere + offsets


class _Surfaces(dict[str, int]):
    """Numbers each distinct token in the order it is first met."""

    def __missing__(self, token: str) -> int:
        self[token] = number = len(self)
        return number


class _Reader:
    """Turns texts into terms, keeping the numbering of terms from one text to the next."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.synonyms = synonyms
        self.surfaces = _Surfaces({_BREAK: ROW_END, ";": VALUE_END})
        self.terms: dict[str, int] = {"": 0, ";": 1}
        self.term_of_surface = np.array([ROW_END, VALUE_END])
        self.joins = np.array([False, False])
        self.plain = ["", ""]
        self.closed: dict[tuple[int, int], int] = {}
        self.phrases = [stems for stems in synonyms.words if len(stems) > 1]

    def read(self, texts: list[str]) -> Places:
        """Terms, positions in `texts` (ascending) and how often."""
        surfaces = np.fromiter(map(self.surfaces.__getitem__, _tokens(texts)), dtype=np.int64)
        self._learn_surfaces()
        stream = self.term_of_surface[surfaces]
        ends = surfaces == ROW_END
        texts_of = np.cumsum(ends) - ends
        plain = stream > VALUE_END
        parts = [(stream[plain], texts_of[plain])]
        parts += self._closed_compounds(surfaces, texts_of)
        parts += self._phrase_places(stream, texts_of)
        terms = np.concatenate([part[0] for part in parts])
        rows = np.concatenate([part[1] for part in parts])
        keys, counts = np.unique(rows << 32 | terms, return_counts=True)
        terms = keys & 0xFFFFFFFF
        carried = ~self._stop_terms()[terms]
        return terms[carried], (keys >> 32)[carried], counts[carried].astype(np.float64)

    def term(self, stem: str) -> int:
        return self.terms.setdefault(stem, len(self.terms))

    def _learn_surfaces(self) -> None:
        new = list(self.surfaces)[len(self.plain) :]
        if not new:
            return
        plains = [plain_form(surface) for surface in new]
        self.plain += plains
        numbers = [
            self.term(self.synonyms.apart.get(plain, stem_of_token(surface, plain)))
            for surface, plain in zip(new, plains, strict=True)
        ]
        self.term_of_surface = np.concatenate([self.term_of_surface, np.array(numbers, dtype=np.int64)])
        self.joins = np.concatenate([self.joins, np.array([surface[-1] in HYPHENS for surface in new])])

    def _stop_terms(self) -> NDArray[np.bool_]:
        stops = np.zeros(len(self.terms), dtype=bool)
        stops[[self.terms[stem] for word in STOP_WORDS if (stem := stem_of(word)) in self.terms]] = True
        return stops

    def _closed_compounds(self, surfaces: Ints, texts_of: Ints) -> Iterator[tuple[Ints, Ints]]:
        places = np.flatnonzero(self.joins[surfaces[:-1]] & (surfaces[1:] > VALUE_END))
        if not len(places):
            return
        pairs = np.stack([surfaces[places], surfaces[places + 1]], axis=1)
        distinct, which = np.unique(pairs, axis=0, return_inverse=True)
        numbers = []
        for one, other in distinct.tolist():
            plain = self.plain[one] + self.plain[other]
            numbers.append(self.term(self.synonyms.apart.get(plain, stem_of(plain))))
        yield np.array(numbers)[which.reshape(-1)], texts_of[places]

    def _phrase_places(self, stream: Ints, texts_of: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Finds each phrase of the synonym file by its first two words, then by the rest."""
        known = [
            [self.terms[stem] for stem in stems]
            for stems in self.phrases
            if all(s in self.terms for s in stems)
        ]
        if not known or len(stream) < 2:
            return
        names = [" ".join(stems) for stems in self.phrases if all(s in self.terms for s in stems)]
        opens = np.zeros(len(self.terms), dtype=bool)
        opens[[phrase[0] for phrase in known]] = True
        places = np.flatnonzero(opens[stream[:-1]])
        pairs = stream[places] << 32 | stream[places + 1]
        order = np.argsort(pairs, kind="stable")
        places, pairs = places[order], pairs[order]
        padded = np.concatenate([stream, np.zeros(8, dtype=np.int64)])
        for name, phrase in zip(names, known, strict=True):
            pair = phrase[0] << 32 | phrase[1]
            here = places[np.searchsorted(pairs, pair) : np.searchsorted(pairs, pair, side="right")]
            for step, term in enumerate(phrase[2:], start=2):
                here = here[padded[here + step] == term]
            if len(here):
                yield np.full(len(here), self.term(name)), texts_of[here]


def _tokens(texts: list[str]) -> Iterable[str]:
    for text in texts:
        yield from TOKEN.findall(text)
        yield _BREAK


def _summed(parts: list[Places]) -> Places:
    """One weight per term and row, in order of term and then row."""
    terms = np.concatenate([part[0] for part in parts])
    rows = np.concatenate([part[1] for part in parts])
    weights = np.concatenate([part[2] for part in parts])
    keys = terms << 32 | rows
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], weights[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    if len(firsts):
        weights = np.add.reduceat(weights, firsts)
    keys = keys[firsts]
    return keys >> 32, keys & 0xFFFFFFFF, weights


def _assembled(chunks: list[Places], rows_count: int, reader: _Reader) -> Postings:
    count = len(reader.terms)
    per_chunk = [np.bincount(terms, minlength=count) for terms, _, _ in chunks]
    starts = np.zeros(count + 1, dtype=np.int64)
    if per_chunk:
        np.cumsum(np.sum(per_chunk, axis=0), out=starts[1:])
    rows_out = np.empty(starts[-1], dtype=np.int32)
    weights_out = np.empty(starts[-1], dtype=np.float32)
    next_free = starts[:-1].copy()
    for (_, rows, weights), sizes in zip(chunks, per_chunk, strict=True):
        places = _ranges(next_free, sizes)
        rows_out[places] = rows
        weights_out[places] = weights / (weights + SATURATION)
        next_free += sizes
    words: dict[str, int] = {}
    for plain, term in zip(reader.plain, reader.term_of_surface.tolist(), strict=True):
        if starts[term + 1] > starts[term]:
            words.setdefault(plain, term)
    return Postings(rows_count, reader.terms, starts, rows_out, weights_out, words)
