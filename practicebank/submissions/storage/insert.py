"""Inserts the rows that belong together with as few round trips, and as little ado, as the engine allows.

PostgreSQL takes all rows of all tables in one statement, a transaction of its own when nothing is around it.
SQLite lives in our process, where statements cost next to nothing: it takes table after table. This is the
one place that is run for every submission, and SQLAlchemy's own care for each row would cost as much as
storing it; so the statements are made here, of the names in `tables`, and handed to the driver.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Rows = Mapping[sa.Table, Mapping[str, Any]]
Columns = tuple[tuple[sa.Table, tuple[str, ...]], ...]


def insert_together(connection: sa.Connection, groups: Sequence[Rows]) -> None:
    """Each group has one row for each of the same tables, named in an order that foreign keys bear."""
    columns = _columns(groups[0])
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_one_statement(columns, len(groups)), _all_values(columns, groups))
        return
    for of_one_table in columns:
        rows = [tuple(values) for values in _values_of(of_one_table, groups)]
        connection.exec_driver_sql(_insert(of_one_table, "?"), rows)


def insert_and_commit(engine: sa.Engine, groups: Sequence[Rows]) -> None:
    """The same in a transaction of its own, committed before it returns.

    Raises the driver's errors; after one nobody knows whether it was committed.
    """
    columns = _columns(groups[0])
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    try:
        if engine.dialect.name == "postgresql":
            connection.autocommit = True
            connection.execute(_one_statement(columns, len(groups)), _all_values(columns, groups))
            connection.autocommit = False
        else:
            connection.execute("BEGIN IMMEDIATE")
            for of_one_table in columns:
                connection.executemany(_insert(of_one_table, "?"), _values_of(of_one_table, groups))
            connection.execute("COMMIT")
    except BaseException:
        pooled.invalidate()
        raise
    pooled.close()


def _columns(group: Rows) -> Columns:
    return tuple((table, tuple(row)) for table, row in group.items())


@lru_cache(maxsize=256)
def _insert(columns: tuple[sa.Table, tuple[str, ...]], mark: str, rows: int = 1) -> str:
    table, names = columns
    row = f"({', '.join([mark] * len(names))})"
    # Names of our own tables and columns; every value is a parameter.
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join([row] * rows)}"  # nosec B608


@lru_cache(maxsize=256)
def _one_statement(columns: Columns, rows: int) -> str:
    *first, last = [_insert(of_one_table, "%s", rows) for of_one_table in columns]
    parts = [f"part_{number} AS ({insert})" for number, insert in enumerate(first)]
    return f"WITH {', '.join(parts)} {last}"


def _all_values(columns: Columns, groups: Sequence[Rows]) -> tuple[Any, ...]:
    return tuple(value for table, _ in columns for group in groups for value in group[table].values())


def _values_of(columns: tuple[sa.Table, tuple[str, ...]], groups: Sequence[Rows]) -> list[list[Any]]:
    return [
        [_time(value) if isinstance(value, datetime) else value for value in group[columns[0]].values()]
        for group in groups
    ]


def _time(value: datetime) -> str:
    """As `UtcDateTime` stores it in SQLite."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
