"""Replicas of the bank behind a real nginx, on free ports of this machine, in a folder that is thrown away."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.configure import Site
from deploy.ready import wait_until_ready
from deploy.trial.nginx import free_ports, running_nginx

ROOT = Path(__file__).resolve().parents[2]
COOKIE = "practicebank_replica"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 40

_OURS = ("PRACTICEBANK_", "STREAMLIT_")


class Fleet:
    """`address` is nginx's. Replicas are counted from 1, as the cookie counts them."""

    def __init__(self, folder: Path, database_url: str, replicas: int, base: str = "") -> None:
        self.folder = folder
        self.key = secrets.token_urlsafe(24)
        self.base = f"/{base}" if base else ""
        *self._ports, self.port = free_ports(replicas + 1)
        self.address = f"http://127.0.0.1:{self.port}{self.base}"
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self._environment = {
            **inherited,
            "PRACTICEBANK_DATABASE_URL": database_url,
            "PRACTICEBANK_REVIEWER_KEY": self.key,
            "PRACTICEBANK_UNANSWERED": "off",
            "PRACTICEBANK_SEARCH_INDEX": str(folder / "search"),
            "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32),
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_BASE_URL_PATH": base,
            "FORWARDED_ALLOW_IPS": "127.0.0.1",
        }

        self.site = Site(tuple(f"127.0.0.1:{own}" for own in self._ports), base=base)

    @property
    def replicas(self) -> range:
        return range(1, len(self._ports) + 1)

    def replica(self, number: int) -> str:
        """The address of one replica, past nginx."""
        return f"http://127.0.0.1:{self._ports[number - 1]}{self.base}"

    def start(self, number: int) -> None:
        environment = {**self._environment, "STREAMLIT_SERVER_PORT": str(self._ports[number - 1])}
        with (self.folder / f"replica-{number}.log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                [sys.executable, "-m", "deploy.serve"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )

    def ready(self, number: int) -> None:
        if not wait_until_ready(self.replica(number), SECONDS_TO_START):
            raise TimeoutError((self.folder / f"replica-{number}.log").read_text())

    def kill(self, number: int) -> None:
        """As hard as it gets: the process is told nothing."""
        process = self._processes.pop(number)
        process.kill()
        process.wait()

    def stop(self, number: int) -> float:
        """As systemd stops it: how many seconds it took. Raises `TimeoutExpired` when it does not end."""
        process, began = self._processes.pop(number), time.monotonic()
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        return time.monotonic() - began

    def open(self) -> None:
        for number in self.replicas:
            self.start(number)
        for number in self.replicas:
            self.ready(number)

    def close(self) -> None:
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def open_fleet(folder: Path, database_url: str, replicas: int, base: str = "") -> Iterator[Fleet]:
    fleet = Fleet(folder, database_url, replicas, base)
    try:
        fleet.open()
        with running_nginx(folder, fleet.site, fleet.port):
            yield fleet
    finally:
        fleet.close()
