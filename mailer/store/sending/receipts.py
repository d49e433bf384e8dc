"""Receipts: who has had, or is about to have, which item. Nothing is kept for them: they follow from the deliveries.

A person with several addresses has had what went to any of them.
"""

from sqlalchemy import ColumnElement, Select, or_, select

from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import DeliveryState
from mailer.store.sending.turns import is_rare
from mailer.store.tables.schema import addresses, campaigns, deliveries

_FREED = tuple(state for state in DeliveryState if not state.holds_receipt)


def had(release_id: ColumnElement[int] | int | None) -> Select[tuple[str]]:
    """Return the query for the address keys that have had the release, or still may get it; without one it is nobody.

    It reads the index of addresses and the few deliveries that ended otherwise, not a million rows to see their state.
    """
    d, ended = deliveries.alias("had").c, deliveries.c
    freed = select(ended.id).where(ended.campaign_id.in_(_giving(release_id)), is_rare(), ended.state.in_(_FREED))
    return select(d.address_key).where(d.campaign_id.in_(_giving(release_id)), d.id.not_in(freed.correlate(None)))


def has_had(release_id: ColumnElement[int] | int | None, address_key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that ``had`` finds the address, or another one of the contact who has it."""
    d, own, theirs = deliveries.alias("had"), addresses.alias("own"), addresses.alias("theirs")
    holds = (d.c.campaign_id.in_(_giving(release_id)), d.c.state.not_in(_FREED))
    at_it = select(d.c.id).where(*holds, d.c.address_key == address_key)
    joined = own.join(theirs, theirs.c.contact_id == own.c.contact_id).join(d, d.c.address_key == theirs.c.key)
    at_another = select(d.c.id).select_from(joined).where(*holds, own.c.key == address_key)
    return or_(at_it.exists(), at_another.exists())


def _giving(release_id: ColumnElement[int] | int | None) -> Select[tuple[int]]:
    """Return the query for the campaigns of the release that reach people: no rehearsals, no test copies."""
    c = campaigns.alias("giving").c
    return select(c.id).where(c.release_id == release_id, c.kind == CampaignKind.RELEASE, ~c.is_rehearsal)
