"""Runs what is tried and prints a table: `deploy/try --help`."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from deploy.trial.browsing import open_browser
from deploy.trial.fleet import open_fleet
from deploy.trial.steps import Line, a_replica_killed, one_life, rolling_restart
from tests.practicebank.submissions.cluster import Cluster


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bank.db'}"
        return
    with closing(Cluster()) as cluster:
        yield cluster.create("bank")


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/try", description="Tries several replicas behind nginx, for real.")
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--base", default="", help="a base path, such as bank")
    parser.add_argument("--contributors", type=int, default=2)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # everything it started ends with it
    good, began = True, time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="practicebank-") as name,
        database(given.database, Path(name)) as url,
        open_fleet(Path(name), url, given.replicas, given.base) as fleet,
    ):
        seconds = time.monotonic() - began
        print(f"{given.replicas} replicas, nginx and {given.database}: up in {seconds:.0f} s", flush=True)
        with open_browser() as browser:
            good &= told(one_life(fleet, browser))
            good &= told(a_replica_killed(fleet, browser))
        good &= told(rolling_restart(fleet, url, given.contributors))
    said = "all as it should be" if good else "not as it should be: see the lines with !"
    print(f"{said} ({time.monotonic() - began:.0f} s)")
    return 0 if good else 1


def told(lines: Iterator[Line]) -> bool:
    """Prints each line as it comes; whether all is as it should be."""
    good = True
    for what, seen, well in lines:
        good &= well
        print(f"{' ' if well else '!'} {what:<53} {seen}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
