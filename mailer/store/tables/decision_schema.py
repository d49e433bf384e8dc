"""The table of what people decided. Part of the schema in ``schema.py``."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from mailer.store.tables.instant import Instant
from mailer.store.tables.metadata import metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("decision", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
