"""Caps of outlets: no more people of a newsroom get a release through lists than it wants to."""

from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, and_, case, cast, func, literal, select, union_all

from mailer.store.database import Transaction
from mailer.store.sending.receipts import had
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts, outlets


def are_set(tx: Transaction) -> bool:
    """Return whether any outlet has a cap: without one an audience is not asked about any."""
    return tx.scalar(select(outlets.c.id).where(outlets.c.cap.is_not(None)).limit(1)) is not None


def is_capped(contact_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a contact works for an outlet that has a cap."""
    capped = select(outlets.c.id).where(outlets.c.cap.is_not(None))
    return contact_id.in_(select(contacts.c.id).where(contacts.c.outlet_id.in_(capped)))


def over_cap(people: Select[Any], on_record: CTE, release_id: int | None, *, rank: int) -> Select[Any]:
    """Return those of ``people`` whom the cap of their outlet leaves out, with ``rank`` as the reason.

    Who has had the release counts first, then the desk address, then people in the order of lists and, on one list,
    of subscriptions. The desk address is never left out, not even by a cap of 0.
    """
    first = cast(literal(0), BigInteger).label("first")
    a = addresses.c
    have = select(a.contact_id, first).where(a.key.in_(had(release_id)), is_capped(a.contact_id)).distinct()
    waiting = people.subquery("waiting")
    new = select(waiting.c.contact_id, waiting.c.first)
    new = new.where(waiting.c.contact_id.not_in(select(on_record.c.contact_id)))
    who = union_all(have, new).subquery("at_outlet")
    is_desk = and_(outlets.c.desk_address != "", a.key == outlets.c.desk_address)
    order = (case((who.c.first == 0, 0), (is_desk, 1), else_=2), who.c.first, who.c.contact_id)
    place = func.row_number().over(partition_by=outlets.c.id, order_by=order)
    joined = who.join(contacts, contacts.c.id == who.c.contact_id).join(outlets, outlets.c.id == contacts.c.outlet_id)
    joined = joined.join(addresses, preferred(who.c.contact_id))
    columns = (who.c.contact_id, who.c.first, is_desk.label("is_desk"), outlets.c.cap, place.label("place"))
    placed = select(*columns).select_from(joined).subquery("placed").c
    is_out = and_(placed.first > 0, ~placed.is_desk, placed.place > placed.cap)
    return select(placed.contact_id, literal(rank)).where(is_out)
