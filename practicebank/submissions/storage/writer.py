"""Writes what the log records: a change and its event in one transaction, one writer at a time at the log's
end.

Within a process, threads take turns. Between processes, SQLite gives the turn with `BEGIN IMMEDIATE` and
PostgreSQL with an advisory lock. A process that wrote last remembers the end of the log, and may write the
next submission without asking: if another was quicker, the table refuses the event and nothing is written.

Submissions that arrive while one is being written are written by the next, all in one transaction: a durable
commit costs about the same for one row as for twenty. Nobody's call returns before the commit that holds their
row. Their rows are inserted by statements made here, of the names in `tables`: PostgreSQL takes all rows of all
tables in one statement, SQLite, which lives in our process, takes table after table. SQLAlchemy's own care for
each row would cost as much as storing it.
"""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from practicebank.submissions.storage.audit_log import Head, read_head
from practicebank.submissions.storage.engine import is_away, unavailable

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


Item = TypeVar("Item")
Result = TypeVar("Result")

_LOG_LOCK = 7_041_776_002  # the number of an advisory lock
_SHARING_SECONDS = 1.0  # after a collision, so long we ask first
_MOST_COLLISIONS = 100


class Writer:
    """Holds an engine open for writing. `patience`: seconds to wait for a database that is restarting."""

    def __init__(self, engine: sa.Engine, patience: float = 5.0) -> None:
        self._engine = engine
        self._patience = patience
        self._turn = threading.Lock()
        self._remembered: Head | None = None
        self._driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._sharing_until = 0.0

    def write(
        self,
        work: Callable[[sa.Connection, Head], tuple[Result, Head]],
        *,
        repeatable: bool = False,
        quick: Callable[[Head], tuple[Result, Head]] | None = None,
    ) -> Result:
        """Commits what `work` does with the connection and the end of the log, and returns its result.

        `work` gives the new end back. It is done again after a collision, so it starts from what it reads.
        `repeatable` says that it may also be done again when nobody knows whether it was committed. `quick`
        is a shorter way that trusts the remembered end and commits by itself; whenever that fails, `work`
        is done, so it must find out what happened. Raises `QueueUnavailable`; then a change that is not
        repeatable may or may not have happened.
        """
        with self._turn:
            if quick and self._remembered and time.monotonic() > self._sharing_until:
                try:
                    result, self._remembered = quick(self._remembered)
                    return result
                except (self._driver_error, DBAPIError, NoConnectionFree):
                    self._remembered = None
                    self._sharing_until = time.monotonic() + _SHARING_SECONDS
            return self._carefully(work, repeatable)

    def _carefully(self, work: Callable[[sa.Connection, Head], tuple[Result, Head]], repeatable: bool) -> Result:
        deadline = time.monotonic() + self._patience
        collisions = 0
        while True:
            committing = False
            try:
                with self._engine.connect() as connection:
                    result, head = work(connection, self._end_of_log(connection))
                    committing = True
                    connection.commit()
                self._remembered = head
                return result
            except IntegrityError:
                collisions += 1
                if collisions > _MOST_COLLISIONS:
                    raise
                # A pause, not a secret.
                time.sleep(random.random() * 0.002 * min(collisions, 10))  # nosec B311
            except (DBAPIError, NoConnectionFree) as error:
                if not is_away(error):
                    raise
                hopeless = self._engine.dialect.name == "sqlite" or time.monotonic() > deadline
                if hopeless or (committing and not repeatable):
                    raise unavailable(error) from error
                time.sleep(0.05)

    def _end_of_log(self, connection: sa.Connection) -> Head:
        if self._engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOG_LOCK)))
        return read_head(connection)


_MOST_AT_ONCE = 64


class _Place(Generic[Item, Result]):
    """One caller: waits until its item is written, or until it is called to write for those waiting."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.call = threading.Lock()  # released once: held until then, and cheaper than an Event
        self.call.acquire()
        self.done = False
        self.results: list[Result] = []
        self.error: BaseException | None = None


class GroupCommit(Generic[Item, Result]):
    """`write` takes several items and returns their results in order, all written or none."""

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._write = write
        self._guard = threading.Lock()
        self._waiting: list[_Place[Item, Result]] = []
        self._writing = False

    def __call__(self, item: Item) -> Result:
        place: _Place[Item, Result] = _Place(item)
        with self._guard:
            self._waiting.append(place)
            my_turn, self._writing = not self._writing, True
        if not my_turn:
            place.call.acquire()
        if not place.done:
            self._write_those_waiting(place)
        if place.error is not None:
            raise place.error
        return place.results[0]

    def _write_those_waiting(self, mine: _Place[Item, Result]) -> None:
        with self._guard:
            places, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
        try:
            results = self._write([place.item for place in places])
            for place, result in zip(places, results, strict=True):
                place.results = [result]
        except BaseException as error:  # whatever it was, each of them must hear of it
            for place in places:
                place.error = error
        finally:
            for place in places:
                place.done = True
                if place is not mine:
                    place.call.release()
            with self._guard:
                if self._waiting:
                    self._waiting[0].call.release()
                else:
                    self._writing = False
