"""Links that were lost are mailed to whoever had them: to the address of a draft too."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("links", sa.Text))
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("contact_email", sa.Text))
        drafts.add_column(sa.Column("link_hash", sa.Text))
        drafts.create_unique_constraint("uq_drafts_link_hash", ["link_hash"])
