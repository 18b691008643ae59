"""The bank as pages and programs ask it: choose, order, find, count. Nothing in it changes once it is open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicebank.bank.amendments import Disagreement
from practicebank.bank.facets import Facet, Mask
from practicebank.bank.filters import Filters
from practicebank.bank.publications import Notice, Publication
from practicebank.bank.slug_index import Rows, SlugIndex, by_title
from practicebank.catalogue.accounts import Account, Accounts
from practicebank.catalogue.faults import Fault
from practicebank.catalogue.places import Places
from practicebank.catalogue.sources import Sources
from practicebank.evidence import RUNGS, YES
from practicebank.fields import ACCOUNT_FIELD, FIELD, FIELDS, NOT_RECORDED, SORTED_BY
from practicebank.ratings import Rating, rating_of
from practicebank.search import Found, Search
from practicebank.vocabulary import Vocabulary

_MOST_ROWS_REMEMBERED = 2_000_000

ORDERS = {
    "match": "Best match",
    "title": "Title",
    **{field.name: field.label for field in FIELDS if field.sorts},
    "evidence": "Strength of evidence",
    "recorded": "Most recorded",
}


@dataclass(frozen=True, eq=False)
class Bank:
    """Everything a reader's page is made from. Rows are numbered as in `practices`.

    `publications` are by slug, and hold what is no row any more: practices retired or replaced. Those that are
    listed are the last rows, in their order. `notices` are by slug; `disagreements` are where file and desk differ.
    `orders` are those that somebody has asked for.
    """

    practices: pd.DataFrame
    facets: Mapping[str, Facet]
    vocabulary: Vocabulary
    sources: Sources
    accounts: Accounts
    places: Places
    search: Search
    faults: tuple[Fault, ...]
    version: str
    publications: Mapping[str, Publication] = field(default_factory=dict)
    notices: Mapping[str, Sequence[Notice]] = field(default_factory=dict)
    disagreements: Sequence[Disagreement] = ()
    orders: dict[str, Rows] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.practices)

    def __contains__(self, slug: object) -> bool:
        """Whether something has a page under this slug."""
        return slug in self.row_of or slug in self.publications

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        return SlugIndex(self.practices["slug"])

    def rating_of(self, term: str) -> Rating:
        """How a rating is drawn, everywhere in this bank."""
        return rating_of(term, self.facets["effectiveness"].terms)

    @property
    def file_faults(self) -> Iterator[tuple[str, Fault]]:
        """The faults of the catalogue and the files beside it, each with the name of what it is a fault of."""
        named = (
            ("catalogue", self.faults),
            ("sources", self.sources.faults),
            ("accounts", self.accounts.faults),
            ("places", self.places.faults),
        )
        return ((f"The {name}", fault) for name, faults in named for fault in faults)

    @cached_property
    def incomplete(self) -> bool:
        """Whether rows of the catalogue were set aside: they are in no list and no count."""
        return any(fault.sets_aside for fault in self.faults)

    def made_ready(self) -> "Bank":
        """The same, with everything done that the first reader would otherwise wait for."""
        self.in_order("title")
        self.title_of("")
        for facet in self.facets.values():
            facet.counts()
        return self

    @cached_property
    def _found(self) -> dict[tuple[str, bool], Found]:
        return {}

    def title_of(self, slug: str) -> str:
        """The title of whatever has a page under this slug, "" when nothing has."""
        row = self.row_of.get(slug)
        if row is None and slug in self.publications:
            return self.publications[slug].cells["title"]
        return "" if row is None else str(self.practices["title"].iloc[row])

    def account(self, slug: str) -> Account:
        """What is told of the practice with this slug, () when nothing is."""
        row = self.row_of.get(slug)
        if slug in self.publications:
            return self.publications[slug].account
        return () if row is None else self.accounts.of(row)

    @cached_property
    def told(self) -> Mapping[str, npt.NDArray[np.int32]]:
        """For each part of an account the rows of the practices that tell it, ascending."""
        listed = [publication for publication in self.publications.values() if publication.listed]
        published: dict[str, list[int]] = {name: [] for name in ACCOUNT_FIELD}
        for row, publication in enumerate(listed, len(self) - len(listed)):
            for name in {statement.field for statement in publication.account} & ACCOUNT_FIELD.keys():
                published[name].append(row)
        return {
            name: np.concatenate([self.accounts.recorded(name), np.array(rows, dtype=np.int32)])
            for name, rows in published.items()
        }

    def accounts_of(self, rows: Rows) -> Iterator[Account]:
        """The account of each of these rows, one after the other; quick where few have one."""
        at = self.accounts.rows
        told = np.searchsorted(at, rows, "right") > np.searchsorted(at, rows)
        slugs = self.practices["slug"].iloc[rows].tolist()
        for row, slug, there in zip(rows.tolist(), slugs, told.tolist(), strict=True):
            if slug in self.publications:
                yield self.publications[slug].account
            else:
                yield self.accounts.of(row) if there else ()

    def find(self, words: str, *, as_typed: bool = False) -> Found | None:
        """The search result for these words, None for no words. The last few are remembered, fewer when they are long.

        `as_typed` leaves typing errors as they stand.
        """
        if not words:
            return None
        found = self._found.get((words, as_typed))
        if found is None:
            found = self.search.search(words, as_typed=as_typed)
            remembered = sum(len(each.rows) for each in tuple(self._found.values()))
            if len(self._found) >= 64 or remembered + len(found.rows) > _MOST_ROWS_REMEMBERED:
                self._found.clear()
            if not found.preparing:
                self._found[words, as_typed] = found
        return found

    @property
    def examples(self) -> Sequence[str]:
        """What the vocabulary gives as examples of a search, those that find something here."""
        return () if self.search.preparing else self._examples

    @cached_property
    def _examples(self) -> Sequence[str]:
        return [words for words in self.vocabulary.examples if (found := self.find(words)) and not found.nearest_only]

    def mask_of(self, found: Found | None) -> Mask | None:
        """Which rows answer the words; rows that are merely the nearest do not."""
        if found is None:
            return None
        mask = np.zeros(len(self), dtype=bool)
        if not found.nearest_only:
            mask[found.rows] = True
        return mask

    def in_order(self, order: str) -> Rows:
        """Every row number, sorted; ties stand in the order of titles. Missing values come last.

        An order that is not one of `ORDERS` is that of titles, as is "match" without words to match.
        """
        if order not in ORDERS:
            order = "title"
        if order not in self.orders:
            if order in ("title", "match"):
                self.orders[order] = by_title(self.practices["title"]) if order == "title" else self.in_order("title")
            else:
                rows = self.in_order("title")
                self.orders[order] = rows[np.argsort(self._sort_key(order)[rows], kind="stable")]
        return self.orders[order]

    def _sort_key(self, order: str) -> npt.NDArray[np.int32]:
        if order == "recorded":
            recorded = np.zeros(len(self), dtype=np.int32)
            for column in SORTED_BY:
                recorded += self.practices[column].notna().to_numpy()
            return -recorded
        facet = self.facets["evaluation_design" if order == "evidence" else order]
        first_term = np.where(facet.holds.any(axis=1), facet.holds.argmax(axis=1), len(facet.terms))
        if order == "evidence":
            return self._by_evidence(facet, first_term)
        return np.asarray(first_term.astype(np.int32)[facet.codes])

    def _by_evidence(self, facet: Facet, first_term: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """The strongest design first; below them an evaluation of a design that is not recorded, then what is planned
        or said not to be evaluated, then the practices of which nothing is known.
        """
        ranks = [-2 * RUNGS.get(term, 0) + (term == NOT_RECORDED) for term in (*facet.terms, NOT_RECORDED)]
        ranked = np.array(ranks, dtype=np.int32)[first_term][facet.codes]
        return np.where((ranked >= 0) & self.facets["evaluated"].with_any([YES]), np.int32(-1), ranked)

    def shown(self, selection: "Selection", column: str) -> Mapping[str, int]:
        """How many of the practices selected hold each term of a column. The selection knows already of a filter that
        is not chosen: what stands beside its options.
        """
        key = FIELD[column].key
        if key in selection.counts and not selection.filters.chosen(key):
            return selection.counts[key]
        return self.facets[column].counts(selection.kept)

    def select(self, filters: Filters, order: str = "title") -> "Selection":
        """The rows a reader asked for, in order, with the counts beside every option."""
        found = self.find(filters.q, as_typed=filters.exact)
        kept, counts = filters.answer(self.facets, self.mask_of(found))
        ordered = found.rows if found is not None and order == "match" else self.in_order(order)
        return Selection(filters, ordered, kept, counts, found)


@dataclass(frozen=True, eq=False)
class Selection:
    """`kept` is which rows of the table were asked for; `ordered` holds them, and perhaps others, in their order."""

    filters: Filters
    ordered: Rows
    kept: Mask
    counts: Mapping[str, Mapping[str, int]]
    found: Found | None

    @cached_property
    def _length(self) -> int:
        return int(np.count_nonzero(self.kept))

    def __len__(self) -> int:
        return self._length

    @cached_property
    def rows(self) -> Rows:
        """The numbers of the rows asked for, in order."""
        if len(self) == len(self.ordered):
            return self.ordered
        return self.ordered[self.kept[self.ordered]]

    @property
    def in_words(self) -> str:
        return self.filters.describe(len(self))
