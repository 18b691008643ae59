"""A PostgreSQL server of our own, in a temporary folder, for as long as it is needed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg


class Cluster:
    """Durable as PostgreSQL is by default. Its programs refuse to run as root, so root hands over to
    `postgres`.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="bank-")
        self.folder = Path(self._temporary.name)
        self._as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_owner:
            shutil.chown(self.folder, "postgres")
        self._programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self._run("initdb", "-A", "trust", "-U", "bank", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")
        self.start()

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200"
        self._run("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """`mode` "immediate" is as hard as pulling the plug: the next start recovers from the log."""
        self._run("pg_ctl", "-w", "-s", "-m", mode, "stop")

    def close(self) -> None:
        self.stop("immediate")
        self._temporary.cleanup()

    def url(self, database: str) -> str:
        return f"postgresql://bank@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, a copy of the template; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.url(database)

    def drop(self, database: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def _run(self, program: str, *arguments: str) -> None:
        command = [
            *self._as_owner,
            str(self._programs / program),
            "-D",
            str(self.folder / "cluster"),
            *arguments,
        ]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)
