"""Contacts looked at or looked for, with all that is known of them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, exists, or_, select

from mailer.domain.contact import ContactRow
from mailer.domain.outlet import outlet_key
from mailer.domain.subscription import Profile, Subscription
from mailer.store import contacts, subscriptions, suppressions
from mailer.store import schema as t
from mailer.store.database import Transaction


def profile(tx: Transaction, key: str) -> Profile | None:
    """Return all that is known of the contact with this address key, or None."""
    found = contacts.known(tx, [key]).get(key)
    if found is None:
        return None
    return Profile(
        contact=found.row,
        addresses=tuple(one.address for one in contacts.address_list(tx, found.id)),
        subscriptions=subscriptions.of_contact(tx, found.id),
        suppressions=suppressions.of_contact(tx, found.id),
    )


def find(tx: Transaction, words: Sequence[str], *, limit: int) -> list[Profile]:
    """Return contacts whose name, role, outlet or an address holds every word, by name.

    A profile found so has its preferred address only, and does not say what forbids writing to it.
    """
    chosen = contacts.selection().where(*(_holds(word) for word in words))
    ordered = chosen.order_by(t.contacts.c.name, t.addresses.c.key).limit(limit)
    people = contacts.by_id(tx, [row.id for row in tx.execute(ordered)])
    lists = subscriptions.of_contacts(tx, list(people))
    return [Profile(one.row, (one.row.address.address,), lists.get(one.id, ())) for one in people.values()]


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


def _holds(word: str) -> ColumnElement[bool]:
    composed = unicodedata.normalize("NFC", word)
    # SQLite folds the case of ASCII letters only: the usual spellings are looked for one by one
    spellings = {composed, composed.lower(), composed.upper(), composed.title()}
    own = t.addresses.alias("own")
    has_address = exists().where(
        own.c.contact_id == t.contacts.c.id, own.c.key.contains(composed.casefold(), autoescape=True)
    )
    return or_(
        *(
            column.icontains(spelling, autoescape=True)
            for column in (t.contacts.c.name, t.contacts.c.role)
            for spelling in sorted(spellings)
        ),
        t.outlets.c.key.contains(outlet_key(composed), autoescape=True),
        has_address,
    )
