"""What a backup brings back is what was there, from either engine into either, also while people submit."""

import json
import stat
import threading
import zipfile
from itertools import count, pairwise

import pytest
import sqlalchemy as sa
from examples import NIGHT_WALKS, TERMS

from practicebank.__main__ import main
from practicebank.submissions import codes
from practicebank.submissions.queue import open_queue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage import backup
from practicebank.submissions.storage.audit_log import Actor, verify_log
from practicebank.submissions.storage.backup import BrokenBackup, back_up, check_backup, restore
from practicebank.submissions.storage.drafts import add_to_draft, load_draft
from practicebank.submissions.storage.engine import open_engine, read, revisions
from practicebank.submissions.storage.tables import metadata
from practicebank.submissions.useful import Useful, count_useful

KEY = "k" * 43
TITLE = "Blätter – “quoted”\n=1+1 \u2028\x00"
_names = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """The address of a database that nobody has used, of either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
        return
    cluster = request.getfixturevalue("cluster")
    name = f"empty_{next(_names)}"
    yield cluster.create(name)
    cluster.drop(name)


def everything(engine):
    """Every row but the one that each database begins its log with, at its own time."""

    def work(connection):
        found = {
            table.name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in metadata.sorted_tables
        }
        return found | {"events": found["events"][1:]}

    return read(engine, work)


def used(url):
    queue = open_queue(url, TERMS, mails=True, tracking_page="https://bank.example.org/submission")
    first = queue.submit(NIGHT_WALKS, codes.new_key())
    queue.submit(NIGHT_WALKS, codes.new_key())
    queue.move(first.reference, Step.CLAIM, Actor(Role.REVIEWER, "Ada"), expected=Status.WAITING)
    add_to_draft(queue, KEY, {"title": TITLE}, "practice")
    count_useful(queue, {"walks"}, "walks", Useful.PARTLY)
    return queue


def test_everything_comes_back_and_goes_on(url, empty, tmp_path):
    queue = used(url)
    file = tmp_path / "monday.zip"
    made = back_up(queue.engine, file)
    assert made.faults == []
    assert (made.rows["submissions"], made.rows["useful"]) == (2, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = everything(queue.engine)
    queue.engine.dispose()
    assert restore(empty, file).faults == []
    again = open_queue(empty, TERMS, mails=True, tracking_page="https://bank.example.org/submission")
    assert everything(again.engine) == before
    assert load_draft(again, KEY).answers == {"title": TITLE}
    again.submit(NIGHT_WALKS, codes.new_key())
    assert verify_log(again.engine) == []
    again.engine.dispose()


def test_a_backup_made_while_people_submit_is_of_one_moment(url, empty, tmp_path):
    queue = used(url)
    stop = threading.Event()

    def submit():
        while not stop.is_set():
            queue.submit(NIGHT_WALKS, codes.new_key())

    people = [threading.Thread(target=submit) for _ in range(3)]
    for each in people:
        each.start()
    made = [back_up(queue.engine, tmp_path / f"{number}.zip") for number in range(4)]
    stop.set()
    for each in people:
        each.join()
    queue.engine.dispose()
    for one in made:
        assert one.faults == []
        assert one.rows["submissions"] == one.rows["contacts"] == one.rows["outbox"]
    assert all(one.rows["submissions"] <= next_one.rows["submissions"] for one, next_one in pairwise(made))
    assert restore(empty, tmp_path / "3.zip").rows == made[3].rows


def test_a_used_database_and_a_file_that_is_there_are_left_alone(url, tmp_path):
    queue = used(url)
    back_up(queue.engine, tmp_path / "one.zip")
    content, before = (tmp_path / "one.zip").read_bytes(), everything(queue.engine)
    with pytest.raises(BrokenBackup, match="used already"):
        restore(url, tmp_path / "one.zip")
    with pytest.raises(BrokenBackup, match="there already"):
        back_up(queue.engine, tmp_path / "one.zip")
    assert (tmp_path / "one.zip").read_bytes() == content
    assert everything(queue.engine) == before
    assert [path.name for path in tmp_path.glob(".*")] == []
    queue.engine.dispose()


def changed(file, name, change):
    """The same backup with one of its files altered."""
    with zipfile.ZipFile(file) as archive:
        contents = {each: archive.read(each) for each in archive.namelist()}
    contents[name] = change(contents[name])
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in contents.items():
            archive.writestr(each, content)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("submissions.jsonl", lambda content: content.replace(b"Night", b"Light", 1), "was changed or cut short"),
        ("events.jsonl", lambda content: content[: len(content) // 2], "not a backup"),
        ("schema.json", lambda content: b"[]", "not a backup"),
        ("schema.json", lambda content: content.replace(b'"format": 1', b'"format": 9'), "newer version"),
    ],
)
def test_a_backup_that_was_tampered_with_changes_nothing(tmp_path, name, change, said):
    queue = used(f"sqlite:///{tmp_path}/queue.db")
    file = tmp_path / "one.zip"
    back_up(queue.engine, file)
    queue.engine.dispose()
    changed(file, name, change)
    with pytest.raises(BrokenBackup, match=said):
        restore(f"sqlite:///{tmp_path}/new.db", file)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip" * 999])
def test_what_is_no_backup_is_said_to_be_none(tmp_path, content):
    (tmp_path / "one.zip").write_bytes(content)
    with pytest.raises(BrokenBackup, match="not a backup"):
        check_backup(tmp_path / "one.zip")


def filled(url, revision, rows):
    """A database of an earlier schema with today's rows in it, in the tables and columns there were. Rows of a table
    that there was not are taken out of `rows`."""
    engine = open_engine(url, revision)
    there = sa.MetaData()
    there.reflect(engine)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name not in there.tables:
                rows[table.name] = []
                continue
            known = [column.name for column in there.tables[table.name].columns]
            for row in rows[table.name]:
                connection.execute(table.insert().values({name: row._mapping[name] for name in known}))
    return engine


@pytest.mark.parametrize("revision", revisions())
def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(empty, tmp_path, monkeypatch, revision):
    queue = used(f"sqlite:///{tmp_path}/today.db")
    today = everything(queue.engine)
    queue.engine.dispose()
    earlier = filled(f"sqlite:///{tmp_path}/earlier.db", revision, today)
    monkeypatch.setattr(
        backup, "faults_of", lambda connection: []
    )  # the check of that time; today's wants today's columns
    back_up(earlier, tmp_path / "old.zip")
    earlier.dispose()
    with zipfile.ZipFile(tmp_path / "old.zip") as archive:
        assert json.loads(archive.read("schema.json"))["revision"] == revision
    assert restore(empty, tmp_path / "old.zip").faults == []
    restored = open_engine(empty)
    assert everything(restored) == today
    restored.dispose()


@pytest.mark.parametrize("revision", revisions())
def test_every_earlier_schema_with_data_in_it_is_upgraded_in_place(empty, tmp_path, revision):
    queue = used(f"sqlite:///{tmp_path}/today.db")
    today = everything(queue.engine)
    queue.engine.dispose()
    filled(empty, revision, today).dispose()
    upgraded = open_engine(empty)
    assert everything(upgraded) == today
    assert verify_log(upgraded) == []
    upgraded.dispose()


def test_the_commands_say_what_they_did(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/queue.db")
    used(f"sqlite:///{tmp_path}/queue.db").engine.dispose()
    assert main(["backup", str(tmp_path / "one.zip")]) == 0
    assert "submissions 2" in capsys.readouterr().out
    assert main(["backup", str(tmp_path / "one.zip")]) == 2
    assert main(["backup", str(tmp_path / "nowhere" / "one.zip")]) == 1
    assert main(["restore", str(tmp_path / "one.zip")]) == 2
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    capsys.readouterr()
    assert main(["restore", str(tmp_path / "one.zip")]) == 0
    assert "The log is whole." in capsys.readouterr().out
