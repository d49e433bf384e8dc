"""Why an address was in or out of a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from mailer.domain.campaign import LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.domain.reason import SINCE
from mailer.store.database import Transaction
from mailer.store.sending.receipts import has_had
from mailer.store.sending.turns import in_state, is_to
from mailer.store.tables.schema import (
    campaign_lists,
    campaigns,
    contacts,
    deliveries,
    distribution_lists,
    left_out,
    subscriptions,
    suppressions,
)


@dataclass(frozen=True, slots=True)
class Unwelcome:
    """Why a delivery was suppressed: its reader is no longer on ``list``, or ``suppression`` forbids writing.

    Or, with ``is_double``, the same person has the release by another address: two contacts were merged.
    """

    list: str
    ended_at: datetime | None
    ended_reason: str
    suppression: str
    is_double: bool = False


def candidacies(tx: Transaction, address_keys: Sequence[str]) -> list[tuple[int, str]]:
    """Return the campaigns in which these addresses were candidates, newest first, with the address in question."""
    d, out = deliveries.c, left_out.c
    sent = select(d.campaign_id, d.address_key).where(is_to(*address_keys))
    looked_at = out.campaign_id.in_(select(campaigns.c.id))
    others = select(out.campaign_id, out.address_key).where(looked_at, out.address_key.in_(address_keys))
    found = {(row.campaign_id, row.address_key) for row in tx.execute(sent.union(others))}
    return sorted(found, key=lambda one: (-one[0], address_keys.index(one[1])))


def carrying_list(tx: Transaction, campaign_id: int, address_key: str) -> str | None:
    """Return the list that carried the delivery, "" if the address was named itself, None without a delivery."""
    joined = deliveries.outerjoin(distribution_lists, distribution_lists.c.id == deliveries.c.list_id)
    wanted = select(func.coalesce(distribution_lists.c.slug, "")).select_from(joined)
    found: str | None = tx.scalar(
        wanted.where(deliveries.c.campaign_id == campaign_id, deliveries.c.address_key == address_key)
    )
    return found


def tells_origin(tx: Transaction, campaign_id: int, address_key: str) -> bool:
    """Return whether the mail to this address says where we have it from."""
    d = deliveries.c
    kept = tx.scalar(select(d.slots).where(d.campaign_id == campaign_id, d.address_key == address_key))
    return bool(kept and kept.get(SINCE))


def reasons(tx: Transaction, campaign_id: int, address_key: str) -> list[tuple[str, LeftOut]]:
    """Return why this address was left out, by list ("" where it was named itself); further lists are duplicates."""
    joined = left_out.outerjoin(distribution_lists, distribution_lists.c.id == left_out.c.list_id)
    wanted = select(func.coalesce(distribution_lists.c.slug, ""), left_out.c.reason).select_from(joined)
    rows = tx.execute(wanted.where(left_out.c.campaign_id == campaign_id, left_out.c.address_key == address_key))
    found = [(slug, LeftOut(reason)) for slug, reason in rows]
    return [*found, *((slug, LeftOut.DUPLICATE) for slug in _further_lists(tx, campaign_id, address_key))]


def in_doubt(tx: Transaction, campaign_id: int) -> list[str]:
    """Return the addresses of the campaign's uncertain deliveries, in the order in which they were sent to."""
    d = deliveries.c
    doubtful = select(d.address).where(d.campaign_id == campaign_id, in_state(DeliveryState.UNCERTAIN))
    return list(tx.scalars(doubtful.order_by(d.id)))


def unwelcome(tx: Transaction, campaign_id: int) -> dict[str, Unwelcome]:
    """Return, by address, what stands against each delivery of the campaign that was suppressed after the freeze."""
    d, u, s, c = deliveries, subscriptions, suppressions, contacts
    is_theirs = or_(s.c.address_key == d.c.address_key, s.c.contact_id.in_((d.c.contact_id, c.c.merged_into)))
    joined = d.outerjoin(u, u.c.id == d.c.subscription_id).outerjoin(c, c.c.id == d.c.contact_id)
    joined = joined.outerjoin(s, is_theirs).outerjoin(distribution_lists, distribution_lists.c.id == d.c.list_id)
    slug, reason = func.coalesce(distribution_lists.c.slug, ""), func.coalesce(s.c.reason, "")
    ended = (u.c.ended_at, func.coalesce(u.c.ended_reason, ""))
    release = select(campaigns.c.release_id).where(campaigns.c.id == campaign_id).scalar_subquery()
    is_double = has_had(release, d.c.address_key).label("is_double")
    wanted = select(d.c.address, slug, *ended, reason, is_double).select_from(joined)
    rows = tx.execute(wanted.where(d.c.campaign_id == campaign_id, in_state(DeliveryState.SUPPRESSED)))
    return {address: Unwelcome(*found) for address, *found in rows}


def _further_lists(tx: Transaction, campaign_id: int, address_key: str) -> list[str]:
    """Return the other chosen lists that the recipient was on, in their order."""
    d, one, chosen = deliveries.c, distribution_lists, campaign_lists.c
    found = select(d.list_id, d.on_lists).where(d.campaign_id == campaign_id, d.address_key == address_key)
    row = tx.execute(found).first()
    wanted = select(one.c.slug, chosen.list_id, chosen.position).join_from(one, campaign_lists)
    listed = tx.execute(wanted.where(chosen.campaign_id == campaign_id, ~chosen.is_excluded).order_by(chosen.position))
    return [each.slug for each in listed if row and row.on_lists >> each.position & 1 and each.list_id != row.list_id]
