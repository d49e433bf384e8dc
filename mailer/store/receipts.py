"""Receipts: who has had, or is about to have, which item. Nothing is kept for them: they follow from the deliveries."""

from sqlalchemy import ColumnElement, Select, select

from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import DeliveryState
from mailer.store.schema import campaigns, deliveries

_HOLDING = tuple(state for state in DeliveryState if state.holds_receipt)


def had(release_id: ColumnElement[int] | int | None) -> Select[tuple[str]]:
    """Return the query for the address keys that have had the release, or still may get it; rehearsals do not count.

    Without a release it is nobody.
    """
    d, c = deliveries.alias("had").c, campaigns.alias("giving").c
    is_giving = (c.release_id == release_id, c.kind == CampaignKind.RELEASE, ~c.is_rehearsal)
    return select(d.address_key).where(d.campaign_id == c.id, d.state.in_(_HOLDING), *is_giving)


def has_had(release_id: ColumnElement[int] | int | None, address_key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the address is one of those that ``had`` finds."""
    found = had(release_id)
    return found.where(found.selected_columns.address_key == address_key).exists()
