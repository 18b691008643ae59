"""The evidence gap map: two fields crossed, every cell counted, every empty cell accounted for.

A practice with several terms counts in each of them. An empty cell is a gap only as far as is recorded: practices
that lack one of the two fields might belong there, and the cell says how many. Which pairs cannot be at all is
for the vocabulary file to state. Nor is a cell a gap where nobody could fill it: what an evaluation found, or a term
that came after the practices had been sorted. It is empty, and none is recorded there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd

from practicebank.analysis.sentences import phrase
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import Facet, crossed
from practicebank.bank.slug_index import Rows
from practicebank.fields import CROSSED, FILTERS, NOT_RECORDED
from practicebank.words import are, have, listed, practices

COLOURS = tuple(key for key, (_, crossed) in CROSSED.items() if crossed.colours)
KEYS = ("rows", "columns", "colour")
MOST_TERMS = 40


class State(StrEnum):
    PRACTICES = "practices"
    GAP = "gap"
    PERHAPS = "gap as far as recorded"
    NONE_RECORDED = "none recorded"
    NOT_APPLICABLE = "not applicable"
    NOTHING_MISSING = "nothing unrecorded"


@dataclass(frozen=True)
class Axes:
    """What is crossed. A colour that only a few terms divide can be told apart."""

    rows: str = "topic"
    columns: str = "focus"
    colour: str = "effectiveness"

    @classmethod
    def from_query(cls, query: Mapping[str, str], usual: "Axes | None" = None) -> "Axes":
        """Nonsense is dropped; a field crossed with itself gives way to the `usual` one, what is crossed where the
        query says nothing.
        """
        usual = usual or cls()
        rows = query.get("rows", "")
        columns = query.get("columns", "")
        colour = query.get("colour", "")
        rows = rows if rows in CROSSED else (usual.rows if columns != usual.rows else usual.columns)
        if columns not in CROSSED or columns == rows:
            columns = usual.columns if rows != usual.columns else usual.rows
        return cls(rows, columns, colour if colour in COLOURS else usual.colour)

    @property
    def have_gaps(self) -> bool:
        """Whether an empty cell of the two fields can be a gap, which somebody could fill."""
        return all(CROSSED[key][1].gaps for key in (self.rows, self.columns))

    def to_query(self, usual: "Axes | None" = None) -> dict[str, str]:
        """As parameters of an address, without those that say what a reader gets anyway."""
        usual = usual or Axes()
        return {key: value for key, value in self.whole_query().items() if value != getattr(usual, key)}

    def whole_query(self) -> dict[str, str]:
        """As parameters that say the same on every page, whatever is usual there."""
        return {key: getattr(self, key) for key in KEYS}


AXES_OF_DOTS = Axes("evaluation_design", "focus", "effectiveness")


@dataclass(frozen=True)
class Cell:
    """`parts` are the counts of `GapMap.colours`; `might` is how many practices are recorded too thinly to say."""

    row: str
    column: str
    number: int
    state: State
    might: int = 0
    parts: tuple[int, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, eq=False)
class GapMap:
    """`cells[row][column]` in the order of `row_terms` and `column_terms`; `whole` are the practices shown.

    `left_out` is how many terms of a long field are not drawn: those with fewest practices. `later` are the terms drawn
    that came after the practices had been sorted, each with why practices may lack it. `both_recorded` is how many
    practices record both fields.
    """

    axes: Axes
    labels: Mapping[str, str]
    row_terms: tuple[str, ...]
    column_terms: tuple[str, ...]
    colours: tuple[str, ...]
    cells: Sequence[Sequence[Cell]]
    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]
    whole: int
    left_out: int
    later: Mapping[str, str]
    both_recorded: int

    @cached_property
    def gaps(self) -> list[Cell]:
        """Empty cells that are gaps, of terms that both have practices, those of the most common terms first."""
        found = [
            cell
            for row in self.cells
            for cell in row
            if cell.state in (State.GAP, State.PERHAPS)
            and self.row_totals[cell.row]
            and self.column_totals[cell.column]
        ]
        return sorted(found, key=lambda cell: -self.row_totals[cell.row] * self.column_totals[cell.column])

    @cached_property
    def empty_terms(self) -> list[tuple[str, str]]:
        """Terms that no practice shown has at all, each with the field it belongs to."""
        rows = [(self.axes.rows, term) for term, number in self.row_totals.items() if not number]
        columns = [(self.axes.columns, term) for term, number in self.column_totals.items() if not number]
        return [(key, term) for key, term in (*rows, *columns) if term != NOT_RECORDED and term not in self.later]

    @cached_property
    def none_recorded(self) -> list[Cell]:
        return [cell for row in self.cells for cell in row if cell.state is State.NONE_RECORDED]

    @cached_property
    def not_applicable(self) -> list[Cell]:
        return [cell for row in self.cells for cell in row if cell.state is State.NOT_APPLICABLE]

    def cell(self, row: str, column: str) -> Cell | None:
        if row not in self.row_terms or column not in self.column_terms:
            return None
        return self.cells[self.row_terms.index(row)][self.column_terms.index(column)]

    def where(self, row: str, column: str) -> str:
        """ "on Diversion for Offenders", in one order whichever way the map is turned."""
        terms = {self.axes.rows: row, self.axes.columns: column}
        pair = [(key, terms[key]) for key in CROSSED if key in terms]
        return " ".join(phrase(key, term) for key, term in pair)

    def in_words(self, cell: Cell) -> str:
        """The cell as a sentence."""
        where = self.where(cell.row, cell.column)
        if cell.state is State.NOT_APPLICABLE:
            return f"Not applicable: practices {where}. {cell.why_not}"
        if not cell.number:
            return f"No practice {where}{' is recorded' if cell.might or cell.state is State.NONE_RECORDED else ''}."
        mix = listed([f"{number:,} {term}" for term, number in zip(self.colours, cell.parts, strict=True) if number])
        return f"{practices(cell.number)} {where}: {mix}."

    def perhaps(self, cell: Cell) -> str:
        """Why an empty cell may not be empty; "" when everything that could fill it is recorded."""
        if not cell.might or cell.number:
            return ""
        they = "it" if cell.might == 1 else "they"
        return f"{practices(cell.might)} {are(cell.might)} recorded too thinly to say: {they} might belong here."

    @property
    def title(self) -> str:
        if not self.axes.have_gaps:
            return f"{self.both_recorded:,} of {practices(self.whole)} {have(self.both_recorded)} both on record"
        pair = " and ".join(FILTERS[key][1].noun for key in (self.axes.rows, self.axes.columns))
        named = [cell for row in self.cells for cell in row if NOT_RECORDED not in (cell.row, cell.column)]
        named = [cell for cell in named if cell.number or not self.later.keys() & {cell.row, cell.column}]
        filled = sum(1 for cell in named if cell.number)
        possible = sum(1 for cell in named if cell.state is not State.NOT_APPLICABLE)
        return f"{filled:,} of {possible:,} pairs of {pair} have a practice"

    @property
    def lacking(self) -> str:
        """How many practices lack which of the two fields, and so what cannot be told; "" when none does."""
        missing = [
            f"{totals[NOT_RECORDED]:,} {have(totals[NOT_RECORDED])} no {FILTERS[key][1].noun} on record"
            for key, totals in ((self.axes.rows, self.row_totals), (self.axes.columns, self.column_totals))
            if totals.get(NOT_RECORDED)
        ]
        if not missing:
            return ""
        return f"Of {practices(self.whole)}, {listed(missing)}: they may belong in cells marked “?”."

    @property
    def what_empty_means(self) -> str:
        """What an empty cell says where it cannot be a gap."""
        said = "An empty cell means that none is recorded there, not that there is none."
        terms = listed([f"“{term}”" for _, term in self.empty_terms], "or")
        return f"{said} No practice shown has {terms} on record." if terms else said

    @property
    def counted(self) -> str:
        counted = f"{practices(self.whole)}; one with two terms counts in each, so cells can add up to more."
        return f"{counted} The map shows where practices are, not what they found." if self.axes.have_gaps else counted

    @property
    def table(self) -> pd.DataFrame:
        """The same numbers, one row a cell."""
        heading = [self.labels[self.axes.rows], self.labels[self.axes.columns], "State", "Practices"]
        heading += ["Practices recorded too thinly to say", *self.colours]
        rows: list[list[object]] = [
            [cell.row, cell.column, str(cell.state), cell.number, cell.might, *cell.parts]
            for row in self.cells
            for cell in row
        ]
        return pd.DataFrame(rows, columns=heading)


def gap_map(bank: Bank, selection: Selection, axes: Axes) -> GapMap:
    rows, columns, colour = (facet_of(bank, key) for key in (axes.rows, axes.columns, axes.colour))
    numbers = crossed(rows, columns, selection.kept)
    parts = np.stack(
        [crossed(rows, columns, selection.kept & colour.with_any([term])) for term in colour.terms], axis=-1
    ).tolist()
    row_totals, column_totals = rows.counts(selection.kept), columns.counts(selection.kept)
    row_terms, column_terms = _drawn(row_totals), _drawn(column_totals)
    might = _might(numbers, rows, columns)
    barred = _barred(bank, axes)
    later = _later(bank, axes, {*row_terms, *column_terms})
    cells = [
        [
            _cell(
                row,
                column,
                int(numbers[at, across]),
                int(might[at, across]),
                tuple(parts[at][across]),
                barred.get((row, column), ""),
                fillable=axes.have_gaps and not later.keys() & {row, column},
            )
            for across, column in ((columns.terms.index(term), term) for term in column_terms)
        ]
        for at, row in ((rows.terms.index(term), term) for term in row_terms)
    ]
    return GapMap(
        axes=axes,
        labels={key: bank.vocabulary.label(column) for key, (column, _) in CROSSED.items()},
        row_terms=row_terms,
        column_terms=column_terms,
        colours=colour.terms,
        cells=cells,
        row_totals={term: row_totals[term] for term in row_terms},
        column_totals={term: column_totals[term] for term in column_terms},
        whole=len(selection),
        left_out=len(row_totals) - len(row_terms) + len(column_totals) - len(column_terms),
        later=later,
        both_recorded=int(
            np.count_nonzero(selection.kept & ~rows.with_any([NOT_RECORDED]) & ~columns.with_any([NOT_RECORDED]))
        ),
    )


def rows_of_cell(bank: Bank, selection: Selection, axes: Axes, cell: Cell) -> Rows:
    """The practices of one cell, in the order of the selection."""
    inside = facet_of(bank, axes.rows).with_any([cell.row]) & facet_of(bank, axes.columns).with_any([cell.column])
    return selection.rows[inside[selection.rows]]


def prefilled(cell: Cell, axes: Axes) -> dict[str, str]:
    """What the form for sharing is told about a gap."""
    pair = ((axes.rows, cell.row), (axes.columns, cell.column))
    return {f"prefill_{CROSSED[key][0]}": term for key, term in pair if term != NOT_RECORDED}


def facet_of(bank: Bank, key: str) -> Facet:
    """The facet of a crossed field."""
    return bank.facets[CROSSED[key][0]]


def _drawn(totals: Mapping[str, int]) -> tuple[str, ...]:
    """The terms in their order; of a field with very many, those with most practices."""
    if len(totals) <= MOST_TERMS:
        return tuple(totals)
    kept = set(sorted(totals, key=lambda term: -totals[term])[:MOST_TERMS])
    return tuple(term for term in totals if term in kept)


def _might(numbers: "np.typing.NDArray[np.int64]", rows: Facet, columns: Facet) -> "np.typing.NDArray[np.int64]":
    """For each cell, how many practices lack one field or both and have the other's term, if they have it."""
    might = np.zeros_like(numbers)
    row = rows.terms.index(NOT_RECORDED) if NOT_RECORDED in rows.terms else None
    column = columns.terms.index(NOT_RECORDED) if NOT_RECORDED in columns.terms else None
    if column is not None:
        might += numbers[:, [column]]
    if row is not None:
        might += numbers[[row], :]
    if row is not None and column is not None:
        might += numbers[row, column]
    if row is not None:
        might[row, :] = 0
    if column is not None:
        might[:, column] = 0
    return might


def _cell(
    row: str, column: str, number: int, might: int, parts: tuple[int, ...], why_not: str, *, fillable: bool
) -> Cell:
    if number:
        state = State.PRACTICES
    elif NOT_RECORDED in (row, column):
        state = State.NOTHING_MISSING
    elif why_not:
        state = State.NOT_APPLICABLE
    elif not fillable:
        state = State.NONE_RECORDED
    else:
        state = State.PERHAPS if might else State.GAP
    return Cell(row, column, number, state, might, parts, why_not)


def _later(bank: Bank, axes: Axes, drawn: Collection[str]) -> dict[str, str]:
    """The terms drawn that the vocabulary says came after practices had been sorted, and what it says of that."""
    columns = [CROSSED[key][0] for key in (axes.rows, axes.columns)]
    known = [term for column in columns if column in bank.vocabulary.fields for term in bank.vocabulary[column].terms]
    return {term.term: term.later for term in known if term.later and term.term in drawn}


def _barred(bank: Bank, axes: Axes) -> dict[tuple[str, str], str]:
    """The pairs of terms that the vocabulary says cannot be, and why."""
    row, column = CROSSED[axes.rows][0], CROSSED[axes.columns][0]
    return {
        (stated.terms[row], stated.terms[column]): stated.why
        for stated in bank.vocabulary.not_applicable
        if set(stated.terms) == {row, column}
    }
