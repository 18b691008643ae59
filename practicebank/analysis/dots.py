"""Every practice as a dot, in the cells of two crossed fields: the gap map seen one practice at a time.

A practice with several terms stands in each of their cells. What a reader opens is a box: some terms of the rows and
some of the columns, or practices picked one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from practicebank.analysis import sentences
from practicebank.analysis.evaluations import UNNAMED, evaluation_counts
from practicebank.analysis.gap_map import Axes, GapMap, facet_of
from practicebank.analysis.sentences import phrase
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import Facet, Mask, crossed
from practicebank.bank.filters import Filters
from practicebank.bank.slug_index import Rows
from practicebank.fields import CROSSED, FILTERS, NOT_RECORDED
from practicebank.words import are, first_capital, listed, practices, was

MOST_DOTS = 800
MOST_PICKED = 60
MOST_IN_A_LINE = 200


@dataclass(frozen=True)
class Dot:
    """`term` is what it is coloured by, the first of several; `kept` is whether the filters keep it."""

    slug: str
    title: str
    term: str
    kept: bool


def dots(
    bank: Bank, selection: Selection, drawn: GapMap, *, everything: bool = True
) -> Mapping[tuple[str, str], Sequence[Dot]] | None:
    """The dots of each cell of `drawn`, by row and column: in the order of the terms of colour, then of titles.

    `everything` holds the practices that the filters leave out too, where there is `room_for_all`. None when those that
    are kept are more than `MOST_DOTS`, a practice in several cells being so many.
    """
    rows = _rows_drawn(bank, selection, drawn.axes, everything=everything)
    if rows is None:
        return None
    row_facet, column_facet = facet_of(bank, drawn.axes.rows), facet_of(bank, drawn.axes.columns)
    rows, packed = _dotted(bank, selection, rows, facet_of(bank, drawn.axes.colour))
    at_rows, at_columns = (facet.holds[facet.codes[rows]].tolist() for facet in (row_facet, column_facet))
    cells: dict[tuple[str, str], list[Dot]] = defaultdict(list)
    for dot, down, across in zip(packed, at_rows, at_columns, strict=True):
        for pair in product(_terms(row_facet.terms, down), _terms(column_facet.terms, across)):
            cells[pair].append(dot)
    return cells


def divided(packed: Mapping[tuple[str, str], Sequence[Dot]]) -> Mapping[str, Mapping[str, int]]:
    """By column, how many of the practices kept there have each colour; one in several of its cells counts once."""
    there = {(column, dot.slug, dot.term) for (_, column), here in packed.items() for dot in here if dot.kept}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for column, _, term in there:
        counts[column][term] += 1
    return counts


def line_of_dots(bank: Bank, selection: Selection, among: Mask | None = None) -> Sequence[Dot] | None:
    """The practices shown, `among` these, as dots in the order of their ratings; None when they are more than can be
    told apart in a line, `MOST_IN_A_LINE`.
    """
    kept = selection.kept if among is None else selection.kept & among
    if np.count_nonzero(kept) > MOST_IN_A_LINE:
        return None
    ordered = bank.in_order("title")
    return _dotted(bank, selection, ordered[kept[ordered]], bank.facets["effectiveness"])[1]


def dots_of_box(bank: Bank, selection: Selection, axes: Axes, rows: Rows) -> Sequence[Dot]:
    """The practices of a box as dots, where those shown are too many for dots and these are not; () otherwise."""
    if len(rows) > MOST_DOTS or _fit(bank, axes, selection.kept):
        return ()
    return _dotted(bank, selection, rows, facet_of(bank, axes.colour))[1]


def _dotted(bank: Bank, selection: Selection, rows: Rows, colour: Facet) -> tuple[Rows, list[Dot]]:
    """The rows in the order of the terms of colour, and a dot for each."""
    held = colour.holds[colour.codes[rows]]
    first = np.where(held.any(axis=1), held.argmax(axis=1), len(colour.terms) - 1)
    rows, first = rows[np.argsort(first, kind="stable")], np.sort(first, kind="stable")
    slugs, titles = (bank.practices[column].array.take(rows).tolist() for column in ("slug", "title"))
    cells = zip(slugs, titles, first.tolist(), selection.kept[rows].tolist(), strict=True)
    return rows, [Dot(slug, title, colour.terms[term], shown) for slug, title, term, shown in cells]


def _rows_drawn(bank: Bank, selection: Selection, axes: Axes, *, everything: bool) -> Rows | None:
    ordered = bank.in_order("title")
    if everything and room_for_all(bank, axes):
        return ordered
    return ordered[selection.kept[ordered]] if _fit(bank, axes, selection.kept) else None


def room_for_all(bank: Bank, axes: Axes) -> bool:
    """Whether every practice of the bank can be drawn as dots."""
    return _fit(bank, axes, np.ones(len(bank), dtype=bool))


def _fit(bank: Bank, axes: Axes, kept: Mask) -> bool:
    if np.count_nonzero(kept) > MOST_DOTS:
        return False
    return int(crossed(facet_of(bank, axes.rows), facet_of(bank, axes.columns), kept).sum()) <= MOST_DOTS


def _terms(terms: Sequence[str], held: Sequence[bool]) -> list[str]:
    return [term for term, has in zip(terms, held, strict=True) if has]


@dataclass(frozen=True)
class Box:
    """Terms of the rows and of the columns, () for all of them; or the slugs of practices, which then count alone."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Collection[str], columns: Collection[str], picked: Sequence[str], drawn: GapMap) -> "Box":
        """Nonsense is dropped. At most `MOST_PICKED` slugs count; whether the bank has them is not asked here."""
        return cls(
            tuple(term for term in drawn.row_terms if term in rows),
            tuple(term for term in drawn.column_terms if term in columns),
            tuple(dict.fromkeys(picked))[:MOST_PICKED],
        )

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns or self.picked)


@dataclass(frozen=True, eq=False)
class Opened:
    """`rows` are the practices of a box, in the order of the selection; `filters` show exactly these, None when no
    filters do.
    """

    rows: Rows
    words: str
    filters: Filters | None


def opened(bank: Bank, selection: Selection, axes: Axes, box: Box) -> Opened:
    """The practices of a box that the filters keep; without a box, all of those."""
    if box.picked:
        there = {bank.row_of[slug] for slug in box.picked if slug in bank.row_of}
        rows = selection.rows[np.isin(selection.rows, list(there))]
        return Opened(rows, f"{practices(len(rows))} picked", _same(bank, selection, axes, rows))
    kept = selection.kept
    filters = selection.filters
    for key, terms in ((axes.rows, box.rows), (axes.columns, box.columns)):
        if terms:
            kept = kept & facet_of(bank, key).with_any(terms)
            filters = filters.with_only(key, terms)
    rows = selection.rows[kept[selection.rows]]
    where = [phrased(key, terms) for key, terms in _in_order(axes, box.rows, box.columns) if terms]
    same = np.array_equal(bank.select(filters).kept, kept)
    return Opened(rows, " ".join([practices(len(rows)), *where]), filters if same else None)


def _in_order(axes: Axes, rows: Sequence[str], columns: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    terms = {axes.rows: rows, axes.columns: columns}
    return [(key, terms[key]) for key in CROSSED if key in terms]


def phrased(key: str, terms: Sequence[str]) -> str:
    """ "on Prevention or on Diversion"."""
    return listed([phrase(key, term) for term in terms], "or")


def _same(bank: Bank, selection: Selection, axes: Axes, rows: Rows) -> Filters | None:
    """The filters that show exactly these rows: the terms of the two fields that the practices have, or of them those
    that no other practice has.
    """
    if not len(rows):
        return None
    inside = np.zeros(len(bank), dtype=bool)
    inside[rows] = True
    chosen = []
    for key in (axes.rows, axes.columns):
        facet = facet_of(bank, key)
        some, others = facet.counts(inside), facet.counts(selection.kept & ~inside)
        every = [term for term, number in some.items() if number]
        chosen.append([every, [term for term in every if not others[term]], []])
    for row_terms, column_terms in product(*chosen):
        if row_terms or column_terms:
            filters = selection.filters.with_only(axes.rows, row_terms) if row_terms else selection.filters
            filters = filters.with_only(axes.columns, column_terms) if column_terms else filters
            if np.array_equal(bank.select(filters).kept, inside):
                return filters
    return None


def finding(bank: Bank, selection: Selection, drawn: GapMap) -> tuple[str, str]:
    """What the picture shows, as its title, and a sentence that goes on from there, "" for none."""
    if not drawn.whole:
        return sentences.NOTHING, ""
    if "evaluation_design" in (drawn.axes.rows, drawn.axes.columns):
        counts = evaluation_counts(bank, selection)
        unnamed = counts.designs[UNNAMED]
        more = (
            f"{practices(unnamed)} under “{NOT_RECORDED}” {was(unnamed)} evaluated: only the design is not recorded."
            if unnamed
            else ""
        )
        return sentences.on_record(counts.on_record, counts.whole), more
    for key, totals in ((drawn.axes.rows, drawn.row_totals), (drawn.axes.columns, drawn.column_totals)):
        missing = totals.get(NOT_RECORDED, 0)
        if missing * 2 > drawn.whole:
            noun = FILTERS[key][1].noun
            said = f"{missing:,} of {practices(drawn.whole)} {are(missing)} without a recorded {noun}"
            return said if missing < drawn.whole else f"No practice shown has a recorded {noun}", ""
    return _fullest(drawn)


def _fullest(drawn: GapMap) -> tuple[str, str]:
    named = [cell for row in drawn.cells for cell in row if NOT_RECORDED not in (cell.row, cell.column)]
    most = max((cell.number for cell in named), default=0)
    first = [cell for cell in named if cell.number == most]
    if most < 2 or len(first) > 2:
        return first_capital(drawn.title), ""
    where = listed([drawn.where(cell.row, cell.column) for cell in first])
    return f"Most stand together {where}: {most:,}{' each' if len(first) > 1 else f' of {drawn.whole:,}'}", ""
