"""A copy of everything the queue holds, made while it is used, and the way back from it.

A backup is a ZIP: `schema.json` says which schema it was made at, how many rows each table has and their checksum;
`NAME.jsonl` has the rows, one JSON object a line. Times (UTC) and days are in ISO 8601. It is the same from both
engines, and either can be restored from it. It holds personal data: only its owner may read the file.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.storage.audit_log import faults_of, verify_log
from practicebank.submissions.storage.engine import open_engine, read, revisions, take_your_time

FORMAT = 1
_CONTENTS = "schema.json"
_VERSION = "alembic_version"
_AT_ONCE = 500


class BrokenBackup(Exception):
    """The file is not a whole backup, or cannot go where it should. Nothing was changed."""


@dataclass(frozen=True)
class Backup:
    """What was copied or restored: rows by table, and the faults of its log."""

    revision: str
    rows: Mapping[str, int]
    faults: list[str]


def back_up(engine: sa.Engine, file: Path) -> Backup:
    """Writes all of it as it stood at one moment, reads the file back, and only then gives it its name.

    Raises `BrokenBackup` if the file is there already or did not hold what was written, `QueueUnavailable`, and
    `OSError` where it cannot be written.
    """
    if file.exists():
        raise BrokenBackup(f"{file.name} is there already. Name another file.")
    partial = file.with_name(f".{file.name}.partial")
    try:
        made = read(engine, lambda connection: _write(connection, partial))
        if check_backup(partial).rows != made.rows:
            raise BrokenBackup("What was written is not what was read. Try again.")
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)
    return made


def check_backup(file: Path) -> Backup:
    """Holds every checksum and every line against the contents. Raises `BrokenBackup`."""
    try:
        with zipfile.ZipFile(file) as archive:
            contents = json.loads(archive.read(_CONTENTS))
            if contents["format"] != FORMAT or contents["revision"] not in revisions():
                raise BrokenBackup("This backup was made by a newer version of the bank. Restore it with that.")
            counted = {}
            for name, expected in contents["tables"].items():
                digest, number = hashlib.sha256(), 0
                with archive.open(f"{name}.jsonl") as lines:
                    for line in lines:
                        digest.update(line)
                        json.loads(line)
                        number += 1
                if (digest.hexdigest(), number) != (expected["sha256"], expected["rows"]):
                    raise BrokenBackup(f"The table {name} in the backup was changed or cut short.")
                counted[name] = number
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, ValueError, EOFError, OSError) as error:
        raise BrokenBackup("This is not a backup, or it was cut short.") from error
    return Backup(contents["revision"], counted, [])


def restore(url: str, file: Path) -> Backup:
    """Fills a new database from a backup and brings it up to date.

    All of it or nothing. Raises `BrokenBackup`, also where the database has been used, and `QueueUnavailable`.
    """
    checked = check_backup(file)
    engine = open_engine(url, checked.revision)
    try:
        with engine.begin() as connection:
            _fill(connection, file, checked)
    finally:
        engine.dispose()
    engine = open_engine(url)
    faults = verify_log(engine)
    engine.dispose()
    return Backup(checked.revision, checked.rows, faults)


def _write(connection: sa.Connection, file: Path) -> Backup:
    take_your_time(connection)
    tables: dict[str, dict[str, object]] = {}
    revision = str(connection.scalar(sa.text(f"SELECT version_num FROM {_VERSION}")))  # nosec B608: our own constant
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in _tables(connection):
                digest, number = hashlib.sha256(), 0
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                    for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings():
                        line = (json.dumps({name: _plain(row[name]) for name in row}) + "\n").encode()
                        digest.update(line)
                        lines.write(line)
                        number += 1
                tables[table.name] = {"rows": number, "sha256": digest.hexdigest()}
            contents = {"format": FORMAT, "revision": revision, "made_at": _plain(datetime.now(UTC)), "tables": tables}
            archive.writestr(_CONTENTS, json.dumps(contents, indent=1))
        opened.flush()
        os.fsync(opened.fileno())
    rows = {name: int(str(table["rows"])) for name, table in tables.items()}
    return Backup(revision, rows, list(faults_of(connection)))


def _fill(connection: sa.Connection, file: Path, checked: Backup) -> None:
    take_your_time(connection)
    tables = _tables(connection)
    here = str(connection.scalar(sa.text(f"SELECT version_num FROM {_VERSION}")))  # nosec B608: our own constant
    if here != checked.revision or any(_used(connection, table) for table in tables):
        raise BrokenBackup("This database has been used already. Restore into a new one.")
    if {table.name for table in tables} != set(checked.rows):
        raise BrokenBackup("The tables in the backup are not those of its schema.")
    with zipfile.ZipFile(file) as archive:
        for table in tables:
            with archive.open(f"{table.name}.jsonl") as lines:
                rows = (_row(table, json.loads(line), connection) for line in lines)
                rows = (row for row in rows if not _is_the_first_event(table, row))
                while some := list(islice(rows, _AT_ONCE)):
                    connection.execute(table.insert(), some)
            _count_on(connection, table)


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """As they are in this database, whatever its schema; what others refer to first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSION]


def _used(connection: sa.Connection, table: sa.Table) -> bool:
    rows = connection.execute(sa.select(table).limit(2)).mappings().all()
    return any(not _is_the_first_event(table, row) for row in rows)


def _is_the_first_event(table: sa.Table, row: Mapping[str, Any] | sa.RowMapping) -> bool:
    """The one the log begins with: every database has it from its start, with the time of that."""
    return table.name == "events" and row["number"] == 0


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _row(table: sa.Table, plain: dict[str, Any], connection: sa.Connection) -> dict[str, Any]:
    for column in table.columns:
        if isinstance(column.type, sa.DateTime) and plain[column.name] is not None:
            moment = datetime.fromisoformat(plain[column.name])
            plain[column.name] = moment.replace(tzinfo=None) if connection.dialect.name == "sqlite" else moment
        elif isinstance(column.type, sa.Date):
            plain[column.name] = date.fromisoformat(plain[column.name])
    return plain


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL goes on numbering after the numbers that came with the backup."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key:
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
        if sequence:
            last = sa.select(sa.func.max(column)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, last)).where(last.is_not(None)))
