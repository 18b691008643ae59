"""Rows gathered column by column: long text as Arrow keeps it, every other cell as a number for what it says;
and the header, which says which column stands where.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from practicebank.catalogue.faults import CatalogueError, Fault, shown
from practicebank.catalogue.plain import Plain
from practicebank.catalogue.records import CsvRecord
from practicebank.catalogue.schema import CONTROLS
from practicebank.fields import COLUMNS, NOT_RECORDED, REQUIRED_COLUMNS, SORTED_BY
from practicebank.vocabulary import Vocabulary


def read_header(header: CsvRecord | None, name: str, vocabulary: Vocabulary) -> tuple[dict[str, int], list[Fault]]:
    """Where each known column stands, and what is wrong with the header.

    Raises `CatalogueError`, naming the file as `name`, when there is none or a required column is missing.
    """
    if header is None:
        raise CatalogueError(f"{name} is empty. Its first line must name the columns.")
    if header.fault:
        raise CatalogueError(f"{name} has a first line that cannot be read. {header.fault}")
    known = {column: column for column in COLUMNS}
    known |= {alias.casefold(): field.column for field in vocabulary for alias in field.aliases}
    columns: dict[str, int] = {}
    faults = []
    for position, written in enumerate(header.cells):
        column = known.get(written.strip().casefold())
        if column is None:
            what = shown(written) if written.strip() else f"column {position + 1}"
            advice = "Rename this column or remove it: the bank does not know it."
            faults.append(Fault(header.line, what, advice))
        elif column in columns:
            faults.append(Fault(header.line, column, "Remove the second such column: it is not read."))
        else:
            columns[column] = position
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if missing:
        separators = ";" in header.cells[0] or "\t" in header.cells[0]
        commas = " Separate the columns with commas." if separators else ""
        raise CatalogueError(
            f"{name} has no column {', '.join(missing)}. Its first line must name the columns: "
            f"{', '.join(REQUIRED_COLUMNS)}.{commas}"
        )
    return columns, faults


Codes = npt.NDArray[np.int32]
TEXTS = tuple(column for column in COLUMNS if column not in SORTED_BY)

_LINE_BREAK = re.compile("\r\n?")


class Coded:
    """One column of repeating cells. `cells` are the distinct ones in the order they were met, terms in their
    canonical spelling; the code of a row is the place of its cell there.
    """

    def __init__(self, column: str, vocabulary: Vocabulary, *, of_another: bool = False) -> None:
        """`of_another`: its cells are those of another column, and most of their words say nothing here."""
        canonical = _recorded
        if column in vocabulary.fields:
            canonical = partial(vocabulary[column].known_cell if of_another else vocabulary[column].canonical_cell)
        self._canonical = canonical
        self._written: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._codes: list[Codes] = []

    def add(self, written: pa.LargeStringArray) -> None:
        encoded = written.dictionary_encode()
        numbers = np.array([self._number(cell) for cell in encoded.dictionary.to_pylist()], dtype=np.int32)
        self._codes.append(numbers[encoded.indices.to_numpy()])

    def add_empty(self, rows: int) -> None:
        self._codes.append(np.full(rows, self._number("") if rows else 0, dtype=np.int32))

    @property
    def cells(self) -> list[str]:
        return list(self._numbers)

    def codes(self) -> Codes:
        self._codes = [np.concatenate(self._codes)] if self._codes else [np.empty(0, dtype=np.int32)]
        return self._codes[0]

    def _number(self, written: str) -> int:
        number = self._written.get(written)
        if number is None:
            cell = self._canonical(written.strip())
            number = self._written[written] = self._numbers.setdefault(cell, len(self._numbers))
        return number


class Rows:
    """The rows of a catalogue while it is read. `columns` says where the known columns stand among `width`.

    `faults` are those that show while the rows are cut; what the cells say is judged afterwards.
    """

    def __init__(self, width: int, columns: Mapping[str, int], vocabulary: Vocabulary) -> None:
        self.faults: list[Fault] = []
        self.texts: dict[str, list[pa.LargeStringArray]] = {column: [] for column in TEXTS}
        self._read_from = {
            field.column: field.read_from for field in vocabulary if field.read_from and field.column not in columns
        }
        self.coded = {column: Coded(column, vocabulary, of_another=column in self._read_from) for column in SORTED_BY}
        self.count = 0
        self._width = width
        self._columns = columns
        self._lines: list[npt.NDArray[np.int64]] = []
        self._broken = False

    def lines(self) -> npt.NDArray[np.int64]:
        """The line each row starts on."""
        self._lines = [np.concatenate(self._lines)] if self._lines else [np.empty(0, dtype=np.int64)]
        return self._lines[0]

    def add_plain(self, plain: Plain, line: int) -> None:
        """`line` is the number of the first line of the piece."""
        self._broken = self._broken and not len(plain.lines)
        self._add(plain.cells, plain.lines + line)

    def add_records(self, records: Iterable[CsvRecord]) -> None:
        """Adds every readable row, and its faults.

        A row whose quotation marks are wrong is read all the same when its cells are as many as they should be.
        The short lines below one that could not be read are the rest of it, not practices.
        """
        lines: list[int] = []
        texts: dict[str, list[str]] = {column: [] for column in self._columns}
        for row in records:
            if cells := self._cells(row):
                lines.append(row.line)
                for column, position in self._columns.items():
                    texts[column].append(self._clean(row.line, column, cells[position]))
        arrays = {column: pa.array(cells, pa.large_string()) for column, cells in texts.items()}
        self._add(arrays, np.array(lines, dtype=np.int64))

    def _cells(self, row: CsvRecord) -> Sequence[str]:
        """The cells of a row, as many as there are columns; none when it is set aside."""
        cells, width = row.cells, self._width
        self._broken = len(cells) < width and (self._broken or bool(row.fault))
        if self._broken:
            why = row.fault or "Mend the line above first: this one seems to belong to it."
            self.faults.append(Fault(row.line, "", f"{why} The line is set aside.", sets_aside=True))
            return []
        if row.fault:
            self.faults.append(Fault(row.line, "", row.fault))
        if len(cells) > width:
            advice = f"Remove the cells after the first {width}: they are not read."
            self.faults.append(Fault(row.line, "", advice))
        elif len(cells) < width:
            advice = f"Add the missing cells: the header names {width} columns."
            self.faults.append(Fault(row.line, "", advice))
            cells = [*cells, *[""] * (width - len(cells))]
        return cells

    def _clean(self, line: int, column: str, written: str) -> str:
        cell = _LINE_BREAK.sub("\n", written)
        clean = CONTROLS.sub("", cell)
        if clean != cell:
            advice = "Remove the control characters: they are not read."
            self.faults.append(Fault(line, column, advice, cell))
        return clean.strip()

    def _add(self, cells: Mapping[str, pa.LargeStringArray], lines: npt.NDArray[np.int64]) -> None:
        rows = len(lines)
        self.count += rows
        self._lines.append(lines)
        for column, pieces in self.texts.items():
            if column in cells:
                pieces.append(compute.utf8_trim_whitespace(cells[column]))
            else:
                pieces.append(pa.array([""] * rows, pa.large_string()))
        for column, coded in self.coded.items():
            if (there := self._read_from.get(column, column)) in cells:
                coded.add(cells[there])
            else:
                coded.add_empty(rows)


def _recorded(cell: str) -> str:
    return "" if cell.casefold() == NOT_RECORDED.casefold() else cell
