"""Practices of the catalogue at the desk, what was set in them there, and how many remarks wait for an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("submissions", sa.Column("founding", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("submissions", sa.Column("amended", sa.Text))
    op.add_column("submissions", sa.Column("remarks", sa.Integer, nullable=False, server_default="0"))
