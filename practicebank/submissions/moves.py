"""What a step changes besides the state: its details for the log, the slug, the reviewer, the row itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.form.text import clean_text
from practicebank.submissions.states import ANSWERS, Move, Status, Step, StepNotAllowed
from practicebank.submissions.storage.audit_log import Actor, in_form_order
from practicebank.submissions.storage.tables import submissions

LONGEST_WORDS = 10_000
CHANGES_CONTENT = frozenset({Step.CORRECT, Step.ANSWER, Step.SEND_AGAIN, Step.EDIT})

OPENS_A_REMARK = frozenset({Step.REMARK, Step.PROPOSE})
SPOKEN_OF = frozenset({*OPENS_A_REMARK, Step.REPLY})
"""What is said about a practice: no reason to keep its contributor's address for longer."""
SETTLES = "settles"
"""Under this name the log has the number of the remark or proposal that a step answers."""


class SomebodyWasQuicker(Exception):
    """The submission was moved or changed in the meantime; nothing was overwritten. `status` is its state
    now.
    """

    def __init__(self, reference: str, status: Status) -> None:
        super().__init__(f"Somebody was quicker: {reference} has changed and is now “{status}”. Look at it again.")
        self.status = status


class SlugTaken(Exception):
    """Another submission is, or was, published under that address."""


def details(
    move: Move, words: str, questions: Mapping[str, str] | None, note: str, more: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What was said, cleaned, without the parts that are empty. Raises `StepNotAllowed`."""
    told: dict[str, Any] = {
        **(more or {}),
        "words": clean_text(words).strip(),
        "questions": {field: clean_text(text).strip() for field, text in in_form_order(questions or {}).items()},
        "note": clean_text(note).strip(),
    }
    if move.words and not told["words"]:
        raise StepNotAllowed(f"Write why: the step “{move.step}” needs a reason in words.")
    if told.get("answer") and (move.step is not Step.CONFIRM or told["answer"] not in ANSWERS):
        raise StepNotAllowed("Choose how the practice is doing.")
    if move.step is Step.NOTE and not told["note"]:
        raise StepNotAllowed("Write the note first.")
    if any(len(text) > LONGEST_WORDS for text in (told["words"], told["note"], *told["questions"].values())):
        raise StepNotAllowed(f"Shorten what you wrote to {LONGEST_WORDS:,} characters.")
    return {name: value for name, value in told.items() if value}


def changed_columns(
    connection: sa.Connection,
    row: sa.Row[Any],
    move: Move,
    by: Actor,
    at: datetime,
    slug: str | None,
    replaced_by: str | None,
    told: Mapping[str, Any],
) -> dict[str, Any]:
    """The columns this move sets, the text aside, after what was `told`. Raises `SlugTaken`."""
    values: dict[str, Any] = {"status": str(move.after)}
    if move.step not in SPOKEN_OF:
        values["changed_at"] = at
    if move.after != row.status:
        values["since"] = at
    if move.step is Step.CONFIRM:
        values |= {"confirmed_at": at, "answer": told.get("answer")}
    if move.step in (Step.CLAIM, Step.REOPEN):
        values["reviewer"] = by.name
    elif move.step is Step.RELEASE or move.after is Status.WAITING:
        values["reviewer"] = None
    values["remarks"] = row.remarks + (move.step in OPENS_A_REMARK) - (SETTLES in told)
    if move.step is Step.PUBLISH:
        values |= {"slug": _slug(connection, row, slug), "published_at": row.published_at or at}
    if move.step is Step.REPLACE:
        if not replaced_by:
            raise ValueError("Replacing a practice needs the one that replaces it.")
        values["replaced_by"] = replaced_by
    elif move.step is Step.RESTORE:
        values["replaced_by"] = None
    return values


def change_row(connection: sa.Connection, row: sa.Row[Any], values: Mapping[str, Any]) -> None:
    """Changes the row if it is still as it was read. Raises `SomebodyWasQuicker`."""
    same = sa.and_(
        submissions.c.reference == row.reference,
        submissions.c.status == row.status,
        submissions.c.last_event == row.last_event,
    )
    if connection.execute(submissions.update().where(same).values(**values)).rowcount != 1:
        raise SomebodyWasQuicker(row.reference, Status(row.status))


def _slug(connection: sa.Connection, row: sa.Row[Any], wanted: str | None) -> str:
    kept: str = row.slug or wanted or ""
    if not kept:
        raise ValueError("Publishing for the first time needs a slug.")
    holder = sa.select(submissions.c.reference).where(submissions.c.slug == kept)
    if kept != row.slug and connection.scalar(holder):
        raise SlugTaken(f"The address “{kept}” belongs to another practice.")
    return kept
