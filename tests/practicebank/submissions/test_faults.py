"""What a contributor has seen confirmed is in the queue, once, whatever happens to the server or the
database.
"""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import sender
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from examples import NIGHT_WALKS, TERMS

from practicebank.submissions import codes
from practicebank.submissions.queue import open_queue
from practicebank.submissions.states import Status
from practicebank.submissions.storage.audit_log import verify_log
from practicebank.submissions.storage.drafts import add_to_draft, load_draft
from practicebank.submissions.storage.engine import MIGRATIONS, QueueUnavailable, open_engine
from practicebank.submissions.storage.tables import contacts, metadata, outbox, submissions

KILLS = 24


def lines(file):
    return file.read_text().splitlines() if file.exists() else []


def confirmations(file):
    """Key -> reference; a key confirmed under two references is a failure of its own."""
    confirmed = {}
    for line in lines(file):
        key, reference = line.split()
        assert confirmed.setdefault(key, reference) == reference
    return confirmed


def check_queue(url, confirmed):
    queue = open_queue(url, TERMS)
    with queue.engine.connect() as connection:
        stored = connection.execute(sa.select(submissions.c.token_hash, submissions.c.reference)).all()
        mails = Counter(connection.scalars(sa.select(outbox.c.reference)))
        with_contact = set(connection.scalars(sa.select(contacts.c.reference)))
    by_hash = dict(stored)
    assert len(by_hash) == len(stored) == len(set(by_hash.values()))
    assert {key: by_hash.get(codes.key_hash(key)) for key in confirmed} == confirmed
    assert mails == Counter(by_hash.values())
    assert with_contact == set(by_hash.values())
    assert verify_log(queue.engine) == []
    assert all(queue.receipt(key).reference == reference for key, reference in confirmed.items())
    queue.engine.dispose()


@pytest.mark.long
def test_servers_killed_at_random_moments_lose_nothing(url, tmp_path, processes):
    """Two servers at once, four sessions each; one of the two is killed, again and again."""
    open_queue(url).engine.dispose()
    chance = random.Random(7)
    forms = [codes.new_key() for _ in range(4_000)]
    file = tmp_path / "confirmed"
    killed_at_work = 0
    for _ in range(KILLS):
        confirmed = confirmations(file)
        unsure = [key for key in forms if key not in confirmed][:300]
        again = chance.sample(sorted(confirmed), min(20, len(confirmed)))
        servers = [
            processes.Process(target=sender.send, args=(url, [*unsure[half::2], *again], str(file))) for half in (0, 1)
        ]
        before = len(lines(file))
        for server in servers:
            server.start()
        while len(lines(file)) <= before + chance.randrange(80) and any(server.is_alive() for server in servers):
            time.sleep(0.001)
        time.sleep(chance.random() * 0.01)
        killed_at_work += servers[0].is_alive()
        servers[0].kill()
        if chance.random() < 0.5:
            servers[1].kill()
        for server in servers:
            server.join()
            server.close()
    assert killed_at_work >= 20

    confirmed = confirmations(file)
    check_queue(url, confirmed)
    assert len(confirmed) > KILLS


def test_postgresql_restarted_in_mid_flight_loses_nothing(cluster, tmp_path, processes):
    url = cluster.create("restarted", template="with_tables")
    forms = [codes.new_key() for _ in range(2_000)]
    file = tmp_path / "confirmed"
    servers = [processes.Process(target=sender.send, args=(url, forms[half::2], str(file))) for half in (0, 1)]
    for server in servers:
        server.start()
    restarts = 0
    for mode in ("immediate", "fast", "immediate"):
        before = len(lines(file))
        while len(lines(file)) < before + 200:
            time.sleep(0.002)
        restarts += all(server.is_alive() for server in servers)
        cluster.stop(mode)
        cluster.start()
    for server in servers:
        server.join()
        assert server.exitcode == 0
        server.close()
    assert restarts == 3

    confirmed = confirmations(file)
    assert set(confirmed) == set(forms)
    check_queue(url, confirmed)


def test_many_starts_at_once_make_the_tables_once(cluster, tmp_path, processes):
    for number, url in enumerate([f"sqlite:///{tmp_path}/new/queue.db", cluster.create("started_at_once")]):
        opened = tmp_path / f"opened-{number}"
        starts = [processes.Process(target=sender.start, args=(url, str(opened))) for _ in range(6)]
        for start in starts:
            start.start()
        for start in starts:
            start.join()
        assert [start.exitcode for start in starts] == [0] * 6
        assert lines(opened) == ["0"] * 6


def test_threads_of_one_process_may_open_databases_at_once(tmp_path):
    urls = [f"sqlite:///{tmp_path}/{number}.db" for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        engines = list(threads.map(open_engine, urls))
    for engine in engines:
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        engine.dispose()


def test_the_migrations_make_the_tables_the_package_names(url):
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert len(context.get_current_heads()) == 1
    engine.dispose()
    assert (MIGRATIONS / "env.py").exists()


def test_a_full_disk_is_said_and_nothing_is_half_stored(tmp_path, processes):
    url, said = f"sqlite:///{tmp_path}/queue.db", tmp_path / "said"
    server = processes.Process(target=sender.fill_the_disk, args=(url, 1_500_000, str(said)))
    server.start()
    server.join()
    assert server.exitcode == 0

    queue = open_queue(url)
    assert queue.counts()[Status.WAITING] == int(said.read_text()) > 10
    assert verify_log(queue.engine) == []
    queue.engine.dispose()


def test_a_database_that_is_away_is_said_without_anything_personal(cluster):
    url = cluster.create("away", template="with_tables")
    queue = open_queue(url, TERMS, patience=0.2)
    key = codes.new_key()
    cluster.stop()
    try:
        for attempt in (
            lambda: queue.submit(NIGHT_WALKS, key),
            lambda: add_to_draft(queue, key, {"title": "Night walks"}),
            queue.lines,
            lambda: open_queue(url),
        ):
            with pytest.raises(QueueUnavailable, match="Try again") as away:
                attempt()
            assert "example.org" not in repr(away.value.__cause__)
    finally:
        cluster.start()
    assert queue.submit(NIGHT_WALKS, key) == queue.receipt(key)
    assert load_draft(queue, key) is None
    queue.engine.dispose()


def test_a_busy_sqlite_waits_for_its_turn(tmp_path):
    queue = open_queue(f"sqlite:///{tmp_path}/queue.db", TERMS)
    queue.submit(NIGHT_WALKS, codes.new_key())
    other = open_engine(f"sqlite:///{tmp_path}/queue.db")
    with other.begin() as connection:
        connection.execute(sa.text("UPDATE submissions SET reviewer = NULL"))
        began = time.perf_counter()
        assert queue.counts()[Status.WAITING] == 1
        assert time.perf_counter() - began < 1
    queue.submit(NIGHT_WALKS, codes.new_key())
    for engine in (queue.engine, other):
        engine.dispose()


def test_sqlite_is_opened_to_be_durable(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/a/new/folder/queue.db")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15_000}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(ValueError, match="needs a file"):
        open_engine(url)
