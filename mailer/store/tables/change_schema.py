"""The tables of what was changed by whom, and of what follows from it. Part of the schema in ``schema.py``."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, Table, Text

from mailer.store.tables.instant import Instant
from mailer.store.tables.metadata import metadata

changesets = Table(
    "changesets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("list_id", ForeignKey("distribution_lists.id")),
    Column("source", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("action", Text, nullable=False, server_default="import"),
    Column("who", Text, nullable=False, server_default=""),
    Column("undoes", ForeignKey("changesets.id"), index=True),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("changeset_id", ForeignKey("changesets.id"), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("contact_id", Integer, index=True),  # no foreign key: the log outlives the person
    Column("verb", Text, nullable=False),
    Column("commitment", Text, nullable=False),
)

change_values = Table(
    "change_values",
    metadata,
    Column("change_id", ForeignKey("changes.id"), primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("values", Text, nullable=False),
)

contact_search = Table(
    "contact_search",
    metadata,
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

newcomers = Table(
    "newcomers",
    metadata,
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
)

list_exclusions = Table(
    "list_exclusions",
    metadata,
    Column("list_id", ForeignKey("distribution_lists.id"), primary_key=True),
    Column("excluded_id", ForeignKey("distribution_lists.id"), primary_key=True),
)

distinct_pairs = Table(
    "distinct_pairs",
    metadata,
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("address_hash", Text, primary_key=True),
    Column("created_at", Instant, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("is_lifted", Boolean, nullable=False),
)

header_maps = Table(
    "header_maps",
    metadata,
    Column("name", Text, primary_key=True),
    Column("columns", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
)
