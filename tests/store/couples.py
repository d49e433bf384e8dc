"""Contacts to merge, for tests: on lists, with whatever is known of them, and all tables as they are."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from mailer.domain.contact import ContactKind
from mailer.store.database import Store
from mailer.store.people import lists
from mailer.store.tables import change_schema
from mailer.store.tables import schema as t
from mailer.usecases.people import listing, merging, subscribing
from mailer.usecases.people.merging import Merged
from mailer.usecases.people.registering import Card, add_contact
from mailer.usecases.people.undoing import Undone, undo
from tests.store.ledger import NOW, signed

ANA, BEA, CY = "ana@example.org", "bea@example.org", "cy@example.org"
LATER = NOW + timedelta(hours=1)
_TABLES = (
    *(t.contacts, t.contact_languages, t.addresses, t.subscriptions, t.suppressions, t.deliveries, t.left_out),
    *(change_schema.contact_search, change_schema.distinct_pairs),
)


def make_lists(store: Store, *slugs: str) -> None:
    for slug in slugs:
        listing.create_list(
            store, slug, title="", kind=ContactKind.JOURNALIST, basis=None, source="desk", by=signed(NOW)
        )


def add(store: Store, address: str, *slugs: str, at: datetime = NOW, **said: Any) -> None:
    add_contact(store, Card(address=address, **said), list_slug=None, by=signed(at))
    for slug in slugs:
        subscribing.subscribe(store, [address], list_slug=slug, by=signed(at))


def merge(store: Store, kept: str = ANA, other: str = BEA, **said: str) -> Merged:
    return merging.merge_contacts(store, kept, other, by=signed(LATER), **said)


def take_back(store: Store, done: Merged) -> Undone:
    assert done.changeset is not None
    return undo(store, done.changeset, by=signed(LATER + timedelta(hours=1)))


def list_id(store: Store, slug: str) -> int:
    with store.read() as tx:
        found = lists.find(tx, slug)
    assert found is not None
    return found.id


def everything(store: Store) -> list[list[Any]]:
    """Return all rows of all tables that a merge touches, in no order."""
    with store.read() as tx:
        return [sorted(map(repr, tx.execute(select(table)).all())) for table in _TABLES]
