"""The tables about relays: what is left of their limits, and how they are. Part of the schema in ``schema.py``."""

from sqlalchemy import Column, Float, Integer, Table, Text

from mailer.store.tables.instant import Instant
from mailer.store.tables.metadata import metadata

rate_buckets = Table(
    "rate_buckets",
    metadata,
    Column("relay", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("tokens", Float, nullable=False),
    Column("filled_at", Instant, nullable=False),
)

relay_hours = Table(
    "relay_hours",
    metadata,
    Column("relay", Text, primary_key=True),
    Column("hour", Instant, primary_key=True),
    Column("number", Integer, nullable=False),
)

relay_health = Table(
    "relay_health",
    metadata,
    Column("relay", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("retry_at", Instant),
)
