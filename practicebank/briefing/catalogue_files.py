"""The files the app runs on, written as it would read them: the catalogue, its accounts, its sources."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from practicebank.bank.files import Files
from practicebank.briefing.records import rows_of_text
from practicebank.catalogue.accounts import HEADER, Account, Accounts
from practicebank.catalogue.sources import FIELDS, Sources
from practicebank.evidence import evaluated
from practicebank.fields import COLUMNS, TOLD_IN_ACCOUNTS


def catalogue_files(files: Files) -> dict[str, bytes]:
    """By their names."""
    practices = files.practices
    accounts = (files.accounts.of(row) for row in range(len(practices)))
    return {
        "practices.csv": as_csv(*catalogue_table(practices, accounts)),
        "accounts.csv": as_csv(HEADER, statement_rows(practices, files.accounts)),
        "sources.csv": as_csv(FIELDS, source_rows(files.sources)),
    }


def catalogue_table(practices: pd.DataFrame, accounts: Iterable[Account]) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of the catalogue. What the account of a practice tells stands there and not here too, and a
    column that accounts tell whole is left out: so the files are those that were read.
    """
    rows = []
    for texts, account in zip(rows_of_text(practices, np.arange(len(practices))), accounts, strict=True):
        cells, told = dict(zip(COLUMNS, texts, strict=True)), {each.field for each in account}
        if "evaluation_design" in told and cells["evaluated"] == evaluated("", cells["evaluation_design"]):
            told.add("evaluated")  # the design says it
        rows.append(["" if column in told else cell for column, cell in cells.items()])
    kept = [at for at, column in enumerate(COLUMNS) if column not in TOLD_IN_ACCOUNTS or any(row[at] for row in rows)]
    return [COLUMNS[at] for at in kept], [[row[at] for at in kept] for row in rows]


def statement_rows(practices: pd.DataFrame, accounts: Accounts) -> Iterator[Sequence[str]]:
    """In the order of the file they were read from."""
    slugs = practices["slug"].tolist()
    for row, statement in accounts.in_file_order():
        yield slugs[row], *statement.cells


def source_rows(sources: Sources) -> list[list[str]]:
    return [
        [slug, column, source.url, source.confidence]
        for slug, facts in sources.by_practice.items()
        for column, source in facts.items()
    ]


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]], start: str = "", end: str = "\n") -> bytes:
    held = io.StringIO(start, newline="")
    held.seek(0, io.SEEK_END)
    writer = csv.writer(held, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return held.getvalue().encode()
