"""People: outlets, contacts, their addresses and languages, lists, and who must not be written to."""

import sqlalchemy as sa
from alembic import op

from mailer.store.migrations.steps import create_partial_index

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply the change."""
    _outlets()
    _contacts()
    _contact_languages()
    _addresses()
    _distribution_lists()
    _subscriptions()
    _changesets()
    _suppressions()


def _outlets() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, unique=True),
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("outlet_id", sa.Integer, sa.ForeignKey("outlets.id"), index=True),
        sa.Column("role", sa.Text, nullable=False, server_default=""),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False, server_default=""),
        sa.Column("timezone", sa.Text, nullable=False, server_default=""),
        sa.Column("beats", sa.Text, nullable=False, server_default=""),
        sa.Column("fields", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )


def _contact_languages() -> None:
    op.create_table(
        "contact_languages",
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
    )


def _addresses() -> None:
    contact = sa.ForeignKey("contacts.id", ondelete="CASCADE")
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contact_id", sa.Integer, contact, nullable=False, index=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("is_preferred", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    create_partial_index("uq_addresses_preferred", "addresses", ["contact_id"], where="is_preferred", unique=True)


def _distribution_lists() -> None:
    op.create_table(
        "distribution_lists",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False, server_default="journalist"),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("distribution_lists.id"), nullable=False),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("frequency", sa.Text, nullable=False, server_default="immediate"),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_reason", sa.Text),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_reason IS NULL)", name="ended_with_reason"),
        sqlite_autoincrement=True,
    )
    who = ["list_id", "contact_id"]
    create_partial_index("uq_subscriptions_active", "subscriptions", who, where="ended_at IS NULL", unique=True)
    create_partial_index("ix_subscriptions_ended", "subscriptions", who, where="ended_at IS NOT NULL")


def _changesets() -> None:
    op.create_table(
        "changesets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("distribution_lists.id")),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
    )


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("address_key", sa.Text, unique=True),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id"), unique=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("address_key IS NOT NULL OR contact_id IS NOT NULL", name="names_somebody"),
    )
