"""The checklist as an operator edits it: every fault said where it is, and a server that goes on meanwhile."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from desks import ALL_YES, claim, rate, seen
from examples import NIGHT_WALKS

from practicebank.desk import decisions
from practicebank.desk.checklist import (
    BUILT_IN,
    Check,
    Checklist,
    ChecklistError,
    DeclineReason,
    checklist,
    load_checklist,
)
from practicebank.desk.desk import Desk
from practicebank.desk.submission_view import open_submission
from practicebank.settings import Settings
from practicebank.submissions.queue import ReviewQueue

GOOD = """\
[[check]]
name = "clear"
question = "Is it clear?"
help = ""

[[check]]
name = "safe"
question = "Is it safe?"
help = "No names."

[[reason]]
name = "other"
label = "Another reason"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "review.toml"


def save(path: Path, text: str) -> None:
    """As an editor does, at another time than the version before."""
    path.write_text(text, encoding="utf-8")
    later = path.stat().st_mtime_ns + len(text) * 1_000_000
    os.utime(path, ns=(later, later))


def faults_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(ChecklistError) as refused:
        load_checklist(path)
    return refused.value.faults


def test_the_file_becomes_a_checklist(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8-sig")  # with the mark some editors write
    assert load_checklist(path) == Checklist(
        (Check("clear", "Is it clear?", ""), Check("safe", "Is it safe?", "No names.")),
        (DeclineReason("other", "Another reason"),),
    )


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('"Is it safe?"', '"Is it safe?', "line 8: Mend the TOML: Illegal character '\\n'."),
        ('"Another reason"\n', '"""', "line 13: Mend the TOML: Unterminated string."),
        ('question = "Is it safe?"', 'questoin = "Is it safe?"', "line 8: Rename “questoin” to “question”."),
        ('help = "No names."', 'help = "No names."\ncolour = "red"', "line 10: Remove “colour”: a [[check]] has name, question and help only."),
        ('question = "Is it safe?"\n', "", "line 6: Add “question” to this [[check]]."),
        ('"Is it safe?"', '" "', "line 8: Write something for “question”."),
        ('"Is it safe?"', "true", "line 8: Write “question” as text, between quotation marks."),
        ('name = "safe"', 'name = "clear"', "line 7: Give this [[check]] another name: “clear” stands on line 2."),
        ("[[reason]]", "[reason]", "line 11: Write [[reason]], in two pairs of brackets, above each one."),
        ("[[reason]]", "[[raeson]]", "line 11: Rename “raeson” to “reason”."),
        ('[[reason]]\nname = "other"\nlabel = "Another reason"\n', "", "line 11: Add at least one [[reason]] with name and label."),
        ('[[check]]\nname = "clear"', 'colour = 1\n[[check]]\nname = "clear"', "line 1: Remove “colour”: the file has [[check]] and [[reason]] only."),
        ("No names.", "No names. \\z", "line 9: Mend the TOML: Unescaped '\\' in a string."),
        ('[[reason]]\nname = "other"\nlabel = "Another reason"', 'reason = 1', "line 11: Remove “reason”: a [[check]] has name, question and help only."),
    ],
)  # fmt: skip
def test_each_fault_is_said_with_its_line_and_what_to_do(path: Path, was: str, becomes: str, fault: str) -> None:
    assert GOOD.count(was) == 1
    path.write_text(GOOD.replace(was, becomes), encoding="utf-8")
    assert faults_of(path)[0] == f"review.toml, {fault}"


def test_every_fault_is_said_at_once_in_the_order_of_the_lines(path: Path) -> None:
    bad = GOOD.replace("help", "hlep").replace('"Another reason"', "7")
    path.write_text(bad, encoding="utf-8")
    assert faults_of(path) == (
        "review.toml, line 4: Rename “hlep” to “help”.",
        "review.toml, line 9: Rename “hlep” to “help”.",
        "review.toml, line 13: Write “label” as text, between quotation marks.",
    )


def test_an_empty_file_lacks_both(path: Path) -> None:
    path.write_text("", encoding="utf-8")
    assert [fault.partition("with")[0] for fault in faults_of(path)] == [
        "review.toml, line 1: Add at least one [[check]] ",
        "review.toml, line 1: Add at least one [[reason]] ",
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (GOOD.replace("No names", "No café").encode("latin-1"), "line 9: Save the file as UTF-8"),
        (GOOD.encode("utf-16"), "line 1: Save the file as UTF-8"),
    ],
)
def test_another_encoding_is_said(path: Path, raw: bytes, said: str) -> None:
    path.write_bytes(raw)
    [fault] = faults_of(path)
    assert said in fault


def test_a_missing_file_is_said(path: Path) -> None:
    assert faults_of(path) == ("Put the file review.toml back: No such file or directory.",)


def test_a_change_shows_without_a_restart(path: Path) -> None:
    save(path, GOOD)
    assert checklist(path).label("other") == "Another reason"
    save(path, GOOD.replace("Another reason", "Any other reason"))
    assert checklist(path).label("other") == "Any other reason"


def test_a_server_goes_on_with_the_last_good_file_and_says_so_once(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(path, GOOD)
    good = checklist(path)
    save(path, GOOD + "[[")
    with caplog.at_level("INFO", logger="practicebank"):
        assert [checklist(path), checklist(path)] == [good, good]
    assert [record.getMessage() for record in caplog.records] == ["checklist_refused"]

    save(path, GOOD.replace("Another reason", "Mended"))
    assert checklist(path).label("other") == "Mended"


def test_a_file_that_was_never_good_leaves_the_built_in_one(path: Path) -> None:
    save(path, "[[")
    assert checklist(path) == load_checklist(BUILT_IN)


def test_a_file_beside_the_catalogue_is_used_when_it_is_there(path: Path) -> None:
    environment = {"PRACTICEBANK_CATALOGUE": str(path.parent / "practices.csv")}
    assert Settings.from_environment(environment).review == BUILT_IN
    save(path, GOOD)
    assert Settings.from_environment(environment).review == path


def test_the_desk_goes_by_its_own_file(ada: Desk, queue: ReviewQueue, reference: str, path: Path) -> None:
    save(path, GOOD)
    ada.services.settings = replace(ada.services.settings, review=path)
    desk = ada.renew()
    claim(desk, reference)
    decisions.rate(desk, reference, seen(desk, reference), "publish", {"clear": "yes", "safe": "partly"}, "")
    assert queue.history(reference)[-1].more["answers"] == {"clear": "yes", "safe": "partly"}
    decisions.decline(desk, reference, seen(desk, reference), "other", "Too thin.")
    assert queue.history(reference)[-1].words == "Another reason. Too thin."
    assert queue.get(reference).submission == NIGHT_WALKS


def test_a_rating_stands_in_the_history_in_the_order_of_the_checklist(
    ada: Desk, reference: str, tmp_path: Path
) -> None:
    claim(ada, reference)
    rate(ada, reference)
    [rated, *others] = open_submission(ada, reference).history
    assert rated.answers == [(check.question, "yes") for check in checklist().checks]
    assert len(rated.answers) == len(ALL_YES)
    assert not any(each.answers for each in others)

    (tmp_path / "review.toml").write_text(GOOD, encoding="utf-8")
    ada.services.settings = replace(ada.services.settings, review=tmp_path / "review.toml")
    left = [name for name in sorted(ALL_YES) if name not in ("clear", "safe")]
    now = [question for question, _ in open_submission(ada.renew(), reference).history[0].answers]
    assert now == ["Is it clear?", "Is it safe?", *left], "what is asked no more comes last, by its name"
