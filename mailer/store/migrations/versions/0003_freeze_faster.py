"""Write less for each recipient: duplicates in the delivery itself, one index for addresses, slim receipts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index(
        "ix_subscriptions_ended",
        "subscriptions",
        ["list_id", "contact_id"],
        sqlite_where=sa.text("ended_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.drop_index("ix_deliveries_address_key", "deliveries")
    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(sa.Column("on_lists", sa.Text(), server_default="", nullable=False))
        batch.drop_constraint("uq_deliveries_campaign_id_address_key", type_="unique")
        batch.create_unique_constraint("uq_deliveries_address_key_campaign_id", ["address_key", "campaign_id"])
    _slim_receipts()


def _slim_receipts() -> None:
    """Make the receipts anew, without a number of their own."""
    op.drop_index("ix_receipts_delivery_id", "receipts")
    op.rename_table("receipts", "receipts_before")
    if op.get_bind().dialect.name == "postgresql":  # names of constraints are those of indexes there, and taken
        op.execute("ALTER TABLE receipts_before DROP CONSTRAINT pk_receipts")
    op.create_table(
        "receipts",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_receipts_delivery_id_deliveries"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_receipts_release_id_releases"),
        sa.PrimaryKeyConstraint("release_id", "address_key", name="pk_receipts"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO receipts (release_id, address_key, delivery_id) "
        "SELECT release_id, address_key, delivery_id FROM receipts_before"
    )
    op.drop_table("receipts_before")
    op.create_index("ix_receipts_delivery_id", "receipts", ["delivery_id"])
