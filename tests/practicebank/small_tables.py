"""Small catalogues to read and small tables to filter, made of the cells a test cares about."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from practicebank.catalogue import Catalogue, read_catalogue
from practicebank.fields import COLUMNS, REQUIRED_COLUMNS, SORTED_BY
from practicebank.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = load_vocabulary(ROOT / "data" / "vocabulary.toml")

HEADER = ",".join(REQUIRED_COLUMNS)
GOOD = {"summary": "What was done.", "effectiveness": "Promising", "focus": "Prevention"}


def csv_text(*rows: Mapping[str, str], columns: Sequence[str] = REQUIRED_COLUMNS, end: str = "\n") -> str:
    """A CSV with one line for each row; what a row does not say is as in `GOOD`, or empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(columns)
    writer.writerows([(GOOD | dict(row)).get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def lines(*cells: dict[str, str]) -> str:
    """The lines of a file below its header."""
    return csv_text(*cells).removeprefix(f"{HEADER}\n")


def read(text: str | bytes) -> Catalogue:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_catalogue(raw, "practices.csv", VOCABULARY)


def titles(catalogue: Catalogue) -> list[str]:
    return list(catalogue.practices["title"])


def faults(catalogue: Catalogue) -> list[tuple[int, str]]:
    """Line and column of each."""
    return [(fault.line, fault.column) for fault in catalogue.faults]


def table(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """The table the package works on, straight from cells: nothing is checked or put right on the way."""
    cells = {column: [row.get(column) or None for row in rows] for column in COLUMNS}
    frame = pd.DataFrame(cells, dtype="str")
    return frame.astype(dict.fromkeys(SORTED_BY, "category"))
