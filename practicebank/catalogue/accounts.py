"""What was done and with what result: the account of each practice, statement by statement, with its sources.

How their file is read is said in `accounts_file`. Of a large one the statements are kept on disk and read when somebody
asks for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from practicebank.catalogue.faults import Fault
from practicebank.catalogue.sources import CONFIDENCES
from practicebank.evidence import evaluated
from practicebank.fields import ACCOUNT, ACCOUNT_FIELD, TOLD_IN_ACCOUNTS
from practicebank.memory import gathered
from practicebank.words import date_in_words

REQUIRED = ("slug", "field", "text", "source_url", "confidence")
HEADER = (*REQUIRED, "read", "figures")
TOLD = "told"
OWN = "own"
HOW_SURE = {**CONFIDENCES, TOLD: "told to this bank by those who did it"}
PLACE = {name: at for at, name in enumerate((*(field.name for field in ACCOUNT), *TOLD_IN_ACCOUNTS))}
"""The order of fields within an account."""
TEXTS = frozenset(field.name for field in ACCOUNT if field.name != "links")
"""The fields that are told in words of one's own: neither addresses nor terms and dates."""
_SEARCHED = [PLACE[name] for name in TEXTS]
ROWS_AT_ONCE = 50_000
SCHEMA = pa.schema(
    [("place", pa.int64()), *((name, pa.large_string()) for name in HEADER if name != "slug"), ("line", pa.int64())]
)
"""A statement a row. `place` is the row of the practice times the number of fields, plus its field in `PLACE`."""


@dataclass(frozen=True)
class Statement:
    """One thing said of a practice. `field` is one of `ACCOUNT`, or a column that an account may tell as well.

    `urls` are the pages it stands on; it has none where those who did it told this bank. `read` is when it was read or
    told: 2026, 2026-11 or 2026-11-30, "" when that is not recorded. `own_figures`: its figures
    are those of the organisation that carried the practice out.
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
        if not self.urls:
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
        self._rows: npt.NDArray[np.int32] = (places // len(PLACE)).astype(np.int32)
        self._fields: npt.NDArray[np.int8] = (places % len(PLACE)).astype(np.int8)

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
        return np.unique(self._rows[self._fields == PLACE[field]])

    def in_file_order(self) -> Iterator[tuple[int, Statement]]:
        """Every statement with the row of its practice, as the file has them; one of no line after the one before."""
        lines = self.statements["line"].to_numpy()
        lines = lines[np.maximum.accumulate(np.where(lines > 0, np.arange(len(lines)), 0))]
        order = np.argsort(lines, kind="stable")
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
            at = np.flatnonzero(self._fields == PLACE[column])
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
        bounds = [*range(0, rows_count, ROWS_AT_ONCE), rows_count]
        texts = (pa.record_batch([self._texts_between(told, start, stop)], schema) for start, stop in pairwise(bounds))
        cells: pd.Series[str] = gathered(texts, schema).to_pandas()["account"]
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


NO_ACCOUNTS = Accounts(SCHEMA.empty_table())


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
