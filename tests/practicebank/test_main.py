"""The commands as an operator types them: what they print and how they end."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from practicebank.__main__ import COMMANDS, main
from practicebank.bank.shelf import LONG
from practicebank.fields import COLUMNS
from practicebank.services import Services
from practicebank.settings import Settings
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.model import Submission, Way
from practicebank.submissions.founding import adopt, as_submission
from practicebank.submissions.queue import open_queue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.drafts import add_to_draft
from tests.practicebank.small_tables import ROOT, csv_text


@pytest.fixture
def catalogue(tmp_path, monkeypatch) -> Path:
    """A catalogue of one's own, as the environment names it."""
    path = tmp_path / "mine.csv"
    path.write_text(csv_text({"title": "Vans"}), encoding="utf-8")
    monkeypatch.setenv("PRACTICEBANK_CATALOGUE", str(path))
    return path


def test_the_real_files_have_no_faults(monkeypatch, capsys):
    monkeypatch.delenv("PRACTICEBANK_CATALOGUE", raising=False)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "No faults. 63 practices.\n"


def test_every_fault_is_listed_by_line_and_column(catalogue, capsys):
    catalogue.write_text(
        csv_text({"title": "A", "focus": "Astrology"}, {"title": ""}, {"title": "B", "summary": ""}),
        encoding="utf-8",
    )
    (catalogue.parent / "sources.csv").write_text(
        "slug,field,source_url,confidence\na,colour,https://a.example/,high\nz,region,https://a.example/,high\n",
        encoding="utf-8",
    )
    (catalogue.parent / "places.csv").write_text(
        "organisation,region,column,row\nKent Police,Atlantis,x,8\n", encoding="utf-8"
    )

    assert main(["check"]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "mine.csv, line 2, focus: Use a term of the vocabulary, or add this one to it. Found: 'Astrology'.",
        "mine.csv, line 3, title: Enter a title for the practice. The row is set aside.",
        "mine.csv, line 4, summary: Enter a one-sentence summary.",
        "sources.csv, line 2, field: Name a column of the catalogue. Found: 'colour'.",
        "sources.csv, line 3, slug: Use the slug of a practice: none has this one. Found: 'z'.",
        "places.csv, line 2, column: Enter a whole number from 0 to 30. Found: 'x'.",
        "places.csv, line 2, region: Use a term of the vocabulary, or add this one to it. Found: 'Atlantis'.",
        "7 faults. 2 practices.",
    ]


def test_another_file_is_checked_on_its_own(catalogue, tmp_path, capsys):
    (catalogue.parent / "sources.csv").write_text("nonsense", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text(csv_text({"title": "A"}), encoding="utf-8")

    assert main(["check", str(other)]) == 0

    assert capsys.readouterr().out == "No faults. 1 practice.\n"


def test_every_fault_of_the_checklist_beside_the_catalogue_is_said(catalogue, capsys):
    (catalogue.parent / "review.toml").write_text('[[check]]\nnmae = "clear"\n', encoding="utf-8")

    assert main(["check"]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "review.toml, line 1: Add “help” to this [[check]].",
        "review.toml, line 1: Add “question” to this [[check]].",
        "review.toml, line 2: Rename “nmae” to “name”.",
        "review.toml, line 3: Add at least one [[reason]] with name and label.",
        "4 faults. 1 practice.",
    ]


def test_checking_one_file_leaves_the_checklist_alone(catalogue, capsys):
    (catalogue.parent / "review.toml").write_text("[[", encoding="utf-8")
    assert main(["check", str(catalogue)]) == 0
    assert capsys.readouterr().out == "No faults. 1 practice.\n"


@pytest.mark.parametrize("raw", [b"", "title,summary\n".encode("utf-16"), b"title\xe9\n", b"a,b\n"])
def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path, capsys, raw):
    path = tmp_path / "bad.csv"
    path.write_bytes(raw)
    assert main(["check", str(path)]) == 1
    [message, summary] = capsys.readouterr().out.splitlines()
    assert message.startswith("bad.csv ")
    assert summary == "1 fault."


def test_a_missing_file_and_a_folder_are_said_to_be(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.csv")]) == 1
    assert main(["check", str(tmp_path)]) == 1
    assert "There is no file none.csv." in capsys.readouterr().out


def test_what_a_terminal_would_obey_is_printed_as_an_escape(tmp_path, capsys):
    path = tmp_path / "bad\x1b[31m.csv"
    hostile = "\x1b[2J\x07\u202e\x9bAstrology\r\n"
    columns = ["title", "summary", "effectiveness", "focus", "organisation", "linked_to", "topics", hostile]
    path.write_text(csv_text({"title": hostile, "focus": hostile}, columns=columns), encoding="utf-8")

    assert main(["check", str(path)]) == 1

    printed = capsys.readouterr().out
    assert printed.replace("\n", "").isprintable()
    assert "\\x1b[2J" in printed


def test_without_a_command_the_usage_is_shown(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "usage: python -m practicebank" in capsys.readouterr().err


def test_every_command_has_help(capsys):
    for name, command in COMMANDS.items():
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert command.help in " ".join(capsys.readouterr().out.split())


def test_it_runs_as_a_module_on_a_terminal_that_knows_few_letters(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(csv_text({"title": "A", "focus": "“Größe”"}), encoding="utf-8")
    command = [sys.executable, "-m", "practicebank", "check", str(path)]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stderr == b""
    assert b"bad.csv, line 2, focus: " in ended.stdout
    assert b"\\u201cGr\\xf6\\xdfe\\u201d" in ended.stdout


@pytest.fixture
def database(tmp_path, monkeypatch) -> str:
    url = f"sqlite:///{tmp_path}/var/bank.db"
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", url)
    return url


def sent(database: str) -> str:
    """A submission in the queue, its contact at hand, and the draft of another."""
    queue = open_queue(database)
    add_to_draft(queue, new_key(), {"title": "Half a title"})
    submission = Submission(
        way=Way.DID_NOT_WORK,
        title="Leaflets \x1b[2J",
        organisation="Westshire Council",
        tried="Leaflets.",
        result="Nothing.",
        why="Nobody read them.",
        learning="Talk instead.",
        contact_role="Team",
        contact_email="community.safety@example.org",
        authority=True,
    )
    return queue.submit(submission, new_key()).reference


def test_the_queue_is_listed_for_people_and_for_programs(database, capsys):
    assert main(["queue"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 submissions"
    reference = sent(database)

    assert main(["queue"]) == 0
    listed = capsys.readouterr().out
    assert reference in listed
    assert "community.safety@example.org" not in listed
    assert "\x1b" not in listed

    assert main(["queue", "--json", "--status", "waiting"]) == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert (entry["reference"], entry["status"]) == (reference, "waiting")
    assert main(["queue", "--json", "--status", "declined"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_log_is_verified_and_a_removed_event_found(database, capsys):
    sent(database)
    assert main(["verify-log"]) == 0
    assert capsys.readouterr().out == "The log is whole.\n"

    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM event_details")
        connection.execute("DELETE FROM events WHERE number = 1")
        connection.commit()
    assert main(["verify-log"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] != "The log is whole."


def test_tidying_says_what_it_deleted(database, monkeypatch, capsys):
    sent(database)
    assert main(["tidy"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Deleted: no drafts, no contacts, no messages.",
        "Withdrawn, because no answer came: no submissions.",
        "Reminded of a question: no contributors. Asked how their practice is doing: no contributors.",
    ]
    monkeypatch.setenv("PRACTICEBANK_DRAFT_DAYS", "0")
    assert main(["tidy"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "Deleted: 1 draft, no contacts, no messages."


@pytest.mark.parametrize(("given", "days"), [("", 60), ("0", 0), ("7", 7), ("3650", 3_650)])
def test_the_queue_knows_how_many_days_a_question_waits(database, monkeypatch, given, days):
    monkeypatch.setenv("PRACTICEBANK_ANSWER_DAYS", given)
    assert Services(Settings.from_environment()).queue().answer_days == days


@pytest.mark.parametrize("given", ["3651", "-1", "1.5", "two months"])
def test_days_that_cannot_be_are_refused_by_the_name_of_the_setting(database, monkeypatch, capsys, given):
    monkeypatch.setenv("PRACTICEBANK_ANSWER_DAYS", given)
    assert main(["tidy"]) == 2
    assert capsys.readouterr().out == "Give PRACTICEBANK_ANSWER_DAYS a whole number from 0 to 3650.\n"


def test_a_database_that_cannot_be_reached_is_said_to_be(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/file/bank.db")
    assert main(["queue"]) == 2
    assert capsys.readouterr().out == "The review queue cannot be reached just now. Try again in a moment.\n"


def test_export_writes_the_copy_and_rebuild_opens_the_bank_in_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/bank.db")
    assert main(["export", "--to", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "practice-bank.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert main(["rebuild", str(tmp_path / "out" / "practice-bank.zip"), "--to", str(tmp_path / "back")]) == 0
    assert "63 practices. To start it:" in capsys.readouterr().out
    assert (tmp_path / "back" / "bank" / "practices.csv").read_bytes() == (ROOT / "data" / "practices.csv").read_bytes()


def test_rebuild_says_what_is_wrong_with_a_copy(tmp_path, capsys):
    (tmp_path / "copy.zip").write_bytes(b"no")
    assert main(["rebuild", str(tmp_path / "copy.zip"), "--to", str(tmp_path / "back")]) == 1
    assert "copy.zip cannot be read" in capsys.readouterr().out


def test_export_goes_on_without_the_database_and_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/at/all/bank.db")
    (tmp_path / "nowhere").write_text("a file where a folder should be")
    assert main(["export", "--to", str(tmp_path / "out")]) == 0
    assert "Without what was published here: " in capsys.readouterr().out
    assert (tmp_path / "out" / "practice-bank.zip").exists()


PAGE = "https://example.org/vans"


def at_the_desk(slug: str, step: Step = Step.EDIT, **changes: object) -> None:
    """A reviewer corrects a practice of the catalogue, or takes that step."""
    services = Services(Settings.from_environment())
    services.watch.refresh(services.queue())
    bank, queue = services.shelf.current(), services.queue()
    before = as_submission(bank, slug)
    of_text = {
        "submission": before.model_copy(update=changes),
        "corrects": before,
        "source": PAGE,
        "confidence": "high",
    }
    reference, by = adopt(queue, bank, slug), Actor(Role.REVIEWER, "Ada")
    queue.move(
        reference, step, by, expected=Status.PUBLISHED, words="It says so.", **(of_text if step is Step.EDIT else {})
    )


def test_the_catalogue_is_exported_with_what_the_desk_set_and_read_in_its_place(catalogue, database, tmp_path, capsys):
    rows = [{"title": "Vans", "topics": "Cybercrime including fraud"}, {"title": "Night walks"}, {"title": "Lost"}]
    catalogue.write_text(csv_text(*rows), encoding="utf-8")
    at_the_desk("vans", organisation="Kent Police", problem="Thefts.", topics=())
    at_the_desk("night-walks", title="Day walks", started="2023-03")
    at_the_desk("lost", summary="Nobody knows.")
    at_the_desk("vans", Step.RETIRE)
    catalogue.write_text(csv_text(*rows[:1], {"slug": "night-walks", "title": "Walks"}, columns=COLUMNS), "utf-8")
    out = tmp_path / "out"

    assert main(["export", "--catalogue", "--to", str(out)]) == 0

    written = ["practices.csv", "accounts.csv", "sources.csv"]
    assert sorted(path.name for path in out.iterdir()) == sorted(written)
    sizes = [f"{name}: {(out / name).stat().st_size:,} bytes." for name in written]
    assert capsys.readouterr().out.splitlines() == [
        *sizes,
        "2 practices. 5 fields as the desk set them.",
        "1 practice retired or replaced at the desk: still written; the desk keeps them out.",
        "1 fault in the files: a cell that was not read is not written.",
        "night-walks, title: changed in the file as well. The desk’s value is written.",
        "lost: the catalogue has no row for it any more, and gets none.",
    ]
    [vans, walks] = csv.DictReader((out / "practices.csv").read_text("utf-8").splitlines())
    assert (vans["organisation"], vans["topics"], walks["title"], walks["started"]) == (
        "Kent Police",
        "",
        "Day walks",
        "2023-03",
    )

    for name in ("accounts.csv", "sources.csv"):
        (out / name).replace(catalogue.parent / name)
    (out / "practices.csv").replace(catalogue)
    assert main(["export", "--catalogue", "--to", str(out)]) == 0
    assert "2 practices. No fields as the desk set them." in capsys.readouterr().out
    assert [(out / name).read_bytes() for name in written] == [
        (catalogue if name == "practices.csv" else catalogue.parent / name).read_bytes() for name in written
    ]

    at_the_desk("night-walks", title="Night walks")  # as it said before
    assert main(["export", "--catalogue", "--to", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[3] == "2 practices. 1 field as the desk set them."


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("mine.csv", csv_text({"title": "A"}, {"title": ""}), "1 of the catalogue"),
        ("sources.csv", "slug,field,source_url,confidence\nvans,colour,https://a.example/,high\n", "1 of the sources"),
        ("accounts.csv", "slug,field\n", "1 of the accounts"),
    ],
)
def test_a_catalogue_with_lines_that_would_be_lost_is_not_exported(catalogue, database, capsys, name, text, said):
    (catalogue.parent / name).write_text(text, encoding="utf-8")
    assert main(["export", "--catalogue", "--to", str(catalogue.parent / "out")]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"Nothing was written. Lines that cannot be read would be lost: {said}.",
        "Mend them first: python -m practicebank check lists them.",
    ]
    assert not (catalogue.parent / "out").exists()


def test_without_the_database_the_catalogue_is_not_exported(catalogue, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{catalogue}/bank.db")
    assert main(["export", "--catalogue", "--to", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().out == "The review queue cannot be reached just now. Try again in a moment.\n"
    assert not (tmp_path / "out").exists()


def test_a_catalogue_that_cannot_be_read_or_written_is_said_to_be(catalogue, database, capsys):
    assert main(["export", "--catalogue", "--to", str(catalogue)]) == 1
    catalogue.unlink()
    assert main(["export", "--catalogue", "--to", str(catalogue.parent)]) == 2
    assert capsys.readouterr().out.splitlines() == [
        f"{catalogue} cannot be written to: File exists.",
        "There is no file mine.csv. Put it back, or point to another.",
    ]


def test_a_long_catalogue_is_waited_for(catalogue, database, tmp_path, capsys):
    with catalogue.open("a", encoding="utf-8") as file:
        file.write("\n" * LONG)
    assert main(["export", "--to", str(tmp_path / "out")]) == 0
    assert "1 practice, data version " in capsys.readouterr().out
