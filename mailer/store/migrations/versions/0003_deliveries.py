"""Deliveries: one for each recipient of a campaign, what was tried, and what people decided about it."""

import sqlalchemy as sa
from alembic import op

from mailer.store.migrations.steps import create_lookup, create_partial_index

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
#: The states known at this revision, with their sentence.
DELIVERY_STATES = {
    "queued": "waiting for its first attempt",
    "held": "waits for something named (edition, embargo lift, approval of a variant)",
    "sending": "claimed by a worker, lease running",
    "deferred": 'the relay said "later"',
    "uncertain": "the body was begun, no reply was read",
    "sent": "the relay took responsibility (2xx); not proof of arrival",
    "bounced": "came back later",
    "complained": "the reader reported it as spam",
    "failed": "refused for good, or never accepted in time",
    "suppressed": "the address must not be written to any more",
    "cancelled": "the campaign was cancelled before its turn",
}
RARE = "state <> 'queued' AND state <> 'sending' AND state <> 'deferred' AND state <> 'sent'"


def upgrade() -> None:
    """Apply the change."""
    create_lookup("delivery_states", DELIVERY_STATES)
    _deliveries()
    _index_deliveries()
    _delivery_attempts()
    _decisions()


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaigns.id"), nullable=False),
        sa.Column("variant_id", sa.Integer, sa.ForeignKey("variants.id"), nullable=False),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id")),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("distribution_lists.id")),
        sa.Column("subscription_id", sa.Integer, sa.ForeignKey("subscriptions.id")),
        sa.Column("on_lists", sa.BigInteger, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("slots", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("state", sa.Text, sa.ForeignKey("delivery_states.name"), nullable=False),
        sa.Column("held_for", sa.Text, nullable=False, server_default=""),
        sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_attempt_at", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("claimed_by", sa.Text, nullable=False, server_default=""),
        sa.Column("is_decided", sa.Boolean, nullable=False, server_default=sa.text("(false)")),
        sa.CheckConstraint("(state = 'deferred') = (next_attempt_at IS NOT NULL)", name="deferred_has_time"),
        sa.CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_lease"),
        sa.UniqueConstraint("campaign_id", "address_key"),
        sa.UniqueConstraint("campaign_id", "contact_id"),
    )


def _index_deliveries() -> None:
    for name, column, where in (
        ("queued", "id", "state = 'queued'"),
        ("deferred", "next_attempt_at", "state = 'deferred'"),
        ("sending", "lease_until", "state = 'sending'"),
        ("rare", "state", RARE),
    ):
        create_partial_index(f"ix_deliveries_{name}", "deliveries", ["campaign_id", column], where=where)


def _delivery_attempts() -> None:
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.id"), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("relay", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("enhanced", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("queue_id", sa.Text, nullable=False),
        sa.UniqueConstraint("delivery_id", "attempt"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.id"), nullable=False, index=True),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
