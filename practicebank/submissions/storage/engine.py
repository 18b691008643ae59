"""Opens the database: an embedded SQLite file or any PostgreSQL, with its tables brought up to date.

SQLite runs in WAL mode with `synchronous=FULL`, so a commit is on disk before it returns, and every
transaction that may write begins with `BEGIN IMMEDIATE`: it waits for its turn at once, and can never find
half-way that somebody was quicker. PostgreSQL is reached through psycopg 3. On both nobody waits without end: for a
lock, a statement or a connection so many seconds, then `QueueUnavailable`. Values never appear in an error.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from practicebank.log import log_warning

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
_ONE_MIGRATION_AT_A_TIME = 7_041_776_001  # the number of an advisory lock: any, but always this one
_BUSY_SECONDS = 15
_SECONDS_TO_CONNECT = 5
_ALEMBIC = threading.Lock()  # it keeps the migration under way in one global of the process

Result = TypeVar("Result")


class HoldsEngine(Protocol):
    """A `ReviewQueue`, for functions that need no more of it than its database."""

    @property
    def engine(self) -> sa.Engine: ...


class QueueUnavailable(Exception):
    """The database is away, full or busy. Nothing was lost that had been confirmed; try again."""

    def __init__(self) -> None:
        super().__init__("The review queue cannot be reached just now. Try again in a moment.")


def unavailable(error: Exception) -> QueueUnavailable:
    """What to raise from this error of a database or of the disk; whoever runs the bank is told its cause."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    log_warning("queue_unavailable", error=type(cause).__name__, code=code)
    return QueueUnavailable()


def open_engine(url: str, revision: str = "head") -> sa.Engine:
    """An engine for this address, its tables up to date. Any number of processes may do this at once.

    `postgres://` and `postgresql://` addresses use psycopg 3; the folder of a SQLite file is made when
    missing. An earlier `revision` is for what was written when it was the newest; a database is never taken
    back to one. Raises `QueueUnavailable`.
    """
    address = sa.make_url(url)
    if address.get_backend_name() == "postgres":
        address = address.set(drivername="postgresql")
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    try:
        _migrate(engine, revision)
    except (DBAPIError, NoConnectionFree) as error:
        engine.dispose()
        if not is_away(error):
            raise
        raise unavailable(error) from error
    return engine


def _sqlite(address: sa.URL) -> sa.Engine:
    if not address.database or address.database == ":memory:":
        raise ValueError("The queue needs a file: a database in memory is lost with the process.")
    Path(address.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        address,
        hide_parameters=True,
        pool_size=8,
        max_overflow=16,
        pool_use_lifo=True,  # the connection used last has its pages and statements at hand
        pool_timeout=_BUSY_SECONDS,
        connect_args={"timeout": _BUSY_SECONDS},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver starts no transaction behind our back: `begin` does
        connection.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
        _wal(connection)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(address: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        address,
        hide_parameters=True,
        pool_size=8,
        max_overflow=16,
        pool_use_lifo=True,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"connect_timeout": _SECONDS_TO_CONNECT},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.execute(f"SET statement_timeout = '{_BUSY_SECONDS}s'")
        connection.commit()

    return engine


def take_your_time(connection: sa.Connection) -> None:
    """No statement of this transaction is broken off for being slow: for migrations and backups."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _wal(connection: sqlite3.Connection) -> None:
    """Changing the mode does not wait for other connections as other statements do, so we wait for it."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def revisions() -> list[str]:
    """Every schema there has been, the first first."""
    return [script.revision for script in ScriptDirectory.from_config(_configuration()).walk_revisions()][::-1]


def _configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _migrate(engine: sa.Engine, revision: str) -> None:
    """All migrations in one transaction, behind locks that other threads and other processes wait for."""
    config = _configuration()
    with _ALEMBIC, engine.begin() as connection:
        take_your_time(connection)
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_MIGRATION_AT_A_TIME)))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def read(engine: sa.Engine, work: Callable[[sa.Connection], Result]) -> Result:
    """What `work` finds, all of it as it stood at one moment. Raises `QueueUnavailable`."""
    options: dict[str, Any] = {"reading": True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _with_patience(lambda: _once(engine.execution_options(**options), work), _patience(engine))


def _once(engine: sa.Engine, work: Callable[[sa.Connection], Result]) -> Result:
    with engine.begin() as connection:
        return work(connection)


def write(engine: sa.Engine, work: Callable[[sa.Connection], Result]) -> Result:
    """Does `work` in one transaction. It may be done again after a lost connection, so it must bear that.

    For everything outside the log; `writer.Writer` writes what the log records. Raises `QueueUnavailable`.
    """
    return _with_patience(lambda: _once(engine, work), _patience(engine))


def upsert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows `on_conflict_do_update`: the same words on both engines."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _with_patience(attempt: Callable[[], Result], patience: float) -> Result:
    deadline = time.monotonic() + patience
    while True:
        try:
            return attempt()
        except (DBAPIError, NoConnectionFree) as error:
            if not is_away(error):
                raise
            if time.monotonic() > deadline:
                raise unavailable(error) from error
            time.sleep(0.05)


def _patience(engine: sa.Engine) -> float:
    """A PostgreSQL that restarts is back within seconds. SQLite has done its own waiting."""
    return 2.0 if engine.dialect.name == "postgresql" else 0.0


def is_away(error: DBAPIError | NoConnectionFree) -> bool:
    """Is the database the trouble (away, busy, slow, full, damaged), rather than what we asked of it?

    A damaged file is a `DatabaseError` of no class of its own.
    """
    if isinstance(error, NoConnectionFree | OperationalError | InterfaceError) or type(error) is DatabaseError:
        return True
    return error.connection_invalidated
