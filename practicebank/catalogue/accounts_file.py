"""Reads `accounts.csv`: each line is judged, and becomes a statement of an account or a fault.

The file stands beside the catalogue and may be missing. A line that cannot be used is left out; the others are served.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from practicebank.catalogue.accounts import (
    HEADER,
    HOW_SURE,
    NO_ACCOUNTS,
    OWN,
    PLACE,
    REQUIRED,
    ROWS_AT_ONCE,
    SCHEMA,
    TEXTS,
    TOLD,
    Accounts,
)
from practicebank.catalogue.faults import CatalogueError, Fault
from practicebank.catalogue.plain import Plain, read_plain, trimmed, whole_rows
from practicebank.catalogue.records import PIECE, CsvRecord, Records, Stream
from practicebank.catalogue.schema import CONTROLS, PARTIAL_DATE, UNKNOWN_TERM, is_partial_date, is_web_address
from practicebank.fields import ACCOUNT_FIELD, FIELD, TOLD_IN_ACCOUNTS
from practicebank.memory import gathered
from practicebank.vocabulary import Vocabulary

LONGEST_TEXT = 5_000  # as long as an answer of the form may be, and so what the desk sets
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\]\(https?:|\*\*\w|&(?:[a-z]+|#\d+);")
_MAY_BE_MARKUP = r"[<\]*&]"

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


def load_accounts(path: Path, practices: pd.DataFrame, row_of: Mapping[str, int], vocabulary: Vocabulary) -> Accounts:
    """Read `accounts.csv` of these practices. No file means no accounts."""
    try:
        with path.open("rb") as file:
            stream = Stream(file, path.name)
            careful = Records(stream)
            columns, faults = _header(next(careful.up_to(), None), path.name)
            reader = _LineReader(columns, practices, row_of, vocabulary, faults)
            read = gathered(reader.batches(stream, careful) if columns else (), SCHEMA)
            version = stream.to_the_end()
    except FileNotFoundError:
        return NO_ACCOUNTS
    except OSError as error:
        return Accounts(
            NO_ACCOUNTS.statements, (Fault(1, "", f"Make {path.name} readable: {error.strerror}.", sets_aside=True),)
        )
    except CatalogueError as error:
        return Accounts(NO_ACCOUNTS.statements, (Fault(1, "", str(error), sets_aside=True),))
    places = read["place"].to_numpy()
    if (np.diff(places) < 0).any():
        in_order = read.take(pa.array(np.argsort(places, kind="stable")))
        read = gathered(in_order.to_batches(max_chunksize=ROWS_AT_ONCE), SCHEMA)
    return Accounts(read, tuple(sorted(faults)), version)


def _header(header: CsvRecord | None, name: str) -> tuple[list[str], list[Fault]]:
    """The columns as they stand, none when some are missing, and what is wrong with them."""
    cells = [cell.strip().casefold() for cell in header.cells] if header and not header.fault else []
    if not set(cells) >= set(REQUIRED) or len(set(cells)) < len(cells):
        advice = f"Name the columns of {name} {', '.join(REQUIRED)}, each once."
        return [], [Fault(1, "", advice, sets_aside=True)]
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
        self._names = {name: name for name in PLACE}
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
        places = rows * len(PLACE) + _each_once(cells["field"], lambda name: PLACE.get(name, 0))
        right = (rows >= 0) & _each_once(cells["field"], lambda name: name in TEXTS).astype(bool)
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
        yield pa.record_batch([pa.array(table[each.name], each.type) for each in SCHEMA], SCHEMA).filter(
            pa.array(right)
        )
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
            self.faults.append(Fault(line, "", f"{advice} The line is left out.", sets_aside=True))
            return None
        cells = dict.fromkeys(HEADER, "") | dict(zip(self._columns, map(str.strip, record.cells), strict=True))
        row, field = self._practice(cells["slug"]), self._names.get(cells["field"].casefold(), "")
        text = CONTROLS.sub("", cells["text"].replace("\r\n", "\n").replace("\r", "\n"))
        if field in self._vocabulary.fields:
            text = self._vocabulary[field].canonical_cell(text)
        place = -1 if row is None or not field else row * len(PLACE) + PLACE[field]
        fault = self._fault(cells, row, field, text) or self._repeated(place, field)
        if fault:
            column, advice, found = fault
            self.faults.append(Fault(line, column, f"{advice} The line is left out.", found, sets_aside=True))
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
            return "field", f"Use one of {', '.join(PLACE)}.", cells["field"]
        if len(text) > LONGEST_TEXT:
            return "text", f"Shorten the text to {LONGEST_TEXT:,} characters.", text
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
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMA)
    return pa.record_batch([pa.array(cells, each.type) for cells, each in zip(columns, SCHEMA, strict=True)], SCHEMA)
