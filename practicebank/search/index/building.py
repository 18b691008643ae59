"""Reads a table into posting lists.

A few passes of NumPy over all the words at once, so that a million rows take seconds. A phrase of the synonym
file ("domestic abuse") is indexed like a word of its own, as is a hyphened pair written together ("antisocial").
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicebank.fields import SEARCHED, Searched
from practicebank.search.index.postings import CHUNK, Ints, Postings, Weights, quantised
from practicebank.search.words import ACCOUNT, HYPHENS, STOP_WORDS, TOKEN, TOLD, plain_form, stem_of, stem_of_token

LENGTH_MATTERS = 0.4
SATURATION = 1.5

ROW_END, VALUE_END = 0, 1
_BREAK = "\x1e"


class Wording(Protocol):
    """What building needs of the synonyms: their phrases, by stems, and which words are not what their stems say."""

    @property
    def words(self) -> Collection[tuple[str, ...]]: ...
    @property
    def apart(self) -> Mapping[str, str]: ...


def build_postings(practices: pd.DataFrame, wording: Wording, folder: Path | None = None) -> Postings:
    """Columns that are missing are not searched, and cells that hold no text are passed over.

    With a folder, the long arrays are written there as `rows.npy` and `weights.npy`, and not held in memory.
    """
    reader = _Reader(wording)
    fields = [(name, field) for name, field in SEARCHED.items() if name in practices.columns]
    cells = {name: _Cells(practices[name]) for name, _ in fields}
    for values in cells.values():
        values.read(reader)
    chunks: list[_Chunk] = []
    for start in range(0, len(practices), CHUNK):
        stop = min(start + CHUNK, len(practices))
        found = [cells[name].places(start, stop, field, reader) for name, field in fields if name != ACCOUNT]
        if ACCOUNT in cells:
            terms, rows, weights = cells[ACCOUNT].places(start, stop, SEARCHED[ACCOUNT], reader)
            found.append((reader.told(terms), rows, weights))
        chunks.append(_Chunk(_summed(found), len(chunks), folder))
    return _assembled(chunks, len(practices), reader, folder)


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

    def places(self, start: int, stop: int, field: Searched, reader: "_Reader") -> Places:
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


def _length(counts: NDArray[np.float64], rows: Ints, rows_count: int, field: Searched) -> NDArray[np.float64]:
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

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.surfaces = _Surfaces({_BREAK: ROW_END, ";": VALUE_END})
        self.terms: dict[str, int] = {"": 0, ";": 1}
        self.term_of_surface = np.array([ROW_END, VALUE_END])
        self.joins = np.array([False, False])
        self.plain = ["", ""]
        self.told_terms: dict[int, int] = {}
        self.phrases = [stems for stems in wording.words if len(stems) > 1]

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

    def told(self, terms: Ints) -> Ints:
        """The terms by which the same words are found in accounts."""
        distinct, which = np.unique(terms, return_inverse=True)
        names = list(self.terms)
        numbers = [self.term(TOLD + names[term]) for term in distinct.tolist()]
        self.told_terms.update(zip(distinct.tolist(), numbers, strict=True))
        return np.array(numbers, dtype=np.int64)[which]

    def _learn_surfaces(self) -> None:
        new = list(self.surfaces)[len(self.plain) :]
        if not new:
            return
        plains = [plain_form(surface) for surface in new]
        self.plain += plains
        numbers = [
            self.term(self.wording.apart.get(plain, stem_of_token(surface, plain)))
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
            numbers.append(self.term(self.wording.apart.get(plain, stem_of(plain))))
        yield np.array(numbers)[which.reshape(-1)], texts_of[places]

    def _phrase_places(self, stream: Ints, texts_of: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Finds each phrase of the synonym file by its first two words, then by the rest."""
        known = [stems for stems in self.phrases if self.terms.keys() >= set(stems)]
        if not known or len(stream) < 2:
            return
        opens = np.zeros(len(self.terms), dtype=bool)
        opens[[self.terms[stems[0]] for stems in known]] = True
        places = np.flatnonzero(opens[stream[:-1]])
        pairs = stream[places] << 32 | stream[places + 1]
        order = np.argsort(pairs, kind="stable")
        places, pairs = places[order], pairs[order]
        padded = np.concatenate([stream, np.zeros(8, dtype=np.int64)])
        for stems in known:
            phrase = [self.terms[stem] for stem in stems]
            pair = phrase[0] << 32 | phrase[1]
            here = places[np.searchsorted(pairs, pair) : np.searchsorted(pairs, pair, side="right")]
            for step, term in enumerate(phrase[2:], start=2):
                here = here[padded[here + step] == term]
            if len(here):
                yield np.full(len(here), self.term(" ".join(stems))), texts_of[here]


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


class _Chunk:
    """What some rows hold, in order of term; in memory, or in a folder until it is put in its place."""

    def __init__(self, places: Places, number: int, folder: Path | None) -> None:
        terms, rows, weights = places
        self.sizes = np.bincount(terms)
        self.path = folder / f"chunk-{number}.npz" if folder else None
        self.arrays = rows.astype(np.int32), (weights / (weights + SATURATION)).astype(np.float32)
        if self.path:
            np.savez(self.path, rows=self.arrays[0], weights=quantised(self.arrays[1]))
            self.arrays = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)

    def take(self) -> tuple[NDArray[np.int32], Weights]:
        if not self.path:
            return self.arrays
        with np.load(self.path, allow_pickle=False) as arrays:
            rows, weights = arrays["rows"], arrays["weights"]
        self.path.unlink()
        return rows, weights


def _assembled(chunks: list[_Chunk], rows_count: int, reader: _Reader, folder: Path | None) -> Postings:
    count = len(reader.terms)
    starts = np.zeros(count + 1, dtype=np.int64)
    for chunk in chunks:
        starts[1 : len(chunk.sizes) + 1] += chunk.sizes
    np.cumsum(starts, out=starts)
    rows_out: NDArray[np.int32] = _room(folder, "rows", np.dtype(np.int32), int(starts[-1]))
    kind = np.dtype(np.uint8) if folder else np.dtype(np.float32)
    weights_out: Weights = _room(folder, "weights", kind, int(starts[-1]))
    next_free = starts[:-1].copy()
    for chunk in chunks:
        known = len(chunk.sizes)
        places = _ranges(next_free[:known], chunk.sizes)
        rows_out[places], weights_out[places] = chunk.take()
        next_free[:known] += chunk.sizes
    words: dict[str, int] = {}
    for plain, term in zip(reader.plain, reader.term_of_surface.tolist(), strict=True):
        if starts[term + 1] > starts[term]:
            words.setdefault(plain, term)
        elif (told := reader.told_terms.get(term)) is not None:
            words.setdefault(plain, told)
    return Postings(rows_count, reader.terms, starts, rows_out, weights_out, words)


def _room(folder: Path | None, name: str, kind: np.dtype[Any], size: int) -> NDArray[Any]:
    if folder is None:
        return np.empty(size, dtype=kind)
    return np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=(size,))
