"""The tables of the queue. `migrations/` makes them; a test checks that the two agree.

Times are UTC and come back with their zone, from both engines. What identifies a contributor is in `contacts`,
`drafts`, in `outbox` until a message is sent, and nowhere else. `events` can only be added to; what its rows say in
words is in `event_details`, which can be erased without breaking the chain.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. A time without a zone is refused: nobody could say which moment it is."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time for the queue needs its zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData()
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # where only INTEGER is the key of the table itself

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("salt", sa.Text, nullable=False),  # of the private code's hash and of the log's commitments
    sa.Column("code_hash", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("effectiveness", sa.Text, nullable=False),
    sa.Column("focus", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("last_event", sa.BigInteger, nullable=False),
    sa.Column("reviewer", sa.Text),
    sa.Column("slug", sa.Text),
    sa.Column("published_at", UtcDateTime),
    sa.Column("replaced_by", sa.Text),
    sa.Column("since", UtcDateTime),  # in this state; empty until it first changes: since it was sent
    sa.Column("confirmed_at", UtcDateTime),
    sa.Column("answer", sa.Text),  # to the last follow-up
    sa.Column("founding", sa.Boolean, nullable=False, server_default=sa.false()),  # a practice of the catalogue file
    sa.Column("amended", sa.Text),  # what the desk set in it, by field: amendments.py
    sa.Column("remarks", sa.Integer, nullable=False, server_default="0"),  # those that wait for an answer
    sa.Column("content", sa.Text, nullable=False),  # Submission.content(); title to organisation repeat parts of it
    sa.Index("ix_submissions_status", "status", "sent_at"),
)
_with_slug = submissions.c.slug.is_not(None)
sa.Index(
    "ix_submissions_slug",
    submissions.c.slug,
    unique=True,
    sqlite_where=_with_slug,
    postgresql_where=_with_slug,
)

_published = submissions.c.published_at.is_not(None)
sa.Index(
    "ix_submissions_published_at",
    submissions.c.published_at,
    sqlite_where=_published,
    postgresql_where=_published,
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("reference", sa.ForeignKey("submissions.reference"), primary_key=True),
    sa.Column("contact_name", sa.Text, nullable=False),
    sa.Column("contact_role", sa.Text, nullable=False),
    sa.Column("contact_email", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
    sa.Column("reference", sa.ForeignKey("submissions.reference")),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("content_hash", sa.Text),
    sa.Column("details_hash", sa.Text),
    sa.Column("previous_hash", sa.Text),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Index("ix_events_reference", "reference"),
)

event_details = sa.Table(
    "event_details",
    metadata,
    sa.Column("number", _NUMBER, sa.ForeignKey("events.number"), primary_key=True, autoincrement=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("key_hash", sa.Text, primary_key=True),
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
    sa.Column("contact_email", sa.Text),  # of the answers, as addresses are compared
    sa.Column("link_hash", sa.Text, unique=True),  # of the key in the link that was mailed last
    sa.Index("ix_drafts_saved_at", "saved_at"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", _NUMBER, primary_key=True),
    sa.Column("reference", sa.ForeignKey("submissions.reference")),  # to its contact
    sa.Column("recipient", sa.Text),  # or to this address, until it is sent or given up
    sa.Column("links", sa.Text),  # what the address asked for: words are found for it when it is sent
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("outcome", sa.Text, nullable=False, server_default="pending"),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("trouble", sa.Text, nullable=False, server_default=""),
)
_pending = outbox.c.outcome == "pending"
sa.Index("ix_outbox_due", outbox.c.due_at, sqlite_where=_pending, postgresql_where=_pending)

# What a reviewer wants to be told by mail, and up to when and which event they have been.
reviewer_mail = sa.Table(
    "reviewer_mail",
    metadata,
    sa.Column("email", sa.Text, primary_key=True),
    sa.Column("wish", sa.Text, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("told_at", UtcDateTime, nullable=False),
    sa.Column("told_event", sa.BigInteger, nullable=False),
    sa.Column("mailed_at", UtcDateTime),
)

# Sign-ins with the key too: sign_ins.py
attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("key_hash", sa.Text, primary_key=True),
    sa.Column("until", UtcDateTime, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Index("ix_attempts_until", "until"),
)

# Of every practice, those of the catalogue too: useful.py
useful = sa.Table(
    "useful",
    metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("answer", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
