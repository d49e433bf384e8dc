"""What was sent to two contacts who are one person: one history from now on, and nothing twice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from mailer.domain.campaign import CampaignKind
from mailer.domain.delivery import DeliveryState
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.tables.schema import addresses, campaigns, deliveries, left_out

_S = DeliveryState
#: What can still be stopped; what is on the wire cannot.
_OPEN = (_S.QUEUED, _S.HELD, _S.DEFERRED)


def stop_doubles(tx: Transaction, kept: int, other: int) -> list[int]:
    """Return the deliveries that are ``suppressed`` now, of those that ``doubles`` finds."""
    found, d = doubles(tx, kept, other), deliveries.c
    if not found:
        return []
    stopping = update(deliveries).where(d.id.in_(found), d.state.in_(_OPEN)).returning(d.id)
    return sorted(tx.scalars(stopping.values(state=_S.SUPPRESSED, next_attempt_at=None)))


def doubles(tx: Transaction, kept: int, other: int) -> list[int]:
    """Return the deliveries that wait although the person has, or gets, the release by another one.

    Of several that wait, that of ``kept`` may go on, else the first. Rehearsals and test copies are none of them.
    """
    found: list[int] = []
    by_release: dict[int, list[Any]] = {}
    for row in _of_both(tx, kept, other):
        by_release.setdefault(row.release_id, []).append(row)
    for rows in by_release.values():
        waiting = sorted((row for row in rows if row.state in _OPEN), key=lambda row: (row.contact_id != kept, row.id))
        has_it = any(_S(row.state).holds_receipt and row.state not in _OPEN for row in rows)
        found += [row.id for row in (waiting if has_it else waiting[1:])]
    return found


def hand_over(tx: Transaction, kept: int, other: int) -> dict[str, tuple[list[int], list[int]]]:
    """Return what became history of ``kept``: the deliveries in campaigns that have none to them, and left-out rows."""
    d, ours = deliveries.c, deliveries.alias("ours").c
    has_own = exists().where(ours.campaign_id == d.campaign_id, ours.contact_id == kept)
    moving = update(deliveries).where(is_of(other), ~has_own).returning(d.id)
    moved = sorted(tx.scalars(moving.values(contact_id=kept)))
    keys = select(addresses.c.key).where(addresses.c.contact_id == kept)
    out, each = left_out.c, left_out.c.campaign_id.in_(select(campaigns.c.id))
    handing = update(left_out).where(each, out.address_key.in_(keys), out.contact_id == other).returning(out.id)
    handed = sorted(tx.scalars(handing.values(contact_id=kept)))
    return {"deliveries": (moved, []), "left_out": (handed, [])}


def hand_back(tx: Transaction, kept: int, other: int, values: dict[str, Sequence[Any]]) -> None:
    """Give ``other`` back what ``hand_over`` took, where it still is with ``kept``."""
    for table, name in ((deliveries, "deliveries"), (left_out, "left_out")):
        ids = values.get(name, ((), ()))[0]
        if ids:
            chosen = and_(among(tx, table.c.id, ids), table.c.contact_id == kept)
            tx.execute(update(table).where(chosen).values(contact_id=other))


def carry(tx: Transaction, contact_id: int, ended: int, heir: int) -> list[int]:
    """Return the contact's deliveries that go by the subscription ``heir`` now, because ``ended`` goes on as that."""
    d = deliveries.c
    moving = update(deliveries).where(is_of(contact_id), d.subscription_id == ended).returning(d.id)
    return sorted(tx.scalars(moving.values(subscription_id=heir)))


def carry_back(tx: Transaction, ids: Sequence[int], *, ended: int, heir: int) -> None:
    """Let deliveries go by the subscription again that carried them before ``carry``."""
    if ids:
        d = deliveries.c
        chosen = and_(among(tx, d.id, ids), d.subscription_id == heir)
        tx.execute(update(deliveries).where(chosen).values(subscription_id=ended))


def is_of(*contact_ids: int) -> ColumnElement[bool]:
    """Return the condition for deliveries to contacts in any campaign: a look into an index for each campaign."""
    d = deliveries.c
    return and_(d.campaign_id.in_(select(campaigns.c.id)), or_(*(d.contact_id == one for one in contact_ids)))


def _of_both(tx: Transaction, kept: int, other: int) -> Sequence[Any]:
    """Return what the two were sent, or are to be, that counts as had."""
    d, c = deliveries.c, campaigns.c
    wanted = select(d.id, d.state, d.contact_id, c.release_id).join_from(deliveries, campaigns)
    counts = (c.kind == CampaignKind.RELEASE, ~c.is_rehearsal)
    return tx.execute(wanted.where(d.contact_id.in_((kept, other)), d.campaign_id.in_(select(c.id)), *counts)).all()
