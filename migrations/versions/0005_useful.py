"""How readers answered “Was this useful?”: a number for each practice, day and answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "useful",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("answer", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
