"""Relays: what is left of their limits, what they took in which hour, and how they are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "rate_buckets",
        sa.Column("relay", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("tokens", sa.Float, nullable=False),
        sa.Column("filled_at", INSTANT, nullable=False),
    )
    op.create_table(
        "relay_hours",
        sa.Column("relay", sa.Text, primary_key=True),
        sa.Column("hour", INSTANT, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "relay_health",
        sa.Column("relay", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("retry_at", INSTANT),
    )
