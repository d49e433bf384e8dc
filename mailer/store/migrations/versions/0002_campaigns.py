"""Releases, and the campaigns that send them: frozen content, the lists they go to, who was left out."""

import sqlalchemy as sa
from alembic import op

from mailer.store.migrations.steps import create_lookup

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)
#: The states known at this revision, with their sentence.
CAMPAIGN_STATES = {
    "draft": "being put together; nothing is sent",
    "awaiting-approval": "complete, waits for a second person",
    "scheduled": "starts by itself at its time",
    "running": "its deliveries are being sent",
    "paused": "stopped by a person or by the breaker; can go on",
    "finished": "nothing is left to send",
    "cancelled": "what was not sent by then never will be",
}


def upgrade() -> None:
    """Apply the change."""
    create_lookup("campaign_states", CAMPAIGN_STATES)
    _releases()
    _campaigns()
    _campaign_lists()
    _variants()
    _left_out()


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("date", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
    )


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("release_id", sa.Integer, sa.ForeignKey("releases.id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, sa.ForeignKey("campaign_states.name"), nullable=False, index=True),
        sa.Column("relay", sa.Text, nullable=False),
        sa.Column("is_rehearsal", sa.Boolean, nullable=False),
        sa.Column("frame", sa.JSON, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("token_secret", sa.LargeBinary, nullable=False),
        sa.Column("candidates", sa.Integer, nullable=False),
        sa.Column("recipients", sa.Integer, nullable=False),
        sa.Column("left_out", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("scheduled_at", INSTANT),
        sa.Column("scheduled_zone", sa.Text, nullable=False, server_default=""),
        sa.Column("started_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.Column("paused_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("owner", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("recipients <= candidates", name="no_more_than_candidates"),
    )


def _campaign_lists() -> None:
    op.create_table(
        "campaign_lists",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), primary_key=True),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("distribution_lists.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("is_excluded", sa.Boolean, nullable=False),
    )


def _variants() -> None:
    op.create_table(
        "variants",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("compiled", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("campaign_id", "language"),
    )


def _left_out() -> None:
    op.create_table(
        "left_out",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id")),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("distribution_lists.id")),
        sa.Column("address_key", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Index(None, "campaign_id", "address_key"),
    )
