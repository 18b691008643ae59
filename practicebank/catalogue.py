"""Reads the catalogue: a CSV file becomes a checked table of practices, every fault named by line and column.

Reading is lenient, so that one bad cell never hides a good practice; the faults are kept beside the table.
A row is set aside only when it cannot be a practice: no title, a slug that another row has, or quotation
marks that leave no telling which cell is which. Only a file that cannot be a catalogue at all (missing, not
UTF-8, a required column missing) raises `CatalogueError`.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.errors

from practicebank.practice import (
    COLUMNS,
    NO_SLUG,
    NOT_RECORDED,
    REQUIRED_COLUMNS,
    SETS_ASIDE,
    SORTED_BY,
    UNKNOWN_TERM,
    derive_slugs,
    is_web_address,
    table_schema,
    values_in,
)
from practicebank.vocabulary import Vocabulary

MOST_LINES_OF_A_ROW = 1_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SAVE_AS_UTF_8 = "Open it in the program it came from and save it as CSV UTF-8."
_LINE_BREAK = re.compile("\r\n?")


class CatalogueError(Exception):
    """The file cannot be read as a catalogue; the message says what is wrong and how to mend it."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend. `line` is 1-based, as a text editor counts; `column` is "" for a whole line."""

    line: int
    column: str
    advice: str
    found: str = ""
    sets_aside: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        found = f" Found: {shown(self.found)}." if self.found else ""
        return f"{where}: {self.advice}{found}"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """A file as read. `practices` has every column of `COLUMNS`, rows in file order, NaN for not recorded.

    Slug, title, summary and page address are text; the other columns are categoricals of the whole cell.
    `version` is a fingerprint of the file's bytes.
    """

    practices: pd.DataFrame
    faults: tuple[Fault, ...]
    version: str


def load_catalogue(path: Path, vocabulary: Vocabulary) -> Catalogue:
    """Read and check a file. Raises `CatalogueError` when it cannot be a catalogue."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise CatalogueError(f"There is no file {path.name}. Put it back, or point to another.") from error
    except OSError as error:
        raise CatalogueError(f"The file {path.name} cannot be read: {error.strerror}.") from error
    return read_catalogue(raw, path.name, vocabulary)


def read_catalogue(raw: bytes, name: str, vocabulary: Vocabulary) -> Catalogue:
    """Read and check the bytes of a CSV file: UTF-8 with or without BOM, any line ending, quoted line breaks.

    Raises `CatalogueError` naming the file as `name`.
    """
    rows = records(decoded(raw, name))
    header = next(rows, None)
    if header is None:
        raise CatalogueError(f"{name} is empty. Its first line must name the columns.")
    columns, faults = _columns(header, name, vocabulary)
    lines, cells = _cells(rows, len(header.cells), columns, faults)
    cells["slug"] = _slugs(cells, lines, faults)
    table = _as_text(cells, vocabulary)
    faults += _table_faults(table, lines, vocabulary)
    aside = {fault.line for fault in faults if fault.sets_aside}
    kept = table[np.array([line not in aside for line in lines], dtype=bool)].reset_index(drop=True)
    return Catalogue(_typed(kept), tuple(sorted(faults)), hashlib.sha256(raw).hexdigest()[:12])


def shown(text: str, longest: int = 60) -> str:
    """A stranger's text on one line, cut, with control characters visible: safe for a terminal or a log."""
    return repr(text if len(text) <= longest else text[: longest - 1] + "…")


def decoded(raw: bytes, name: str) -> str:
    """The text of a file in UTF-8, without its BOM. Raises `CatalogueError`, which names the line."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw[:4]:
        raise CatalogueError(f"{name} is UTF-16 text. {_SAVE_AS_UTF_8}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        line = _LINE_BREAK.sub("\n", before).count("\n") + 1
        raise CatalogueError(
            f"{name} is not UTF-8 text: line {line} holds a byte that cannot be read. {_SAVE_AS_UTF_8}"
        ) from error


@dataclass(frozen=True)
class Record:
    """One row of a CSV file and the line it starts on.

    When `fault` says why it cannot be read, `cells` are a guess from its first line alone.
    """

    line: int
    cells: Sequence[str]
    fault: str = ""


def records(text: str) -> Iterator[Record]:
    """Every row of a CSV file that is not blank.

    After a row that cannot be read, reading resumes at the line below its first: a stray quotation mark costs
    one line, not the rest of the file. Two stray ones can look like a cell of many lines; the rows between
    them show that it is none.
    """
    lines = _Lines(io.StringIO(text, newline="").readlines())
    width = 0
    while lines.at < len(lines.lines):
        try:
            for cells in csv.reader(lines, strict=True):
                if any(cell.strip() for cell in cells):
                    width = width or len(cells)
                    below = lines.below_first() if len(cells) != width else ()
                    if any(len(_alone(line)) == width for line in below):
                        raise csv.Error
                    yield Record(lines.first + 1, cells)
                lines.first = lines.at
        except csv.Error:
            yield _unreadable(lines)
            lines.first = lines.at = lines.first + 1


class _Lines:
    """Hands lines to `csv`, which asks for more until a row is whole; one row may not take the whole file."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.first = self.at = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        if self.at - self.first == MOST_LINES_OF_A_ROW:
            raise csv.Error
        self.at += 1
        return self.lines[self.at - 1]

    def below_first(self) -> Iterator[str]:
        return (self.lines[at] for at in range(self.first + 1, self.at))


def _alone(line: str) -> list[str]:
    """The cells of a line by itself; none when it is not a row of one line."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _unreadable(lines: _Lines) -> Record:
    first = lines.lines[lines.first]
    try:
        guess = next(csv.reader([first]), [])
    except csv.Error:
        guess, advice = [], f"Shorten the longest cell to {csv.field_size_limit():,} characters."
    else:
        advice = "Close the quotation mark, or double the ones inside the cell."
    return Record(lines.first + 1, guess, advice)


def _columns(header: Record, name: str, vocabulary: Vocabulary) -> tuple[dict[str, int], list[Fault]]:
    """Where each known column stands, and what is wrong with the header."""
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


def _cells(
    rows: Iterator[Record], width: int, columns: dict[str, int], faults: list[Fault]
) -> tuple[list[int], dict[str, list[str]]]:
    """The known columns of every readable row, with the line each starts on. Adds to `faults`.

    A row whose quotation marks are wrong is read all the same when its cells are as many as they should be.
    The short lines below one that could not be read are the rest of it, not practices.
    """
    lines: list[int] = []
    texts: dict[str, list[str]] = {column: [] for column in columns}
    broken = False
    for row in rows:
        cells = row.cells
        broken = len(cells) < width and (broken or bool(row.fault))
        if broken:
            why = row.fault or "Mend the line above first: this one seems to belong to it."
            faults.append(Fault(row.line, "", f"{why} The line is set aside.", sets_aside=True))
            continue
        if row.fault:
            faults.append(Fault(row.line, "", row.fault))
        if len(cells) > width:
            advice = f"Remove the cells after the first {width}: they are not read."
            faults.append(Fault(row.line, "", advice))
        elif len(cells) < width:
            faults.append(Fault(row.line, "", f"Add the missing cells: the header names {width} columns."))
            cells = [*cells, *[""] * (width - len(cells))]
        lines.append(row.line)
        for column, position in columns.items():
            cell = _LINE_BREAK.sub("\n", cells[position])
            clean = _CONTROLS.sub("", cell)
            if clean != cell:
                advice = "Remove the control characters: they are not read."
                faults.append(Fault(row.line, column, advice, cell))
            texts[column].append(clean.strip())
    return lines, texts


def _slugs(cells: dict[str, list[str]], lines: list[int], faults: list[Fault]) -> list[str]:
    """The slug of every row that has a title, made from the title where the file gives none."""
    titles = cells["title"]
    given = cells.get("slug", [""] * len(titles))
    without = [row for row, title in enumerate(titles) if title and not given[row]]
    if "slug" in cells:
        faults += [Fault(lines[row], "slug", NO_SLUG) for row in without]
    derived = derive_slugs([titles[row] for row in without], taken=set(given))
    made = dict(zip(without, derived, strict=True))
    return [made.get(row, given[row]) if title else "" for row, title in enumerate(titles)]


def _as_text(cells: dict[str, list[str]], vocabulary: Vocabulary) -> pd.DataFrame:
    """Every column as text, "" for what is not recorded, terms in their canonical spelling."""
    rows = len(cells["title"])
    table = pd.DataFrame({column: cells.get(column, [""] * rows) for column in COLUMNS}, dtype="str")
    for field in vocabulary:
        spellings = {cell: field.canonical_cell(cell) for cell in table[field.column].unique()}
        table[field.column] = table[field.column].map(spellings).astype("str")
    said = table["organisation"].str.casefold() == NOT_RECORDED.casefold()
    return table.assign(organisation=table["organisation"].mask(said, ""))


def _table_faults(table: pd.DataFrame, lines: list[int], vocabulary: Vocabulary) -> list[Fault]:
    terms = {field.column: field.names for field in vocabulary}
    try:
        table_schema(terms).validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        faults = []
        for column, advice, found, row in zip(
            cases["column"], cases["check"], cases["failure_case"], cases["index"], strict=True
        ):
            if advice == UNKNOWN_TERM:
                found = "; ".join(word for word in values_in(column, found) if word not in terms[column])
            faults.append(Fault(lines[int(row)], column, advice, found, advice in SETS_ASIDE))
        return faults
    return []


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    safe = table["page_url"].map(is_web_address).astype(bool)
    table = table.assign(page_url=table["page_url"].where(safe, ""))
    return table.mask(table == "").astype(dict.fromkeys(SORTED_BY, "category"))
