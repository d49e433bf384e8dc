"""The tables of what people decided. Part of the schema in ``schema.py``."""

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

allowances = Table(
    "campaign_allowances",
    metadata,
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("allowed_by", Text, nullable=False),
)
