"""What the cells of a catalogue must be, asked of whole columns at once, and the table that is left.

A column of repeating cells is asked about its distinct cells only: a million rows have a few hundred.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.errors
import pandera.pandas as pandera_pandas
import pyarrow as pa
from pyarrow import compute

from practicebank.catalogue.faults import Fault
from practicebank.catalogue.rows import Coded, Rows
from practicebank.catalogue.schema import NO_SLUG, SETS_ASIDE, UNKNOWN_TERM, are_web_addresses, table_schema
from practicebank.catalogue.slugs import derive_slugs
from practicebank.fields import COLUMNS, SORTED_BY, values_in
from practicebank.memory import release_free_memory
from practicebank.vocabulary import Vocabulary

Lines = npt.NDArray[np.int64]
Schema = Mapping[str, pandera_pandas.Column]


def checked(rows: Rows, vocabulary: Vocabulary, *, slugs_given: bool) -> tuple[pd.DataFrame, list[Fault]]:
    """The table of practices, NaN for not recorded, and every fault. Uses `rows` up."""
    lines = rows.lines()
    texts = {column: _joined(rows.texts.pop(column)) for column in list(rows.texts)}
    faults = rows.faults
    texts["slug"] = _slugs(texts, lines, faults, slugs_given=slugs_given)
    schema = table_schema({field.column: field.names for field in vocabulary}).columns  # each time a copy
    faults += _text_faults(texts, lines, schema)
    faults += _term_faults(rows.coded, lines, vocabulary, schema)
    return _table(texts, rows, _kept(faults, lines)), faults


def _joined(pieces: list[pa.LargeStringArray]) -> pa.LargeStringArray:
    joined = pa.chunked_array(pieces, pa.large_string()).combine_chunks()
    pieces.clear()
    release_free_memory()
    return joined


def _series(cells: pa.LargeStringArray) -> "pd.Series[str]":
    series: pd.Series[str] = pa.table({"cells": cells}).to_pandas()["cells"]
    return series


def _slugs(
    texts: dict[str, pa.LargeStringArray], lines: Lines, faults: list[Fault], *, slugs_given: bool
) -> pa.LargeStringArray:
    """The slug of every row that has a title, made from the title where the file gives none."""
    untitled = compute.equal(texts["title"], "")
    unnamed = compute.equal(texts["slug"], "")
    if not compute.any(compute.or_(untitled, unnamed)).as_py():
        return texts["slug"]
    titles, given = texts["title"].to_pylist(), texts["slug"].to_pylist()
    without = np.flatnonzero(compute.and_not(unnamed, untitled).to_numpy(zero_copy_only=False)).tolist()
    if slugs_given:
        faults += [Fault(int(lines[row]), "slug", NO_SLUG) for row in without]
    derived = derive_slugs((titles[row] for row in without), taken=set(given))
    for row, slug in zip(without, derived, strict=True):
        given[row] = slug
    slugs = [slug if title else "" for slug, title in zip(given, titles, strict=True)]
    return pa.array(slugs, pa.large_string())


def _text_faults(texts: dict[str, pa.LargeStringArray], lines: Lines, schema: Schema) -> Iterator[Fault]:
    for name, cells in texts.items():  # one after the other: what one check needs is free for the next
        for column, advice, cell, row in _failures(pd.DataFrame({name: _series(cells)}, copy=False), schema):
            yield Fault(int(lines[row]), column, advice, cell, advice in SETS_ASIDE)
        release_free_memory()


def _term_faults(coded: dict[str, Coded], lines: Lines, vocabulary: Vocabulary, schema: Schema) -> Iterator[Fault]:
    """Asks about the distinct cells of all columns side by side, shorter columns filled up with nothing."""
    cells = {column: each.cells for column, each in coded.items()}
    table = pd.DataFrame({column: pd.Series(each, dtype="str") for column, each in cells.items()}).fillna("")
    for column, advice, cell, number in _failures(table, schema):
        if number >= len(cells[column]):
            continue
        found = cell
        if advice == UNKNOWN_TERM:
            known = vocabulary[column].names
            found = "; ".join(word for word in values_in(column, cell) if word not in known)
        for line in lines[coded[column].codes() == number].tolist():
            yield Fault(line, column, advice, found, advice in SETS_ASIDE)


def _failures(table: pd.DataFrame, schema: Schema) -> Iterator[tuple[str, str, str, int]]:
    """Column, advice, cell and row of everything that is not as it should be, in some of the columns."""
    asked = pandera_pandas.DataFrameSchema({str(column): schema[str(column)] for column in table})
    try:
        asked.validate(table, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        yield from zip(cases["column"], cases["check"], cases["failure_case"], cases["index"].astype(int), strict=True)


def _kept(faults: list[Fault], lines: Lines) -> npt.NDArray[np.bool_] | None:
    """Which rows are practices; None when all are."""
    aside = [fault.line for fault in faults if fault.sets_aside]
    kept = ~np.isin(lines, aside)
    return None if kept.all() else kept


def _table(texts: dict[str, pa.LargeStringArray], rows: Rows, kept: npt.NDArray[np.bool_] | None) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for column in COLUMNS:
        if column in SORTED_BY:
            codes = rows.coded[column].codes()
            columns[column] = _categories(rows.coded.pop(column).cells, codes if kept is None else codes[kept])
        else:
            cells = texts.pop(column)
            if kept is not None:
                cells = cells.filter(pa.array(kept))
            if column == "page_url":
                cells = _only(cells, pa.array(are_web_addresses(_series(cells)).to_numpy(dtype=bool)))
            columns[column] = _series(_only(cells, compute.not_equal(cells, "")))
    return pd.DataFrame(columns, copy=False)


def _only(cells: pa.LargeStringArray, there: pa.BooleanArray) -> pa.LargeStringArray:
    """Nothing where it is not there."""
    if compute.all(there).as_py():
        return cells
    return compute.if_else(there, cells, pa.scalar(None, pa.large_string()))


def _categories(cells: list[str], codes: npt.NDArray[np.int32]) -> "pd.Categorical[int]":
    """The cells in their alphabetical order, as far as rows have them; no cell is not recorded."""
    used = np.bincount(codes, minlength=len(cells)) > 0
    sorted_cells = sorted(cell for cell, here in zip(cells, used, strict=True) if here and cell)
    place = {cell: at for at, cell in enumerate(sorted_cells)}
    places = np.array([place.get(cell, -1) for cell in cells], dtype=np.int32)
    categories = pd.Index(sorted_cells, dtype="str")
    return pd.Categorical.from_codes(places[codes] if len(cells) else codes, dtype=pd.CategoricalDtype(categories))
