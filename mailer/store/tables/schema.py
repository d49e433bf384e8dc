"""Every table of the ledger. Constraints make wrong states impossible; domain values decide right ones.

Times are UTC (``Instant``). States live in lookup tables, so that a new one rebuilds no table.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mailer.store.tables import (
    change_schema,  # noqa: F401 - their tables are part of it
    decision_schema,  # noqa: F401 - their tables are part of it
    relay_schema,
)
from mailer.store.tables.instant import Instant

#: All tables, also those that stand in files of their own.
metadata = relay_schema.rate_buckets.metadata


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(target: str, *, name: str = "", **options: Any) -> Column[int]:  # noqa: ANN401 - passed on to Column
    return Column(name or f"{target.rstrip('s')}_id", ForeignKey(f"{target}.id"), **options)


def _lookup(name: str) -> Table:
    return Table(name, metadata, Column("name", Text, primary_key=True), Column("meaning", Text, nullable=False))


delivery_states = _lookup("delivery_states")
campaign_states = _lookup("campaign_states")

outlets = Table(
    "outlets",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("desk_address", Text, nullable=False, server_default=""),
    Column("cap", Integer),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    Column("name", Text, nullable=False, server_default=""),
    _to("outlets", index=True),
    Column("role", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False),
    Column("country", Text, nullable=False, server_default=""),
    Column("timezone", Text, nullable=False, server_default=""),
    Column("beats", Text, nullable=False, server_default=""),
    Column("fields", JSON, nullable=False, server_default="{}"),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),
    Column("notes", Text, nullable=False, server_default=""),
    Column("embargo_since", Date),
    Column("embargo_version", Text, nullable=False, server_default=""),
    Column("edited", JSON, nullable=False, server_default="{}"),
    _to("changesets"),
    Column("merged_into", ForeignKey("contacts.id")),
    sqlite_autoincrement=True,  # the log names people by number: one that is free again must not become another's
)

contact_languages = Table(
    "contact_languages",
    metadata,
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("language", Text, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("domain", Text, nullable=False),
    Column("is_preferred", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

distribution_lists = Table(
    "distribution_lists",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="journalist"),
    Column("basis", Text, nullable=False),
    Column("source", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("rule", Text, nullable=False, server_default=""),
    Column("audience_class", Text, nullable=False, server_default="press"),
    Column("sender_name", Text, nullable=False, server_default=""),
    Column("sender_address", Text, nullable=False, server_default=""),
    Column("reply_to", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("language_policy", Text, nullable=False, server_default="fallback"),
    Column("why", Text, nullable=False, server_default=""),
    Column("archived_at", Instant),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _id(),
    Column("list_id", ForeignKey("distribution_lists.id"), nullable=False),
    _to("contacts", nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("source", Text, nullable=False, server_default=""),
    Column("basis", Text, nullable=False),
    Column("frequency", Text, nullable=False, server_default="immediate"),
    Column("ended_at", Instant),
    Column("ended_reason", Text),
    _to("changesets"),
    CheckConstraint("(ended_at IS NULL) = (ended_reason IS NULL)", name="ended_with_reason"),
    sqlite_autoincrement=True,
)

suppressions = Table(
    "suppressions",
    metadata,
    _id(),
    Column("address_key", Text, unique=True),
    Column("contact_id", ForeignKey("contacts.id"), unique=True),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("address_key IS NOT NULL OR contact_id IS NOT NULL", name="names_somebody"),
)

releases = Table(
    "releases",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("date", Date),
    Column("created_at", Instant, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    _id(),
    _to("releases", nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("state", ForeignKey("campaign_states.name"), nullable=False, index=True),
    Column("relay", Text, nullable=False),
    Column("is_rehearsal", Boolean, nullable=False),
    Column("frame", JSON, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("token_secret", LargeBinary, nullable=False),
    Column("candidates", Integer, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("left_out", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("scheduled_at", Instant),
    Column("scheduled_zone", Text, nullable=False, server_default=""),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("paused_reason", Text, nullable=False, server_default=""),
    Column("owner", Text, nullable=False, server_default=""),
    CheckConstraint("recipients <= candidates", name="no_more_than_candidates"),
)

campaign_lists = Table(
    "campaign_lists",
    metadata,
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
    Column("list_id", ForeignKey("distribution_lists.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("is_excluded", Boolean, nullable=False),
)

variants = Table(
    "variants",
    metadata,
    _id(),
    _to("campaigns", nullable=False),
    Column("language", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("compiled", LargeBinary, nullable=False),
    Column("follows", Text, nullable=False, server_default=""),
    UniqueConstraint("campaign_id", "language", "follows"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    _to("campaigns", nullable=False),
    _to("variants", nullable=False),
    Column("contact_id", ForeignKey("contacts.id")),
    Column("list_id", ForeignKey("distribution_lists.id")),
    Column("subscription_id", ForeignKey("subscriptions.id")),
    Column("on_lists", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("slots", JSON, nullable=False, server_default="{}"),
    Column("state", ForeignKey("delivery_states.name"), nullable=False),
    Column("held_for", Text, nullable=False, server_default=""),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", Instant),
    Column("lease_until", Instant),
    Column("claimed_by", Text, nullable=False, server_default=""),
    Column("is_decided", Boolean, nullable=False, server_default=text("false")),
    Column("answers", ForeignKey("deliveries.id")),
    UniqueConstraint("campaign_id", "address_key"),  # by campaign first: a new one writes into pages of its own
    UniqueConstraint("campaign_id", "contact_id"),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_lease"),
    CheckConstraint("(state = 'deferred') = (next_attempt_at IS NOT NULL)", name="deferred_has_time"),
)

left_out = Table(
    "left_out",
    metadata,
    _id(),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("contact_id", ForeignKey("contacts.id")),
    Column("list_id", ForeignKey("distribution_lists.id")),
    Column("address_key", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_left_out_campaign_id_address_key", "campaign_id", "address_key"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    _id(),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("relay", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("code", Integer, nullable=False),
    Column("enhanced", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    UniqueConstraint("delivery_id", "attempt"),
)
