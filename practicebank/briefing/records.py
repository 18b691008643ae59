"""Practices as plain records: what the API answers of them, and the lines of its files and of the copy of the bank."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from practicebank.bank.bank import Bank
from practicebank.bank.slug_index import Rows
from practicebank.catalogue.accounts import Account, Statement
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, MULTI_VALUED, SEPARATOR, split_cell

Item = dict[str, object]
CSV_COLUMNS = (*COLUMNS, *ACCOUNT_FIELD, "sources")
_ROWS_AT_ONCE = 1_000


def fact_sources(bank: Bank, slug: str, account: Account) -> Mapping[str, Statement]:
    """Where each fact of a practice comes from that is not in the listing itself, by column. Its text is "" unless the
    account states it; where the catalogue names a page for it too, that comes first and says how sure it is.
    """
    found = {
        column: Statement(column, "", (source.url,), source.confidence)
        for column, source in bank.sources.of(slug).items()
    }
    for each in account:
        if each.field not in ACCOUNT_FIELD:
            before = found.get(each.field, each)
            urls = tuple(dict.fromkeys((*before.urls, *each.urls)))
            found[each.field] = replace(each, urls=urls, confidence=before.confidence)
    return found


def items(bank: Bank, rows: Rows) -> list[Item]:
    """Practices with every column and their accounts."""
    return [item(*each) for each in zip(rows_of_text(bank.practices, rows), bank.accounts_of(rows), strict=True)]


def item(cells: Sequence[str], account: Account) -> Item:
    """A list where there may be several values, None where none is recorded. The facts of the account stand in their
    columns.
    """
    columns: Item = {
        column: split_cell(cell) if column in MULTI_VALUED else cell or None
        for column, cell in zip(COLUMNS, cells, strict=True)
    }
    statements = [
        {
            "field": each.field,
            "label": each.label,
            "text": each.text,
            "sources": list(each.urls),
            "confidence": each.confidence,
            "read": each.read or None,
            "own_figures": each.own_figures,
        }
        for each in account
        if each.field in ACCOUNT_FIELD
    ]
    return {**columns, "account": statements}


def csv_rows(bank: Bank, rows: Rows) -> Iterator[Sequence[str]]:
    """A line a practice, with the cells of `CSV_COLUMNS`."""
    for piece in _pieces(rows):
        for cells, account in zip(rows_of_text(bank.practices, piece), bank.accounts_of(piece), strict=True):
            texts: dict[str, list[str]] = {name: [] for name in ACCOUNT_FIELD} if account else {}
            pages = {column: source.urls for column, source in fact_sources(bank, cells[0], account).items()}
            for each in account:
                if each.field in ACCOUNT_FIELD:
                    texts[each.field].append(each.text)
                    pages[each.field] = tuple(dict.fromkeys((*pages.get(each.field, ()), *each.urls)))
            told = [SEPARATOR.join(each) for each in texts.values()] or [""] * len(ACCOUNT_FIELD)
            yield *cells, *told, SEPARATOR.join(f"{name}: {' '.join(urls)}" for name, urls in pages.items() if urls)


def account_rows(bank: Bank, rows: Rows) -> Iterator[Sequence[str]]:
    """A line a statement, with the cells of an `accounts.csv`."""
    for piece in _pieces(rows):
        slugs = bank.practices["slug"].iloc[piece].tolist()
        for slug, account in zip(slugs, bank.accounts_of(piece), strict=True):
            for each in account:
                yield slug, *each.cells


def _pieces(rows: Rows) -> Iterator[Rows]:
    """So many at a time that a file of a million is made in little memory."""
    return (rows[first : first + _ROWS_AT_ONCE] for first in range(0, len(rows), _ROWS_AT_ONCE))


def rows_of_text(practices: pd.DataFrame, rows: Rows) -> Iterator[tuple[str, ...]]:
    """The cells of `COLUMNS` of each row, "" for what is not recorded."""
    columns = [practices[column].iloc[rows].tolist() for column in COLUMNS]
    return zip(*([cell if isinstance(cell, str) else "" for cell in cells] for cells in columns), strict=True)
