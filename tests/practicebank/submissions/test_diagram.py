"""The picture of the states in the documents is the table of moves."""

from pathlib import Path

from practicebank.submissions.diagram import document
from practicebank.submissions.states import MOVES, Status

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_in_the_documents_is_current():
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == document()


def test_every_move_and_every_state_is_in_it():
    page = document()
    for move in MOVES:
        if move.before is not None:
            assert f"| {move.before} | {move.step} |" in page
    for status in Status:
        assert f"as {status.name}" in page
    drawn = {line.split(":")[0].strip() for line in page.splitlines() if "-->" in line}
    changing = {
        (move.before.name if move.before else "[*]", move.after.name) for move in MOVES if move.before != move.after
    }
    assert drawn == {f"{before} --> {after}" for before, after in changing}
