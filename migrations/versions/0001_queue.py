"""The review queue: submissions, contacts, drafts, the event log, the outbox and the counted attempts.

The log can only be added to, at its end. Triggers refuse the rest, and its first row (number 0) is what the
chain of hashes hangs from. `event_details` may be erased, never changed.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from practicebank.submissions.storage.tables import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "submissions",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("salt", sa.Text, nullable=False),
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
        sa.Column("content", sa.Text, nullable=False),
    )
    with_slug = sa.text("slug IS NOT NULL")
    op.create_index(
        "ix_submissions_slug",
        "submissions",
        ["slug"],
        unique=True,
        sqlite_where=with_slug,
        postgresql_where=with_slug,
    )
    op.create_index("ix_submissions_status", "submissions", ["status", "sent_at"])

    op.create_table(
        "contacts",
        sa.Column("reference", sa.Text, sa.ForeignKey("submissions.reference"), primary_key=True),
        sa.Column("contact_name", sa.Text, nullable=False),
        sa.Column("contact_role", sa.Text, nullable=False),
        sa.Column("contact_email", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )

    events = op.create_table(
        "events",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("reference", sa.Text, sa.ForeignKey("submissions.reference")),
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
    )
    op.create_index("ix_events_reference", "events", ["reference"])

    op.create_table(
        "event_details",
        sa.Column("number", number, sa.ForeignKey("events.number"), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )

    op.create_table(
        "drafts",
        sa.Column("key_hash", sa.Text, primary_key=True),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at"])

    op.create_table(
        "outbox",
        sa.Column("id", number, primary_key=True),
        sa.Column("reference", sa.Text, sa.ForeignKey("submissions.reference"), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("outcome", sa.Text, nullable=False, server_default="pending"),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False, server_default=""),
    )
    pending = sa.text("outcome = 'pending'")
    op.create_index("ix_outbox_due", "outbox", ["due_at"], sqlite_where=pending, postgresql_where=pending)

    op.create_table(
        "attempts",
        sa.Column("key_hash", sa.Text, primary_key=True),
        sa.Column("until", UtcDateTime, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_index("ix_attempts_until", "attempts", ["until"])

    op.bulk_insert(
        events,
        [
            {
                "number": 0,
                "at": datetime.now(UTC),
                "role": "system",
                "who": "",
                "step": "begin",
                "hash": "0" * 64,
            }
        ],
    )
    if op.get_bind().dialect.name == "postgresql":
        _append_only_postgresql()
    else:
        _append_only_sqlite()


def _append_only_sqlite() -> None:
    for table, change in [("events", "UPDATE"), ("events", "DELETE"), ("event_details", "UPDATE")]:
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
        )
    op.execute(
        "CREATE TRIGGER events_follow BEFORE INSERT ON events WHEN NOT EXISTS"
        " (SELECT 1 FROM events WHERE number = NEW.number - 1 AND hash = NEW.previous_hash)"
        " BEGIN SELECT RAISE(ABORT, 'an event must follow the last one'); END"
    )


def _append_only_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    for table, change in [("events", "UPDATE OR DELETE"), ("event_details", "UPDATE")]:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE {change} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in ("events", "event_details"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION follow_the_last() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM events WHERE number = NEW.number - 1 AND hash = NEW.previous_hash)"
        " THEN RAISE EXCEPTION 'an event must follow the last one'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER events_follow BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION follow_the_last()")
