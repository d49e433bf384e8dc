"""Receipts: who has had, or is about to have, which item."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, Select, delete, func, literal, select, update

from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import DeliveryState
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.schema import campaigns, deliveries, receipts


def reserve_receipts(tx: Transaction, campaign_id: int, release_id: int) -> None:
    """Reserve a receipt for every delivery that still may reach its reader; an existing receipt stays."""
    d = deliveries
    holding = [state for state in DeliveryState if state.holds_receipt]
    rows = select(literal(release_id), d.c.address_key, d.c.id).where(
        d.c.campaign_id == campaign_id, d.c.state.in_(holding)
    )
    reserving = insert(tx, receipts).from_select(["release_id", "address_key", "delivery_id"], rows)
    tx.execute(reserving.on_conflict_do_nothing())


def free_receipts(tx: Transaction, delivery_ids: Sequence[int] | Select[tuple[int]]) -> None:
    """Free the receipts of deliveries that have ended: their readers have not had the item, unless by another one."""
    owner = receipts.c.delivery_id
    if isinstance(delivery_ids, Select):
        _free(tx, owner.in_(delivery_ids))
    elif delivery_ids:
        _free(tx, among(tx, owner, delivery_ids))


def _free(tx: Transaction, ended: ColumnElement[bool]) -> None:
    heir = _heir()
    tx.execute(update(receipts).where(ended, heir.is_not(None)).values(delivery_id=heir))
    tx.execute(delete(receipts).where(ended))


def _heir() -> ScalarSelect[int]:
    """Return the expression for another delivery that has brought, or may bring, the item to the receipt's address."""
    d, c = deliveries.c, campaigns.c
    holding = [state for state in DeliveryState if state.holds_receipt]
    return (
        select(func.max(d.id))
        .join_from(deliveries, campaigns)
        .where(
            d.address_key == receipts.c.address_key,
            d.state.in_(holding),
            c.release_id == receipts.c.release_id,
            c.kind == CampaignKind.RELEASE,
            ~c.is_rehearsal,
        )
        .correlate(receipts)
        .scalar_subquery()
    )
