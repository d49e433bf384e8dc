"""Receipts: who has had, or is about to have, which item."""

from collections.abc import Sequence

from sqlalchemy import delete, literal, select

from mailer.domain.delivery import DeliveryState
from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.schema import deliveries, receipts


def reserve_receipts(tx: Transaction, campaign_id: int, release_id: int) -> None:
    """Reserve a receipt for every delivery that still may reach its reader; an existing receipt stays."""
    d = deliveries
    holding = [state for state in DeliveryState if state.holds_receipt]
    rows = select(literal(release_id), d.c.address_key, d.c.id).where(
        d.c.campaign_id == campaign_id, d.c.state.in_(holding)
    )
    reserving = insert(tx, receipts).from_select(["release_id", "address_key", "delivery_id"], rows)
    tx.execute(reserving.on_conflict_do_nothing())


def free_receipts(tx: Transaction, delivery_ids: Sequence[int]) -> None:
    """Free the receipts that these deliveries reserved: their readers have not had the item."""
    if delivery_ids:
        tx.execute(delete(receipts).where(receipts.c.delivery_id.in_(delivery_ids)))
