"""What the reviewers' desk sorts by: since when a submission is in its state, and when a practice was confirmed."""

import sqlalchemy as sa
from alembic import op

from practicebank.submissions.storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"

# The last event that changed the state, of what has moved at all.
_SINCE = """
UPDATE submissions SET since = (
    SELECT max(events.at) FROM events
    WHERE events.reference = submissions.reference AND events.before <> events.after
)
"""
_CONFIRMED = """
UPDATE submissions SET confirmed_at = (
    SELECT max(events.at) FROM events
    WHERE events.reference = submissions.reference AND events.step = 'confirm'
)
"""


def upgrade() -> None:
    op.add_column("submissions", sa.Column("since", UtcDateTime))
    op.add_column("submissions", sa.Column("confirmed_at", UtcDateTime))
    op.add_column("submissions", sa.Column("answer", sa.Text))
    published = sa.text("published_at IS NOT NULL")
    op.create_index(
        "ix_submissions_published_at",
        "submissions",
        ["published_at"],
        sqlite_where=published,
        postgresql_where=published,
    )
    op.execute(_SINCE)
    op.execute(_CONFIRMED)
