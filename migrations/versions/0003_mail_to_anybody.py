"""Mail that goes to somebody else than the contact of a submission, and what reviewers want to be told by mail."""

import sqlalchemy as sa
from alembic import op

from practicebank.submissions.storage.tables import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("reference", existing_type=sa.Text, nullable=True)
        outbox.add_column(sa.Column("recipient", sa.Text))
    op.create_table(
        "reviewer_mail",
        sa.Column("email", sa.Text, primary_key=True),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
        sa.Column("told_event", sa.BigInteger, nullable=False),
        sa.Column("mailed_at", UtcDateTime),
    )
