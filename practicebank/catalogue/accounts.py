"""What was done and with what result: the account of each practice, statement by statement, with its sources.

`accounts.csv` stands beside the catalogue and may be missing. A line that cannot be used is left out and is a fault;
the others are served. Of a large file the statements are kept on disk and read when somebody asks for them.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute, ipc

from practicebank.catalogue.faults import CatalogueError, Fault
from practicebank.catalogue.plain import Plain, read_plain, trimmed, whole_rows
from practicebank.catalogue.records import PIECE, CsvRecord, Records, Stream
from practicebank.catalogue.schema import CONTROLS, PARTIAL_DATE, UNKNOWN_TERM, is_partial_date, is_web_address
from practicebank.catalogue.sources import CONFIDENCES
from practicebank.evidence import evaluated
from practicebank.fields import ACCOUNT, ACCOUNT_FIELD, FIELD, TOLD_IN_ACCOUNTS
from practicebank.memory import mapped
from practicebank.vocabulary import Vocabulary
from practicebank.words import date_in_words

REQUIRED = ("slug", "field", "text", "source_url", "confidence")
HEADER = (*REQUIRED, "read", "figures")
LONGEST_TEXT = 4_000
LONGEST_TOLD = 5_000  # as long as an answer of the form was allowed to be
TOLD = "told"
OWN = "own"
HOW_SURE = {**CONFIDENCES, TOLD: "told to this bank by those who did it"}
_PLACE = {name: at for at, name in enumerate((*(field.name for field in ACCOUNT), *TOLD_IN_ACCOUNTS))}
_TEXTS = frozenset(field.name for field in ACCOUNT if field.name != "links")
_SEARCHED = [_PLACE[name] for name in _TEXTS]
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\]\(https?:|\*\*\w|&(?:[a-z]+|#\d+);")
_MAY_BE_MARKUP = r"[<\]*&]"
_MOST_IN_MEMORY = 16_000_000
_ROWS_AT_ONCE = 50_000
_SCHEMA = pa.schema(
    [("place", pa.int64()), *((name, pa.large_string()) for name in HEADER if name != "slug"), ("line", pa.int64())]
)

_NO_ADDRESS = "Enter a web address that begins with http:// or https://."
_RULES: dict[str, tuple[Callable[[str], bool], str]] = {
    # what is right in a cell, whatever the others say, and what to do where it is not
    "source_url": (lambda cell: all(map(is_web_address, cell.split())), _NO_ADDRESS),
    "confidence": (HOW_SURE.__contains__, f"Use one of {', '.join(HOW_SURE)}."),
    "read": (
        lambda cell: not cell or is_partial_date(cell),
        "Write when it was read as 2026, 2026-11 or 2026-11-30.",
    ),
    "figures": (("", OWN).__contains__, f"Write {OWN} where the figures are the organisation’s own, else nothing."),
}

_TYPES = [(field.name, field.type) for field in _SCHEMA]


@dataclass(frozen=True)
class Statement:
    """One thing said of a practice. `field` is one of `ACCOUNT`, or a column that an account may tell as well.

    `urls` are the pages it stands on; it has none where those who did it told this bank. `read` is when it was read or
    told: 2026, 2026-11 or 2026-11-30, "" when that is not recorded. `own_figures`: its figures are those of the
    organisation that carried the practice out.
    """

    field: str
    text: str
    urls: tuple[str, ...] = ()
    confidence: str = TOLD
    read: str = ""
    own_figures: bool = False

    @property
    def label(self) -> str:
        """The heading of its part; of one that is a part of the account."""
        return ACCOUNT_FIELD[self.field].label

    @property
    def meaning(self) -> str:
        """What its confidence means, in words."""
        return HOW_SURE[self.confidence]

    @property
    def known_from(self) -> str:
        """What its confidence means and when that was: "stated by another public page, read November 2026"."""
        if not self.read:
            return self.meaning
        if self.confidence == TOLD:
            return f"{self.meaning}, {date_in_words(self.read[:7])}"
        return f"{self.meaning}, read {date_in_words(self.read)}"

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells in a file, without the slug."""
        return self.field, self.text, " ".join(self.urls), self.confidence, self.read, OWN if self.own_figures else ""


Account = tuple[Statement, ...]
"""The statements about one practice, in the order they are read."""


def searched_text(account: Account) -> str:
    """The text of an account that search reads: a paragraph a statement, without web addresses and coded facts."""
    return "\n".join(each.text for each in account if each.field in ACCOUNT_FIELD and each.field != "links")


class Accounts:
    """The accounts of a catalogue, found by the row of the practice. `version` is a fingerprint of the file, "" when
    there is none.
    """

    def __init__(self, statements: pa.Table, faults: tuple[Fault, ...] = (), version: str = "") -> None:
        """`statements` are in the order of their place: the row of the practice, and within it that of the field."""
        self.statements = statements
        self.faults = faults
        self.version = version
        places = statements["place"].to_numpy()
        self._rows: npt.NDArray[np.int32] = (places // len(_PLACE)).astype(np.int32)
        self._fields: npt.NDArray[np.int8] = (places % len(_PLACE)).astype(np.int8)

    @cached_property
    def rows(self) -> npt.NDArray[np.int32]:
        """The rows of the practices that have an account, ascending."""
        return np.unique(self._rows)

    def of(self, row: int) -> Account:
        """() for a practice nothing is told of."""
        start, stop = np.searchsorted(self._rows, [row, row + 1]).tolist()
        if start == stop:
            return ()
        return tuple(_statement(cells) for cells in self.statements.slice(start, stop - start).to_pylist())

    def recorded(self, field: str) -> npt.NDArray[np.int32]:
        """The rows of the practices that tell this field, ascending; `field` is as in `Statement`."""
        return np.unique(self._rows[self._fields == _PLACE[field]])

    def in_file_order(self) -> Iterator[tuple[int, Statement]]:
        """Every statement with the row of its practice, as the file has them."""
        order = np.argsort(self.statements["line"].to_numpy(), kind="stable")
        for row, cells in zip(
            self._rows[order].tolist(), self.statements.take(pa.array(order)).to_pylist(), strict=True
        ):
            yield row, _statement(cells)

    def joined_to(self, practices: pd.DataFrame) -> pd.DataFrame:
        """The table of the catalogue with what accounts tell in empty cells, and a column `account`: the text that
        search reads.
        """
        joined = practices.copy(deep=False)
        for column in TOLD_IN_ACCOUNTS:
            at = np.flatnonzero(self._fields == _PLACE[column])
            rows, values = self._rows[at], self.statements["text"].take(pa.array(at)).to_pylist()
            joined[column] = _filled(practices[column], rows, values)
        joined["evaluated"] = _evaluated(joined["evaluated"], joined["evaluation_design"])
        joined["account"] = self._texts(len(practices))
        return joined

    def _texts(self, rows_count: int) -> "pd.Series[str]":
        """One text a row as `searched_text` makes it, missing where nothing is told; of many, on disk."""
        told = np.flatnonzero(np.isin(self._fields, _SEARCHED))
        if not len(told):
            return pd.Series(index=range(rows_count), dtype="str")
        schema = pa.schema([("account", pa.large_string())])
        bounds = [*range(0, rows_count, _ROWS_AT_ONCE), rows_count]
        texts = (pa.record_batch([self._texts_between(told, start, stop)], schema) for start, stop in pairwise(bounds))
        cells: pd.Series[str] = _gathered(texts, schema).to_pandas()["account"]
        return cells

    def _texts_between(self, told: npt.NDArray[np.int64], start: int, stop: int) -> pa.LargeStringArray:
        """The texts of these rows, made of the statements whose numbers are `told`."""
        told = told[slice(*np.searchsorted(self._rows[told], [start, stop]))]
        if not len(told):
            return pa.nulls(stop - start, pa.large_string())
        rows, first = self._rows[told] - start, int(told[0])
        statements = self.statements["text"].slice(first, int(told[-1]) + 1 - first)
        breaks = pa.array(np.where(np.diff(rows, append=-1) == 0, "\n", "").tolist(), pa.large_string())
        joined = compute.binary_join_element_wise(
            statements.take(pa.array(told - first)).combine_chunks(), breaks, pa.scalar("", pa.large_string())
        )
        lengths = np.zeros(stop - start, dtype=np.int64)
        np.add.at(lengths, rows, compute.binary_length(joined).to_numpy())
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        missing = np.packbits(lengths > 0, bitorder="little")
        buffers = (pa.py_buffer(ends), joined.buffers()[2], pa.py_buffer(missing))
        return pa.LargeStringArray.from_buffers(stop - start, *buffers)


NO_ACCOUNTS = Accounts(_SCHEMA.empty_table())


def load_accounts(path: Path, practices: pd.DataFrame, row_of: Mapping[str, int], vocabulary: Vocabulary) -> Accounts:
    """Read `accounts.csv` of these practices. No file means no accounts."""
    try:
        with path.open("rb") as file:
            stream = Stream(file, path.name)
            careful = Records(stream)
            columns, faults = _header(next(careful.up_to(), None), path.name)
            reader = _LineReader(columns, practices, row_of, vocabulary, faults)
            read = _gathered(reader.batches(stream, careful) if columns else (), _SCHEMA)
            version = stream.to_the_end()
    except FileNotFoundError:
        return NO_ACCOUNTS
    except OSError as error:
        return Accounts(NO_ACCOUNTS.statements, (Fault(1, "", f"Make {path.name} readable: {error.strerror}."),))
    except CatalogueError as error:
        return Accounts(NO_ACCOUNTS.statements, (Fault(1, "", str(error)),))
    places = read["place"].to_numpy()
    if (np.diff(places) < 0).any():
        in_order = read.take(pa.array(np.argsort(places, kind="stable")))
        read = _gathered(in_order.to_batches(max_chunksize=_ROWS_AT_ONCE), _SCHEMA)
    return Accounts(read, tuple(sorted(faults)), version)


def _header(header: CsvRecord | None, name: str) -> tuple[list[str], list[Fault]]:
    """The columns as they stand, none when some are missing, and what is wrong with them."""
    cells = [cell.strip().casefold() for cell in header.cells] if header and not header.fault else []
    if not set(cells) >= set(REQUIRED) or len(set(cells)) < len(cells):
        return [], [Fault(1, "", f"Name the columns of {name} {', '.join(REQUIRED)}, each once.")]
    unknown = [cell for cell in cells if cell not in HEADER]
    advice = f"Rename this column or remove it: the columns of {name} are {', '.join(HEADER)}."
    return cells, [Fault(1, cell or "a column without a name", advice) for cell in unknown]


class _LineReader:
    """Judges the lines; `faults` grows as they are read. Those that are plainly right, which is nearly all of them in a
    large file, are judged many at once, the others one after the other.
    """

    def __init__(
        self,
        columns: Sequence[str],
        practices: pd.DataFrame,
        row_of: Mapping[str, int],
        vocabulary: Vocabulary,
        faults: list[Fault],
    ) -> None:
        self.faults = faults
        self._columns = columns
        self._practices = practices
        self._row_of = row_of
        self._vocabulary = vocabulary
        self._rows: dict[str, int | None] = {}
        self._first_lines: dict[int, int] = {}
        self._names = {name: name for name in _PLACE}
        for name in TOLD_IN_ACCOUNTS:
            if name in vocabulary.fields:
                self._names |= dict.fromkeys((alias.casefold() for alias in vocabulary[name].aliases), name)

    def batches(self, stream: Stream, careful: Records) -> Iterator[pa.RecordBatch]:
        # A piece is plain when no row of it lacks a title: here that is its text.
        columns = {"title" if name == "text" else name: at for at, name in enumerate(self._columns) if name in HEADER}
        while stream.window or stream.more():
            size = whole_rows(stream.window, stream.ended)
            if not size and len(stream.window) < 4 * PIECE and stream.more():
                continue
            line = stream.line
            plain = read_plain(stream.window[:size], len(self._columns), columns) if size else None
            if plain:
                stream.take(size)
                yield from self._plain(plain, line)
            else:
                yield self._one_by_one(careful.up_to(size or len(stream.window)))

    def _plain(self, plain: Plain, first_line: int) -> Iterator[pa.RecordBatch]:
        blank = pa.repeat(pa.scalar("", pa.large_string()), len(plain.lines))
        named = plain.cells | {"text": plain.cells["title"]}
        cells = {name: trimmed(named.get(name, blank)) for name in HEADER}
        lines = plain.lines + first_line
        rows = _each_once(cells["slug"], lambda slug: -1 if (row := self._practice(slug)) is None else row)
        places = rows * len(_PLACE) + _each_once(cells["field"], lambda name: _PLACE.get(name, 0))
        right = (rows >= 0) & _each_once(cells["field"], lambda name: name in _TEXTS).astype(bool)
        right &= ~pd.Series(places).duplicated(keep=False).to_numpy()
        right &= np.array([place not in self._first_lines for place in places.tolist()], dtype=bool)
        for column, (judge, _) in _RULES.items():
            right &= _each_once(cells[column], judge).astype(bool)
        right &= np.asarray(compute.not_equal(cells["confidence"], TOLD))
        right &= np.asarray(compute.not_equal(cells["source_url"], ""))
        right &= np.asarray(compute.less_equal(compute.utf8_length(cells["text"]), LONGEST_TEXT))
        right &= ~np.asarray(compute.match_substring_regex(cells["text"], _MAY_BE_MARKUP))
        self._first_lines.update(zip(places[right].tolist(), lines[right].tolist(), strict=True))
        table = {"place": places, **cells, "line": lines}
        yield pa.record_batch([pa.array(table[name], kind) for name, kind in _TYPES], _SCHEMA).filter(pa.array(right))
        names = [name if name in HEADER else "slug" for name in self._columns]
        others = pa.table([cells[name] for name in names], names=[str(at) for at in range(len(names))])
        found = others.filter(pa.array(~right)).to_pydict().values()
        yield self._one_by_one(map(CsvRecord, lines[~right].tolist(), zip(*found, strict=True)))

    def _one_by_one(self, records: Iterable[CsvRecord]) -> pa.RecordBatch:
        return _batch([row for record in records if (row := self._row(record)) is not None])

    def _row(self, record: CsvRecord) -> tuple[int | str, ...] | None:
        """The cells of a line as they are kept; None for one that is left out."""
        line = record.line
        if record.fault or len(record.cells) != len(self._columns):
            advice = record.fault or f"Give {len(self._columns)} cells: there are {len(record.cells)}."
            self.faults.append(Fault(line, "", f"{advice} The line is left out."))
            return None
        cells = dict.fromkeys(HEADER, "") | dict(zip(self._columns, map(str.strip, record.cells), strict=True))
        row, field = self._practice(cells["slug"]), self._names.get(cells["field"].casefold(), "")
        text = CONTROLS.sub("", cells["text"].replace("\r\n", "\n").replace("\r", "\n"))
        if field in self._vocabulary.fields:
            text = self._vocabulary[field].canonical_cell(text)
        place = -1 if row is None or not field else row * len(_PLACE) + _PLACE[field]
        fault = self._fault(cells, row, field, text) or self._repeated(place, field)
        if fault:
            column, advice, found = fault
            self.faults.append(Fault(line, column, f"{advice} The line is left out.", found))
            return None
        if text != cells["text"] and CONTROLS.search(cells["text"]):
            self.faults.append(Fault(line, "text", "Remove the control characters: they are not read.", cells["text"]))
        if _MARKUP.search(text):
            self.faults.append(Fault(line, "text", "Remove the markup: it is shown as it is written.", text))
        self._first_lines.setdefault(place, line)
        return place, field, text, cells["source_url"], cells["confidence"], cells["read"], cells["figures"], line

    def _practice(self, slug: str) -> int | None:
        if slug not in self._rows:
            self._rows[slug] = self._row_of.get(slug)
        return self._rows[slug]

    def _fault(self, cells: Mapping[str, str], row: int | None, field: str, text: str) -> tuple[str, str, str] | None:
        """Column, advice and what was found, of the first thing that is wrong with a line."""
        if row is None:
            return "slug", "Use the slug of a practice: none has this one.", cells["slug"]
        if not field:
            return "field", f"Use one of {', '.join(_PLACE)}.", cells["field"]
        longest = LONGEST_TOLD if cells["confidence"] == TOLD else LONGEST_TEXT
        if len(text) > longest:
            return "text", f"Shorten the text to {longest:,} characters.", text
        if fault := self._fault_of_text(row, field, text):
            return "text", *fault
        for column, (judge, advice) in _RULES.items():
            if not judge(cells[column]):
                return column, advice, cells[column]
        if not cells["source_url"] and cells["confidence"] != TOLD:
            return "source_url", "Enter the web address where this stands.", ""
        return None

    def _fault_of_text(self, row: int, field: str, text: str) -> tuple[str, str] | None:
        if not text:
            return "Enter a text, or remove the line: what is not recorded has none.", ""
        if field == "links" and not is_web_address(text):
            return _NO_ADDRESS, text
        if field not in TOLD_IN_ACCOUNTS:
            return None
        if field in self._vocabulary.fields and text not in self._vocabulary[field].names:
            return UNKNOWN_TERM, text
        if FIELD[field].by_year and not is_partial_date(text):
            return PARTIAL_DATE, text
        recorded = self._practices[field].iat[row]
        if isinstance(recorded, str) and recorded != text:
            return f"Remove this line or mend the catalogue, which says “{recorded}”.", text
        return None

    def _repeated(self, place: int, field: str) -> tuple[str, str, str] | None:
        if place in self._first_lines and not (field in ACCOUNT_FIELD and ACCOUNT_FIELD[field].several):
            return "", f"Remove this line: line {self._first_lines[place]} says the same field of the practice.", ""
        return None


def _each_once(cells: pa.LargeStringArray, judge: Callable[[str], int]) -> npt.NDArray[np.int64]:
    """What is said of each cell; of equal ones it is asked once."""
    distinct = cells.dictionary_encode()
    said = np.array([judge(cell) for cell in distinct.dictionary.to_pylist()], dtype=np.int64)
    each: npt.NDArray[np.int64] = said[np.asarray(distinct.indices)]
    return each


def _batch(rows: Sequence[tuple[int | str, ...]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(_SCHEMA)
    return pa.record_batch([pa.array(cells, each.type) for cells, each in zip(columns, _SCHEMA, strict=True)], _SCHEMA)


def _statement(cells: Mapping[str, str]) -> Statement:
    return Statement(
        cells["field"],
        cells["text"],
        tuple(cells["source_url"].split()),
        cells["confidence"],
        cells["read"],
        cells["figures"] == OWN,
    )


def _filled(column: pd.Series, rows: npt.NDArray[np.int32], values: Sequence[str]) -> pd.Series:
    """The column with the values where it had none; its categories stay in alphabetical order."""
    codes = np.asarray(column.cat.codes, dtype=np.int64)
    told = {row: value for row, value in zip(rows.tolist(), values, strict=True) if codes[row] < 0}
    if not told:
        return column
    before = [str(category) for category in column.cat.categories]
    categories = sorted({*before, *told.values()})
    place = {category: at for at, category in enumerate(categories)}
    codes = np.array([*(place[category] for category in before), -1])[codes]
    codes[list(told)] = [place[value] for value in told.values()]
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(categories, dtype="str")))


def _evaluated(column: pd.Series, designs: pd.Series) -> pd.Series:
    """The column `evaluated`, filled where only the design says so."""
    codes = np.asarray(designs.cat.codes, dtype=np.int64)
    said = [evaluated("", str(design)) for design in designs.cat.categories]
    rows = np.flatnonzero(np.array([*map(bool, said), False])[codes]).astype(np.int32)
    return _filled(column, rows, [said[code] for code in codes[rows].tolist()])


def _gathered(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    """One table of them. What does not fit into a little memory is written to disk as it comes."""
    on_disk: list[pa.Table] = []
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.nbytes for each in waiting) >= _MOST_IN_MEMORY:
            on_disk.append(_kept_on_disk(pa.Table.from_batches(waiting, schema)))
            waiting = []
    return pa.concat_tables([*on_disk, pa.Table.from_batches(waiting, schema).combine_chunks()])


def _kept_on_disk(table: pa.Table) -> pa.Table:
    """The same table, mapped from a temporary file, which is gone when nobody holds the table."""
    number, name = tempfile.mkstemp(prefix="practicebank-")
    try:
        with os.fdopen(number, "w+b") as file:
            with ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            file.flush()
            return ipc.open_file(pa.py_buffer(mapped(file))).read_all()
    finally:
        os.unlink(name)
