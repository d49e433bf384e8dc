"""Contacts looked at or looked for, with all that is known of them."""

from collections.abc import Sequence

from mailer.domain.subscription import Profile
from mailer.store.database import Transaction
from mailer.store.people import contacts, searches, subscriptions, suppressions


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
