"""How many durable submissions a second the queue takes, beside a bare INSERT that is just as durable.

    python benchmarks/queue_throughput.py [--rounds 5] [--many 400] [--json]

Bare is the driver alone: one INSERT of the submission's own row, made beforehand but for its two unique keys,
into a table of the queue's own making, committed at once, with the same pragmas (SQLite: WAL, synchronous=FULL)
or server settings (PostgreSQL: fsync and synchronous_commit on). The queue checks the submission first, and
stores beside that row its contact, its event in the chained log and the message it causes. The two take turns on
the same disk, each in a database of its own; the figures are medians over the rounds. PostgreSQL runs in a
cluster of its own, made for the occasion in a temporary folder.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/practicebank/submissions")]

from cluster import Cluster  # noqa: E402

from practicebank.submissions import codes  # noqa: E402
from practicebank.submissions.form.model import Submission  # noqa: E402
from practicebank.submissions.queue import open_queue  # noqa: E402
from practicebank.submissions.storage.audit_log import verify_log  # noqa: E402
from practicebank.submissions.storage.records import content_columns  # noqa: E402

PARAGRAPH = "Officers and youth workers walked the estate together on Friday nights. " * 8
SUBMISSION = Submission(
    title="Night walks",
    summary="Officers and youth workers walk the estate together on Friday nights.",
    effectiveness="Promising",
    focus=("Prevention", "Diversion"),
    organisation="An organisation",
    problem=PARAGRAPH,
    aim="Fewer calls about disorder.",
    how_it_works=PARAGRAPH,
    evaluation_design="None",
    learning=PARAGRAPH,
    contact_role="Community safety team",
    contact_email="community.safety@example.org",
    authority=True,
)
Send = Callable[[], None]


def per_second(sender: Callable[[], Send], threads: int, many: int) -> float:
    """`sender` prepares one thread's way of sending; its connection is open before the clock starts."""
    ready = threading.Barrier(threads + 1)

    def work() -> None:
        send = sender()
        send()
        ready.wait()
        for _ in range(many // threads):
            send()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    return (many // threads) * threads / (time.perf_counter() - began)


def queue_sender(url: str) -> Callable[[], Send]:
    queue = open_queue(url, mails=True)
    return lambda: lambda: queue.submit(SUBMISSION, codes.new_key()) and None


def bare_row(mark: str) -> tuple[str, Callable[[], list[Any]]]:
    """The statement that inserts a submission's row, and what makes such a row for each time."""
    now = datetime.now(UTC).isoformat(sep=" ")
    row = dict.fromkeys(("salt", "code_hash"), codes.key_hash("as long")) | {
        "status": "waiting",
        **content_columns(SUBMISSION, SUBMISSION.content()),
        "sent_at": now,
        "changed_at": now,
        "last_event": 1,
    }
    names = ", ".join(["reference", "token_hash", *row])
    insert = f"INSERT INTO submissions ({names}) VALUES ({', '.join([mark] * (len(row) + 2))})"
    return insert, lambda: [codes.new_reference(), codes.new_key(), *row.values()]


def bare_sqlite(path: Path) -> Callable[[], Send]:
    open_queue(f"sqlite:///{path}").engine.dispose()
    insert, values = bare_row("?")

    def sender() -> Send:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return lambda: connection.execute(insert, values()) and None

    return sender


def bare_postgresql(address: str) -> Callable[[], Send]:
    open_queue(address).engine.dispose()
    insert, values = bare_row("%s")

    def sender() -> Send:
        connection = psycopg.connect(address, autocommit=True)
        return lambda: connection.execute(insert, values()) and None

    return sender


def measure(rounds: int, many: int) -> list[dict[str, object]]:
    results = []
    cluster = Cluster()
    with tempfile.TemporaryDirectory() as name, closing(cluster):
        address = cluster.create("queue")
        sqlite_url = f"sqlite:///{name}/queue.db"
        ways = {
            "SQLite": (bare_sqlite(Path(name) / "bare.db"), queue_sender(sqlite_url)),
            "PostgreSQL": (bare_postgresql(cluster.create("bare")), queue_sender(address)),
        }
        for database, (bare, queue) in ways.items():
            for threads in (1, 8):
                both = [(per_second(bare, threads, many), per_second(queue, threads, many)) for _ in range(rounds)]
                bares, queues = (statistics.median(figures) for figures in zip(*both, strict=True))
                ratio = statistics.median(ours / theirs for theirs, ours in both)
                results.append(
                    {"database": database, "threads": threads, "bare": bares, "queue": queues, "ratio": ratio}
                )
        for url in (sqlite_url, address):
            queue = open_queue(url)
            assert verify_log(queue.engine) == []
            queue.engine.dispose()
    return results


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--many", type=int, default=400, help="submissions in each measurement")
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    results = measure(chosen.rounds, chosen.many)
    if chosen.json:
        print(json.dumps(results, indent=1))
        return
    print(f"{'database':<12}{'threads':>8}{'bare/s':>9}{'queue/s':>9}{'ratio':>8}")
    for result in results:
        print("{database:<12}{threads:>8}{bare:>9.0f}{queue:>9.0f}{ratio:>8.2f}".format(**result))


if __name__ == "__main__":
    main()
