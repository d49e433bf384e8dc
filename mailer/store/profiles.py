"""Contacts looked at or looked for, with all that is known of them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from mailer.domain.contact import ContactRow
from mailer.domain.subscription import Profile, Subscription
from mailer.store import contacts, searches, subscriptions, suppressions
from mailer.store import schema as t
from mailer.store.database import Transaction


def profile(tx: Transaction, key: str) -> Profile | None:
    """Return all that is known of the contact with this address key, or None."""
    found = contacts.known(tx, [key]).get(key)
    return profiles(tx, [found.id])[0] if found else None


def find(tx: Transaction, words: Sequence[str], *, limit: int) -> list[Profile]:
    """Return contacts whose name, role, outlet, phone or an address holds every word, by name."""
    return profiles(tx, searches.matching(tx, words, limit=limit))


def profiles(tx: Transaction, ids: Sequence[int]) -> list[Profile]:
    """Return all that is known of these contacts, in this order."""
    people, written = contacts.by_id(tx, ids), contacts.addresses_of(tx, ids)
    lists = subscriptions.of_contacts(tx, ids)
    forbidden = suppressions.blocked(tx, [one.key for some in written.values() for one in some], ids)
    return [
        Profile(
            contact=people[one].row,
            addresses=tuple(each.address for each in written[one]),
            subscriptions=lists.get(one, ()),
            suppressions=forbidden.all_of([each.key for each in written[one]], one),
            id=one,
        )
        for one in ids
        if one in people
    ]


def exportable(tx: Transaction, list_id: int | None = None) -> tuple[list[ContactRow], int]:
    """Return the contacts that may be written to, by address, and how many others there are.

    With ``list_id`` those who are on the list now, with the terms of their subscription.
    """
    wanted = select(t.addresses.c.contact_id, suppressions.is_blocked().label("is_blocked")).where(
        t.addresses.c.is_preferred
    )
    if list_id is not None:
        s = t.subscriptions.c
        on_list = select(s.contact_id).where(s.list_id == list_id, s.ended_at.is_(None))
        wanted = wanted.where(t.addresses.c.contact_id.in_(on_list))
    found = tx.execute(wanted.order_by(t.addresses.c.key)).all()
    ids = [row.contact_id for row in found if not row.is_blocked]
    people = contacts.by_id(tx, ids)
    terms = subscriptions.standing(tx, list_id, ids) if list_id is not None else {}
    rows = [_with_terms(people[one].row, terms.get(one)) for one in ids]
    return rows, len(found) - len(rows)


def _with_terms(row: ContactRow, standing: Subscription | None) -> ContactRow:
    if standing is None:
        return row
    terms = standing.terms
    return replace(row, basis=terms.basis, source=terms.source, frequency=terms.frequency)
