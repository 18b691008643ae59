"""The same question to four engines: given a choice, how many practices answer it and how many each option would show.

An engine is made from the table once and then asked. `Answer` is the number of rows that answer, and for each of the
fields asked for the number beside every option, options nobody would see left out; a field's own choice is ignored for
the numbers beside its own options. One more filter, words, comes as a column `found` that says which rows match:
how long the search itself takes is measured by `benchmarks.search_speed`.
"""

from collections.abc import Callable, Mapping, Sequence

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from practicebank.bank.facets import Mask, facets_of
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.fields import FIELD, NOT_RECORDED, SORTED_BY, counted_as
from practicebank.vocabulary import Vocabulary

Answer = tuple[int, dict[str, dict[str, int]]]
Ask = Callable[[Filters, Sequence[str]], Answer]


def ours(table: pd.DataFrame, found: Mask, vocabulary: Vocabulary) -> Ask:
    """The bank's own codes, as every page asks them."""
    facets = facets_of(table[list(SORTED_BY)], vocabulary)

    def ask(filters: Filters, keys: Sequence[str]) -> Answer:
        kept, counts = filters.answer(facets, found)
        return int(np.count_nonzero(kept)), {key: _seen(counts[key]) for key in keys}

    return ask


def pandas_naive(table: pd.DataFrame, found: Mask, _vocabulary: Vocabulary) -> Ask:
    """Text columns, taken apart at every question, as a first version of a dashboard does it."""
    texts = pd.DataFrame({column: table[column].astype("str") for column in COLUMN_OF.values()})
    for column in texts:
        if FIELD[column].by_year:
            texts[column] = texts[column].str[:4]
    texts = texts.fillna(NOT_RECORDED)

    def ask(filters: Filters, keys: Sequence[str]) -> Answer:
        masks = {}
        for key, column in COLUMN_OF.items():
            if chosen := set(filters.chosen(key)):
                masks[key] = texts[column].map(lambda cell, chosen=chosen: not chosen.isdisjoint(cell.split("; ")))
        if filters.q:
            masks["q"] = pd.Series(found)
        counts = {}
        for key in keys:
            column, given = COLUMN_OF[key], _all(masks, key, len(texts))
            values = texts.loc[given, column].str.split("; ").explode()
            counts[key] = {str(term): int(number) for term, number in values.value_counts().items()}
        return int(_all(masks, "", len(texts)).sum()), counts

    return ask


def _all(masks: Mapping[str, "pd.Series[bool]"], but: str, rows: int) -> Mask:
    kept = np.ones(rows, dtype=bool)
    for key, mask in masks.items():
        if key != but:
            kept &= mask.to_numpy(dtype=bool)
    return kept


class _Cells:
    """What the two query engines share: whole cells are filtered and counted, and then taken apart into terms."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.values = {
            key: {
                str(cell): [NOT_RECORDED] if cell == NOT_RECORDED else counted_as(column, str(cell))
                for cell in [*table[column].cat.categories, NOT_RECORDED]
            }
            for key, column in COLUMN_OF.items()
        }

    def with_any(self, key: str, filters: Filters) -> list[str]:
        chosen = set(filters.chosen(key))
        return [cell for cell, terms in self.values[key].items() if not chosen.isdisjoint(terms)]

    def per_term(self, key: str, per_cell: Mapping[str, int]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for cell, number in per_cell.items():
            for term in self.values[key][cell]:
                counts[term] = counts.get(term, 0) + number
        return _seen(counts)


def polars(table: pd.DataFrame, found: Mask, _vocabulary: Vocabulary) -> Ask:
    """Enumerations of whole cells; one collection for the groupings and the count, on every core."""
    cells = _Cells(table)
    kinds = {key: pl.Enum(list(values)) for key, values in cells.values.items()}
    frame = pl.DataFrame(
        {
            key: pl.Series(table[column].astype("str").fillna(NOT_RECORDED).tolist(), dtype=kinds[key])
            for key, column in COLUMN_OF.items()
        }
        | {"q": pl.Series(found)}
    )

    def ask(filters: Filters, keys: Sequence[str]) -> Answer:
        tests = {
            key: pl.col(key).is_in(pl.Series(cells.with_any(key, filters), dtype=kinds[key]))
            for key in COLUMN_OF
            if filters.chosen(key)
        }
        if filters.q:
            tests["q"] = pl.col("q")
        marked = frame.with_columns(test.alias(f"is_{key}") for key, test in tests.items()).lazy()

        def kept(but: str) -> pl.LazyFrame:
            others = [pl.col(f"is_{key}") for key in tests if key != but]
            return marked.filter(*others) if others else marked

        asked = [kept(key).group_by(key).len() for key in keys]
        *groups, number = pl.collect_all([*asked, kept("").select(pl.len())])
        counts = {
            key: cells.per_term(key, dict(zip(group[key].to_list(), group["len"].to_list(), strict=True)))
            for key, group in zip(keys, groups, strict=True)
        }
        return int(number.item()), counts

    return ask


def duck(table: pd.DataFrame, found: Mask, _vocabulary: Vocabulary) -> Ask:
    """Enumerations of whole cells in memory; one statement for the groupings and the count, on every core."""
    cells = _Cells(table)
    connection = duckdb.connect()
    filled = pd.DataFrame({key: table[column].astype("object") for key, column in COLUMN_OF.items()}).assign(q=found)
    filled = filled.fillna(NOT_RECORDED)
    connection.register("filled", filled)
    for key in COLUMN_OF:
        written = ", ".join(_quoted(cell) for cell in cells.values[key])
        connection.execute(f"CREATE TYPE {key}_cell AS ENUM ({written})")
    typed = ", ".join(f"{key}::{key}_cell AS {key}" for key in COLUMN_OF)
    connection.execute(f"CREATE TABLE practices AS SELECT {typed}, q FROM filled")
    connection.unregister("filled")

    def ask(filters: Filters, keys: Sequence[str]) -> Answer:
        tests = {}
        for key in COLUMN_OF:
            if filters.chosen(key):
                tests[key] = f"{key} IN ({', '.join(_quoted(cell) for cell in cells.with_any(key, filters))})"
        if filters.q:
            tests["q"] = "q"
        marks = ", ".join(f"({tests.get(key, 'true')}) AS is_{key}" for key in (*COLUMN_OF, "q"))

        def where(but: str) -> str:
            return " AND ".join(f"is_{key}" for key in tests if key != but) or "true"

        parts = [
            f"SELECT '{key}', {key}::VARCHAR, count(*) FROM marked WHERE {where(key)} GROUP BY {key}" for key in keys
        ]
        parts.append(f"SELECT 'all', '', count(*) FROM marked WHERE {where('')}")
        statement = f"WITH marked AS MATERIALIZED (SELECT *, {marks} FROM practices) {' UNION ALL '.join(parts)}"
        per_cell: dict[str, dict[str, int]] = {key: {} for key in (*keys, "all")}
        for key, cell, number in connection.execute(statement).fetchall():
            per_cell[key][cell] = number
        return per_cell["all"][""], {key: cells.per_term(key, per_cell[key]) for key in keys}

    return ask


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _seen(counts: Mapping[str, int]) -> dict[str, int]:
    return {term: number for term, number in counts.items() if number}


ENGINES: dict[str, Callable[[pd.DataFrame, Mask, Vocabulary], Ask]] = {
    "ours": ours,
    "Polars": polars,
    "DuckDB": duck,
    "pandas, naive": pandas_naive,
}
