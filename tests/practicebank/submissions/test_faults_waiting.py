"""A database that is locked, slow, read-only or damaged is said within seconds; what was refused is sent later, once."""

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sender
import sqlalchemy as sa
from examples import ADA, NIGHT_WALKS, TERMS, bring_to

from practicebank.submissions import codes, retention
from practicebank.submissions import queue as queue_module
from practicebank.submissions.queue import open_queue
from practicebank.submissions.retention import delete_old_drafts
from practicebank.submissions.states import Status, Step
from practicebank.submissions.storage import drafts
from practicebank.submissions.storage import engine as engine_module
from practicebank.submissions.storage.audit_log import verify_log
from practicebank.submissions.storage.drafts import add_to_draft, load_draft
from practicebank.submissions.storage.engine import QueueUnavailable, open_engine, read

LOCK = {
    "sqlite": "UPDATE submissions SET reviewer = NULL",
    "postgresql": "LOCK TABLE submissions, events, drafts IN ACCESS EXCLUSIVE MODE",
}


@pytest.fixture
def impatient(url, monkeypatch):
    """The address of a database whose every statement is given a second."""
    monkeypatch.setattr(engine_module, "_BUSY_SECONDS", 1)
    return url


def test_a_database_locked_by_another_is_said_and_everything_is_sent_later(impatient):
    queue = open_queue(impatient, TERMS, patience=0.2)
    key, other = codes.new_key(), open_engine(impatient)
    with other.begin() as connection:
        connection.execute(sa.text(LOCK[other.dialect.name]))
        for attempt in (
            lambda: queue.submit(NIGHT_WALKS, key),
            lambda: add_to_draft(queue, key, {"title": "Night walks"}),
        ):
            with pytest.raises(QueueUnavailable, match="Try again"):
                attempt()
    assert queue.submit(NIGHT_WALKS, key) == queue.submit(NIGHT_WALKS, key)
    assert queue.counts()[Status.WAITING] == 1
    assert load_draft(queue, key) is None
    assert verify_log(queue.engine) == []
    queue.engine.dispose()
    other.dispose()


def test_a_statement_without_end_is_broken_off(cluster, monkeypatch):
    url = cluster.create("without_end", template="with_tables")
    monkeypatch.setattr(engine_module, "_BUSY_SECONDS", 1)
    engine = open_engine(url)
    with pytest.raises(QueueUnavailable):
        read(engine, lambda connection: connection.scalar(sa.select(sa.func.pg_sleep(600))))
    assert read(engine, lambda connection: connection.scalar(sa.text("SELECT 1"))) == 1
    engine.dispose()


def test_when_every_connection_is_taken_the_next_is_told_to_come_again(impatient):
    queue = open_queue(impatient, TERMS)
    key = codes.new_key()
    with ExitStack() as taken:
        for _ in range(24):
            taken.enter_context(queue.engine.connect())
        for attempt in (queue.counts, lambda: add_to_draft(queue, key, {}), lambda: queue.submit(NIGHT_WALKS, key)):
            with pytest.raises(QueueUnavailable):
                attempt()
    assert queue.submit(NIGHT_WALKS, key).reference
    queue.engine.dispose()


def test_a_disk_that_turns_read_only_is_said_and_nothing_is_lost(tmp_path, processes):
    with tempfile.TemporaryDirectory(prefix="bank-") as folder:
        url, said = f"sqlite:///{folder}/queue.db", tmp_path / "said"
        Path(folder).chmod(0o755)
        server = processes.Process(target=sender.on_a_disk_that_turns_read_only, args=(url, folder, str(said)))
        server.start()
        server.join()
        Path(folder).chmod(0o755)
        for path in Path(folder).iterdir():
            path.chmod(0o644)
        assert server.exitcode == 0
        reference, _, error = said.read_text().partition(" ")
        assert error == "The review queue cannot be reached just now. Try again in a moment."
        queue = open_queue(url, TERMS)
        assert [line.reference for line in queue.lines()] == [reference]
        queue.engine.dispose()


def test_a_damaged_database_file_is_said(tmp_path):
    file = tmp_path / "queue.db"
    queue = open_queue(f"sqlite:///{file}", TERMS)
    queue.submit(NIGHT_WALKS, codes.new_key())
    queue.engine.dispose()
    with file.open("r+b") as opened:
        opened.write(b"nothing a database begins with")
    for attempt in (
        queue.counts,
        lambda: queue.submit(NIGHT_WALKS, codes.new_key()),
        lambda: open_queue(f"sqlite:///{file}"),
    ):
        with pytest.raises(QueueUnavailable):
            attempt()
    queue.engine.dispose()


class Earlier(datetime):
    """A clock that has jumped back by a day."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - timedelta(days=1)


def test_a_clock_that_jumps_back_loses_nothing_and_mixes_up_nothing(url, monkeypatch):
    queue = open_queue(url, TERMS)
    first, key = queue.submit(NIGHT_WALKS, codes.new_key()).reference, codes.new_key()
    queue.move(first, Step.CLAIM, ADA, expected=Status.WAITING)
    add_to_draft(queue, key, {"title": "Before"})
    for module in (queue_module, drafts, retention):
        monkeypatch.setattr(module, "datetime", Earlier)
    queue.move(first, Step.RELEASE, ADA, expected=Status.IN_REVIEW)
    add_to_draft(queue, key, {"title": "After"})
    second = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    bring_to(queue, second, Status.PUBLISHED)

    history = queue.history(first)
    assert [event.step for event in history] == [Step.SEND, Step.CLAIM, Step.RELEASE]
    assert history[2].at < history[1].at, "the clock has jumped"
    assert queue.get(first).status is Status.WAITING
    assert load_draft(queue, key).answers == {"title": "After"}
    assert delete_old_drafts(queue, 90) == 0
    assert verify_log(queue.engine) == []
    now = datetime.now(UTC)
    assert delete_old_drafts(queue, 90, now=now + timedelta(days=88)) == 0
    assert delete_old_drafts(queue, 90, now=now + timedelta(days=90)) == 1  # a day early, as it was saved a day early
    queue.engine.dispose()
