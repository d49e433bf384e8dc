"""How well a list is kept: what came back of the mail to it, and how old what is known of its people is."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import DeliveryState
from mailer.domain.distribution_list import Ages, Returned
from mailer.store.database import Transaction
from mailer.store.people import suppressions
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, campaign_lists, campaigns, contacts, deliveries, subscriptions

_THREE_MONTHS, _YEAR = timedelta(days=92), timedelta(days=366)
_BACK = (DeliveryState.FAILED, DeliveryState.BOUNCED)
_TRIED = (*_BACK, DeliveryState.SENT, DeliveryState.COMPLAINED)


def returned(tx: Transaction, list_id: int) -> Returned:
    """Return how the deliveries ended that the list carried, rehearsals and test copies not counted."""
    d, c = deliveries.c, campaigns.c
    of_list = select(campaign_lists.c.campaign_id).where(campaign_lists.c.list_id == list_id)
    real = select(c.id).where(c.id.in_(of_list), ~c.is_rehearsal, c.kind == CampaignKind.RELEASE)
    number = func.count().label("number")
    found = select(d.state, number).where(d.campaign_id.in_(real), d.list_id == list_id).group_by(d.state)
    numbers = {DeliveryState(row.state): row.number for row in tx.execute(found)}
    return Returned(*(sum(numbers.get(state, 0) for state in states) for states in (_TRIED, _BACK)))


def ages(tx: Transaction, list_id: int, now: datetime) -> Ages:
    """Return how long ago the active contacts of the list were last confirmed."""
    s, at = subscriptions.c, contacts.c.updated_at
    age = case((at >= now - _THREE_MONTHS, "three_months"), (at >= now - _YEAR, "year"), else_="longer").label("age")
    joined = subscriptions.join(contacts, contacts.c.id == s.contact_id).join(addresses, preferred(contacts.c.id))
    chosen = and_(s.list_id == list_id, s.ended_at.is_(None), ~suppressions.is_blocked())
    rows = tx.execute(select(age, func.count().label("number")).select_from(joined).where(chosen).group_by(age))
    return Ages(**{row.age: row.number for row in rows})
