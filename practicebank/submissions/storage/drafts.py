"""Keeps half-filled forms on the server, each behind an unguessable key of which only the hash is stored.

Answers are kept exactly as the form hands them over: a draft may be as unfinished as it likes. The same key
later sends the submission (`ReviewQueue.submit`). `retention.delete_old_drafts` removes what nobody came
back for.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from practicebank.submissions.codes import key_hash
from practicebank.submissions.form.email_address import address_key
from practicebank.submissions.form.text import clean_email
from practicebank.submissions.storage.engine import HoldsEngine, read, upsert, write
from practicebank.submissions.storage.tables import drafts

LARGEST_DRAFT = 400_000  # characters of JSON


class DraftTooLarge(Exception):
    """The answers are longer than any submission could be; what was saved before is still there."""

    def __init__(self) -> None:
        super().__init__("This is too long to save. Shorten the longest answer.")


@dataclass(frozen=True)
class Draft:
    """`step` is the page of the form it was saved on."""

    answers: dict[str, Any]
    step: str
    started_at: datetime
    saved_at: datetime


def add_to_draft(queue: HoldsEngine, key: str, changed: Mapping[str, Any], step: str = "") -> None:
    """Saves these answers beside the others saved before, whoever saves others of them at the same moment: another
    tab, or the server this form was on a moment ago. Raises `DraftTooLarge`, `QueueUnavailable`.
    """
    first = _row(key, changed, step)
    held = sa.select(drafts.c.answers).where(_opened_by(key)).with_for_update()

    def work(connection: sa.Connection) -> None:
        before = connection.execute(held).scalar_one_or_none()
        if before is None:
            begun = upsert(connection, drafts).values(first).on_conflict_do_nothing(index_elements=["key_hash"])
            if connection.execute(begun).rowcount == 1:
                return
            before = connection.execute(held).scalar_one_or_none()
        if before is None:  # sent or deleted by somebody else, this very moment
            return
        row = _row(key, {**json.loads(before), **changed}, step)
        kept = {name: row[name] for name in ("answers", "step", "saved_at", "contact_email")}
        connection.execute(drafts.update().where(_opened_by(key)).values(kept))

    write(queue.engine, work)


def _row(key: str, answers: Mapping[str, Any], step: str) -> dict[str, Any]:
    if len(key) < 32:
        raise ValueError("Make the draft's key with keys.new_key.")
    text = json.dumps(dict(answers), default=str)  # ASCII: whatever was typed comes back as it was
    if len(text) > LARGEST_DRAFT:
        raise DraftTooLarge
    now, email = datetime.now(UTC), address_key(clean_email(str(answers.get("contact_email") or "")))
    times = {"started_at": now, "saved_at": now}
    return {"key_hash": key_hash(key), "answers": text, "step": step, "contact_email": email or None, **times}


def _opened_by(key: str) -> sa.ColumnElement[bool]:
    """The draft of this key, be it the one it was begun with or that of the link mailed last."""
    return sa.or_(drafts.c.key_hash == key_hash(key), drafts.c.link_hash == key_hash(key))


def load_draft(queue: HoldsEngine, key: str) -> Draft | None:
    """What was saved last under this key; None when there is nothing (never was, sent, or deleted by age)."""
    query = sa.select(drafts).where(_opened_by(key))
    row = read(queue.engine, lambda connection: connection.execute(query).one_or_none())
    return Draft(json.loads(row.answers), row.step, row.started_at, row.saved_at) if row else None


def delete_draft(queue: HoldsEngine, key: str) -> None:
    """Removes it, after sending or because the contributor asks. Nothing happens when there is none."""
    gone = drafts.delete().where(_opened_by(key))
    write(queue.engine, lambda connection: connection.execute(gone))
