"""Mails people the ways back to what they have here: the links to their drafts, and new codes for their submissions.

Asking is the same whether an address is known or not: a message is put aside, and what it says is found when it is
sent, by the thread that sends mail. So no code stands in the database, and nobody learns from the page, or from how
long it took, whose addresses are here. The codes of a message hold once the mail server has taken it, and end those
before; each is an event in the log. The link of a draft that is mailed opens it beside the one there was, which may be
open in a tab.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from practicebank.submissions import codes
from practicebank.submissions.form.email_address import address_key, email_fault
from practicebank.submissions.form.text import clean_email
from practicebank.submissions.mail.messages import LINKS, DraftLink, NewCode, links
from practicebank.submissions.mail.outbox import Made, made_as_written, mail_row
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor, Head, NewEvent, append, commitment
from practicebank.submissions.storage.engine import read, write
from practicebank.submissions.storage.rate_limits import Limit, count_attempt
from practicebank.submissions.storage.tables import contacts, drafts, outbox, submissions

MOST = 20
LINKS_TO_AN_EMAIL = Limit("links to an e-mail address", 5, timedelta(days=1))
LINKS_FROM_AN_ADDRESS = Limit("links from an address", 10, timedelta(hours=1))
_ALL = "all"
_SYSTEM = Actor(Role.SYSTEM)


class NoAddress(Exception):
    """What was typed is no e-mail address; the message says what is wrong with it."""


@dataclass(frozen=True)
class Pages:
    """Where the links of a message lead: full addresses, "" where the bank does not know its own."""

    share: str = ""
    tracking: str = ""
    draft_days: int = 90


@dataclass(frozen=True)
class _Found:
    drafts: list[sa.Row[Any]]
    submissions: list[sa.Row[Any]]


def ask_for_links(queue: ReviewQueue, typed: str, *, address: str = "", now: datetime | None = None) -> None:
    """Sees to it that whoever reads the mail of this address gets every link there is for it. `address` is where the
    request comes from. Raises `NoAddress`, `TooManyAttempts`, `QueueUnavailable`.
    """
    _ask(queue, typed, _ALL, address, now or datetime.now(UTC))


def ask_for_draft_link(
    queue: ReviewQueue, typed: str, key: str, *, address: str = "", now: datetime | None = None
) -> None:
    """The same for one draft, whose key the asker holds."""
    _ask(queue, typed, codes.key_hash(key), address, now or datetime.now(UTC))


def _ask(queue: ReviewQueue, typed: str, what: str, address: str, now: datetime) -> None:
    email = clean_email(typed)
    if fault := email_fault(email):
        raise NoAddress(f"{fault}.")
    count_attempt(queue, LINKS_FROM_AN_ADDRESS, address, now=now)
    count_attempt(queue, LINKS_TO_AN_EMAIL, address_key(email), now=now)
    row = {**mail_row(None, LINKS, now, email), "links": what}
    waits = sa.exists().where(outbox.c.recipient == email, outbox.c.links == what, outbox.c.outcome == "pending")

    def work(connection: sa.Connection) -> None:
        if not connection.scalar(sa.select(waits)):
            connection.execute(outbox.insert().inline(), row)

    write(queue.engine, work)


def made_with_links(queue: ReviewQueue, pages: Pages) -> Callable[[sa.Row[Any]], Made | None]:
    """What makes the messages of this queue when they are sent: those that were asked for here, and all others."""
    return lambda mail: _made(queue, mail, pages) if mail.links else made_as_written(mail)


def _made(queue: ReviewQueue, mail: sa.Row[Any], pages: Pages) -> Made | None:
    found = read(queue.engine, lambda connection: _find(connection, mail))
    if not found.drafts and not found.submissions:
        return None
    keys = {row.key_hash: codes.new_key() for row in found.drafts}
    new_codes = {row.reference: codes.private_code(codes.new_key()) for row in found.submissions}
    message = links(
        [
            DraftLink(keys[row.key_hash], row.started_at, row.saved_at + timedelta(days=pages.draft_days))
            for row in found.drafts
        ],
        [NewCode(row.reference, new_codes[row.reference], row.sent_at) for row in found.submissions],
        pages.share,
        pages.tracking,
    )
    return Made(message, lambda: queue.writer.write(lambda connection, head: _keep(connection, head, keys, new_codes)))


def _find(connection: sa.Connection, mail: sa.Row[Any]) -> _Found:
    email = address_key(mail.recipient)
    opened = sa.or_(drafts.c.key_hash == mail.links, drafts.c.link_hash == mail.links)  # by either of its keys
    mine = drafts.c.contact_email == email if mail.links == _ALL else opened
    begun = sa.select(drafts.c.key_hash, drafts.c.started_at, drafts.c.saved_at).where(mine)
    sent = (
        sa.select(submissions.c.reference, submissions.c.sent_at)
        .join(contacts, contacts.c.reference == submissions.c.reference)
        .where(sa.func.lower(contacts.c.contact_email) == email, mail.links == _ALL)
    )
    return _Found(
        list(connection.execute(begun.order_by(drafts.c.saved_at.desc()).limit(MOST))),
        list(connection.execute(sent.order_by(submissions.c.sent_at.desc()).limit(MOST))),
    )


def _keep(connection: sa.Connection, head: Head, keys: dict[str, str], new_codes: dict[str, str]) -> tuple[None, Head]:
    at = datetime.now(UTC)
    for key_hash, key in keys.items():
        opens = drafts.update().where(drafts.c.key_hash == key_hash)
        connection.execute(opens.values(link_hash=codes.key_hash(key)))
    for reference, code in new_codes.items():
        mine = submissions.c.reference == reference
        row = connection.execute(sa.select(submissions).where(mine)).one()
        values = {"code_hash": codes.code_hash(code, row.salt), "last_event": head.number + 1}
        connection.execute(submissions.update().where(mine).values(values))
        state, content = Status(row.status), commitment(row.salt, row.content)
        head = append(connection, head, NewEvent(reference, at, _SYSTEM, Step.NEW_CODE, state, state, content))
    return None, head
