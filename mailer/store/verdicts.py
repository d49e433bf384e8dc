"""Why an address was in or out of a campaign."""

from sqlalchemy import func, select

from mailer.domain.campaign import LeftOut
from mailer.store.database import Transaction
from mailer.store.schema import deliveries, distribution_lists, left_out


def campaigns_that_looked_at(tx: Transaction, address_key: str) -> list[int]:
    """Return the numbers of the campaigns in which this address was a candidate, newest first."""
    sent = select(deliveries.c.campaign_id).where(deliveries.c.address_key == address_key)
    out = select(left_out.c.campaign_id).where(left_out.c.address_key == address_key)
    return sorted(set(tx.scalars(sent.union(out))), reverse=True)


def carrying_list(tx: Transaction, campaign_id: int, address_key: str) -> str | None:
    """Return the list that carried the delivery, "" if the address was named itself, None without a delivery."""
    joined = deliveries.outerjoin(distribution_lists, distribution_lists.c.id == deliveries.c.list_id)
    wanted = select(func.coalesce(distribution_lists.c.slug, "")).select_from(joined)
    found: str | None = tx.scalar(
        wanted.where(deliveries.c.campaign_id == campaign_id, deliveries.c.address_key == address_key)
    )
    return found


def reasons(tx: Transaction, campaign_id: int, address_key: str) -> list[tuple[str, LeftOut]]:
    """Return why this address was left out, by list ("" where it was named itself)."""
    joined = left_out.outerjoin(distribution_lists, distribution_lists.c.id == left_out.c.list_id)
    wanted = select(func.coalesce(distribution_lists.c.slug, ""), left_out.c.reason).select_from(joined)
    rows = tx.execute(wanted.where(left_out.c.campaign_id == campaign_id, left_out.c.address_key == address_key))
    return [(slug, LeftOut(reason)) for slug, reason in rows]
