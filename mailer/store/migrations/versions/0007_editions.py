"""Editions that come later: variants that announce or await one, and mails that answer an earlier one."""

import sqlalchemy as sa
from alembic import op

from mailer.store.migrations.steps import add_reference, create_partial_index

revision = "0007"
down_revision = "0006"

_OLD = "uq_variants_campaign_id_language"


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("variants") as variants:
        variants.add_column(sa.Column("follows", sa.Text, nullable=False, server_default=""))
        variants.drop_constraint(_OLD, type_="unique")
        variants.create_unique_constraint(f"{_OLD}_follows", ["campaign_id", "language", "follows"])
    add_reference("deliveries", "answers", "deliveries")
    create_partial_index("ix_deliveries_answers", "deliveries", ["answers"], where="answers IS NOT NULL")
