"""Practices of the catalogue file at the desk: each gets a place among the submissions once there is something to do
about it, and none before.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from practicebank.bank.bank import Bank
from practicebank.catalogue.accounts import Account
from practicebank.evidence import YES
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, MULTI_VALUED, split_cell, text
from practicebank.submissions import codes
from practicebank.submissions.form.model import Submission
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor, Head, NewEvent, append, commitment
from practicebank.submissions.storage.engine import HoldsEngine, read
from practicebank.submissions.storage.records import content_columns
from practicebank.submissions.storage.tables import submissions


def reference_of(queue: HoldsEngine, slug: str) -> str:
    """The reference of what is, or was, published under this slug; "" when the desk has nothing. Raises
    `QueueUnavailable`.
    """
    query = sa.select(submissions.c.reference).where(submissions.c.slug == slug)
    return read(queue.engine, lambda connection: connection.scalar(query)) or ""


def adopt(queue: ReviewQueue, bank: Bank, slug: str) -> str:
    """The reference of a practice of the bank, which gets one when it has none. Raises `KeyError` for a slug that no
    listed practice has, and `QueueUnavailable`.
    """
    if known := reference_of(queue, slug):
        return known
    submission = as_submission(bank, slug)
    content, salt, at, reference = submission.content(), secrets.token_hex(16), datetime.now(UTC), codes.new_reference()
    key, by = codes.new_key(), Actor(Role.SYSTEM)  # a key that nobody is given: nobody sent it

    def work(connection: sa.Connection, head: Head) -> tuple[str, Head]:
        query = sa.select(submissions.c.reference).where(submissions.c.slug == slug)
        if known := connection.scalar(query):
            return known, head
        row = {
            "reference": reference,
            "token_hash": codes.key_hash(key),
            "salt": salt,
            "code_hash": codes.code_hash(codes.private_code(key), salt),
            "status": str(Status.PUBLISHED),
            **content_columns(submission, content),
            "sent_at": at,
            "changed_at": at,
            "last_event": head.number + 1,
            "slug": slug,
            "founding": True,
        }
        connection.execute(submissions.insert().inline(), row)
        entry = NewEvent(reference, at, by, Step.ADOPT, None, Status.PUBLISHED, commitment(salt, content))
        return reference, append(connection, head, entry)

    return queue.writer.write(work)


def as_submission(bank: Bank, slug: str) -> Submission:
    """What readers see of a practice of the catalogue, as the desk has it. Raises `KeyError`."""
    row = bank.row_of[slug]
    cells = {column: text(bank.practices[column].iat[row]) for column in COLUMNS}
    return submission_of_practice(cells, bank.account(slug))


def submission_of_practice(cells: Mapping[str, str], account: Account) -> Submission:
    """`cells` by column. What the design says of the evaluation is not said twice."""
    said: dict[str, object] = {
        column: split_cell(cell) if column in MULTI_VALUED else cell for column, cell in cells.items() if cell
    }
    if "evaluated" in said:
        said["evaluated"] = None if cells["evaluation_design"] else cells["evaluated"] == YES
    for field in ACCOUNT_FIELD.values():
        texts = [each.text for each in account if each.field == field.name]
        said[field.name] = texts if field.several else "\n\n".join(texts)
    return Submission.model_validate(said)
