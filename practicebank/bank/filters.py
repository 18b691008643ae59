"""What a reader asked for: narrows the practices, says itself in words, counts what else could be chosen.

Within one filter any of the chosen values will do; across filters all must hold. An empty filter means "no
restriction". The count beside an option ignores the filter's own choice, so that it says what choosing it
would add. The whole of it lives in a query string, which is the only place a choice is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from practicebank.bank.facets import Facet, Mask
from practicebank.fields import FIELD, FILTERS, NOT_RECORDED
from practicebank.words import have, listed, practices

COLUMN_OF = {key: column for key, (column, _) in FILTERS.items()}
KEYS = (*FILTERS, "q", "exact")
LONGEST_SEARCH = 200


@dataclass(frozen=True, init=False)
class Filters:
    """`terms` are the filters that were chosen, in their order, each with its terms; those stand in the order of the
    facet's terms when read from a query.

    `exact` leaves typing errors in `q` as they stand, and says nothing without it.
    """

    terms: tuple[tuple[str, tuple[str, ...]], ...]
    q: str
    exact: bool

    def __init__(self, terms: Mapping[str, Sequence[str]] = MappingProxyType({}), q: str = "", exact: bool = False):
        """`terms` by filter, named as in `FILTERS`. Raises `KeyError` for a filter there is not."""
        if unknown := terms.keys() - FILTERS.keys():
            raise KeyError(unknown.pop())
        ordered = tuple((key, tuple(terms[key])) for key in FILTERS if terms.get(key))
        for name, value in (("terms", ordered), ("q", q), ("exact", exact)):
            object.__setattr__(self, name, value)

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], facets: Mapping[str, Facet]) -> "Filters":
        """Read a query string's values. What the bank does not know is dropped without a word."""
        chosen = {}
        for key, column in COLUMN_OF.items():
            asked = set(query.get(key, ()))
            chosen[key] = tuple(term for term in facets[column].terms if term in asked) if asked else ()
        words = clean_search(next(iter(query.get("q", ())), ""))
        exact = bool(words) and next(iter(query.get("exact", ())), "") == "1"
        return cls(chosen, words, exact)

    def to_query(self) -> dict[str, list[str]]:
        """The same choice as query-string values; empty filters are left out."""
        query = {key: list(chosen) for key, chosen in self.terms}
        if self.q:
            query["q"] = [self.q]
            if self.exact:
                query["exact"] = ["1"]
        return query

    def chosen(self, key: str) -> tuple[str, ...]:
        """The terms of one filter, () when it is not used."""
        return dict(self.terms).get(key, ())

    def choices(self) -> Iterator[tuple[str, str]]:
        """Each chosen value with its key."""
        for key, chosen in self.terms:
            for term in chosen:
                yield key, term
        if self.q:
            yield "q", self.q

    def with_only(self, key: str, terms: Sequence[str]) -> "Filters":
        return Filters({**dict(self.terms), key: terms}, self.q, self.exact)

    def spelled(self, *, exact: bool) -> "Filters":
        """The same with typing errors left alone, or not."""
        return Filters(dict(self.terms), self.q, exact)

    def without(self, key: str, term: str | None = None) -> "Filters":
        """Without one chosen value, or without the whole filter."""
        if key == "q":
            return Filters(dict(self.terms))
        left = () if term is None else tuple(kept for kept in self.chosen(key) if kept != term)
        return self.with_only(key, left)

    def toggled(self, key: str, term: str) -> "Filters":
        """With the value added, or taken away if it was chosen."""
        if term in self.chosen(key):
            return self.without(key, term)
        return self.with_only(key, (*self.chosen(key), term))

    def answer(self, facets: Mapping[str, Facet], found: Mask | None) -> tuple[Mask, "OptionCounts"]:
        """Which rows answer; and for each filter, how many practices each of its options would show, given the others.

        `found` says which rows answer the search words; without words it is ignored.
        """
        counts = OptionCounts(facets, self._masks(facets, found))
        return counts.kept, counts

    def _masks(self, facets: Mapping[str, Facet], found: Mask | None) -> dict[str, Mask]:
        masks = {key: facets[COLUMN_OF[key]].with_any(chosen) for key, chosen in self.terms}
        if self.q and found is not None:
            masks["q"] = found
        return masks

    @property
    def in_words(self) -> str:
        """Which, whatever their number: "practices that are Promising and are about Diversion"."""
        return self.describe(2).partition(" ")[2]

    def describe(self, number: int) -> str:
        """How many and which, in words: "8 practices that are Promising and are about Diversion"."""
        parts = [_say(number, key, chosen) for key, chosen in self.terms]
        if self.q:
            parts.append(f"{'matches' if number == 1 else 'match'} “{self.q}”")
        if not parts:
            return practices(number)
        return f"{practices(number)} that {listed(parts)}"


class OptionCounts(Mapping[str, Mapping[str, int]]):
    """For each filter, how many practices each of its options would show. A filter is counted when it is asked for:
    most of them stand in a section that few open.

    A row counts beside an option when no filter fails it, or only the one that the option belongs to. `kept` are the
    rows that none fails.
    """

    def __init__(self, facets: Mapping[str, Facet], masks: Mapping[str, Mask]) -> None:
        """`masks` are the rows that each of the chosen filters lets through."""
        self._facets = facets
        self._masks = masks
        self._failed = np.zeros(_rows(facets), dtype=np.uint8)  # how many filters fail each row
        for part in masks.values():
            self._failed += ~part
        self.kept: Mask = self._failed == 0
        self._counted: dict[str, Mapping[str, int]] = {}

    def __getitem__(self, key: str) -> Mapping[str, int]:
        if key not in self._counted:
            masks = self._masks
            given = self._failed <= ~masks[key] if key in masks else self.kept
            self._counted[key] = self._facets[COLUMN_OF[key]].counts(given if masks.keys() - {key} else None)
        return self._counted[key]

    def __iter__(self) -> Iterator[str]:
        return iter(COLUMN_OF)

    def __len__(self) -> int:
        return len(COLUMN_OF)


def _say(number: int, key: str, terms: Sequence[str]) -> str:
    column, words = FILTERS[key]
    if set(terms) == {NOT_RECORDED}:
        return f"{have(number)} no {words.noun} recorded"
    said = FIELD[column].said
    named, before = [], words.before
    for term in terms:
        if term in said:
            named.append(said[term])
        elif term != NOT_RECORDED:
            named.append(f"{before}{term}")
            before = ""
    named += [words.missing] * (NOT_RECORDED in terms)
    return f"{words.one if number == 1 else words.many} {listed(named, 'or')}"


def clean_search(words: str) -> str:
    """Search words on one line, without control characters, cut to `LONGEST_SEARCH` characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in words[: LONGEST_SEARCH * 4])
    return " ".join(printable.split())[:LONGEST_SEARCH].strip()


def _rows(facets: Mapping[str, Facet]) -> int:
    return len(next(iter(facets.values())).codes)
