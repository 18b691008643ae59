"""Writes what the log records: a change and its event in one transaction, one writer at a time at the log's
end.

Within a process, threads take turns. Between processes, SQLite gives the turn with `BEGIN IMMEDIATE` and
PostgreSQL with an advisory lock. A process that wrote last remembers the end of the log, and may write the
next submission without asking: if another was quicker, the table refuses the event and nothing is written.
"""

import random
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from practicebank.submissions.storage.audit_log import Head, read_head
from practicebank.submissions.storage.engine import is_away, unavailable

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
