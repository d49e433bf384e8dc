"""Newcomers: contacts who came by an import and were not written to when last looked at.

To look among all deliveries for each of a million people takes as long as to freeze them. So those who may be new are
kept by number, from the import (``arrivals``) until a campaign that reached them ends. Only they are looked at closely.
"""

from sqlalchemy import ColumnElement, Select, and_, delete, exists, select

from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import DeliveryState
from mailer.store.database import Transaction
from mailer.store.tables.change_schema import newcomers
from mailer.store.tables.schema import campaigns, deliveries

_S = DeliveryState
_REACHED = (_S.SENT, _S.BOUNCED, _S.COMPLAINED)


def is_any(tx: Transaction) -> bool:
    """Return whether there may be anybody who is new."""
    return bool(tx.scalar(select(exists(select(newcomers.c.contact_id)))))


def is_new(contact_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that the contact came by an import and no mail of ours has gone to them, or may have."""
    d = deliveries.alias("earlier").c
    earlier = (d.contact_id == contact_id, d.campaign_id.in_(_real()), d.state.in_((*_REACHED, _S.UNCERTAIN)))
    return and_(exists().where(newcomers.c.contact_id == contact_id), ~exists(select(d.id).where(*earlier)))


def forget_reached(tx: Transaction, campaign_id: int) -> None:
    """Forget whom the campaign has reached, now that it is over; who may have got it is looked at again."""
    if not is_any(tx):
        return
    d = deliveries.c
    had = select(d.contact_id).where(d.campaign_id == campaign_id, d.campaign_id.in_(_real()), d.state.in_(_REACHED))
    tx.execute(delete(newcomers).where(newcomers.c.contact_id.in_(had)))


def _real() -> Select[tuple[int]]:
    """Return the query for campaigns that reach people: no rehearsals, no test copies."""
    c = campaigns.alias("real").c
    return select(c.id).where(c.kind != CampaignKind.TEST, ~c.is_rehearsal)
