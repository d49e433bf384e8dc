"""What was changed, by whom: written down for good, values apart."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from mailer.domain.address import parse_address
from mailer.domain.changeset import BOOKKEEPING, Action, Change, Subject, Verb
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.suppression import SuppressionReason
from mailer.store.database import Store
from mailer.store.history import changes, changesets
from mailer.store.people import contacts, edits
from mailer.store.people.contacts import Known
from mailer.store.tables import change_schema as t
from mailer.usecases.people import listing, subscribing, suppressing
from mailer.usecases.people.registering import Card, add_contact
from tests.store.ledger import begun, signed

ANA = ContactRow(0, parse_address("ana@example.org"), name="Ana Ruiz", kind=ContactKind.JOURNALIST)


def test_a_change_of_a_contact_tells_each_field_before_and_after(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        (ana,) = contacts.add(tx, [ANA], now, changeset=begun(tx, now))

    with store.begin() as tx:
        edit = begun(tx, now)
        after = replace(ANA, role="Editor", languages=("es",))
        edits.change(tx, Known(ana, ANA), after, ["role"], now=now, changeset=edit)

    with store.read() as tx:
        (made,) = changes.of(tx, edit)
    told = {name: pair for name, pair in made.values.items() if name not in BOOKKEEPING}
    assert told == {"role": ("", "Editor"), "languages": ([], ["es"])}
    assert (made.subject, made.contact_id, made.verb) == (Subject.CONTACT, ana, Verb.CHANGED)


def test_whoever_changes_something_is_written_down_with_it(store: Store, now: datetime) -> None:
    listing.create_list(store, "africa", title="", kind=ContactKind.JOURNALIST, basis=None, source="", by=signed(now))
    add_contact(store, Card(address="ana@example.org"), list_slug="africa", by=signed(now))
    subscribing.unsubscribe(store, "ana@example.org", list_slug=None, by=signed(now))
    suppressing.unsuppress(store, "ana@example.org", by=signed(now), own_will=True)
    suppressing.suppress(store, "ana@example.org", reason=SuppressionReason.MANUAL, by=signed(now))

    with store.read() as tx:
        done = changesets.newest(tx, limit=9)
        told = [(one.action, [(each.subject, each.verb) for each in changes.of(tx, one.id)]) for one in done]
    assert {one.by for one in done} == {signed(now)}
    assert told == [
        (Action.SUPPRESS, [(Subject.SUPPRESSION, Verb.ADDED)]),
        (Action.UNSUPPRESS, [(Subject.SUPPRESSION, Verb.REMOVED)]),
        (Action.UNSUBSCRIBE, [(Subject.SUBSCRIPTION, Verb.ENDED), (Subject.SUPPRESSION, Verb.ADDED)]),
        (Action.ADD, []),
        (Action.LIST, [(Subject.LIST, Verb.ADDED)]),
    ]


@pytest.mark.parametrize("table", [t.changes, t.changesets])
def test_what_was_done_can_be_neither_changed_nor_removed(store: Store, now: datetime, table: object) -> None:
    with store.begin() as tx:
        changes.write(tx, begun(tx, now), [Change(Subject.CONTACT, 1, Verb.CHANGED, {"role": ("", "Editor")}, 1)])

    for statement in (update(table).values(id=9), delete(table)):  # type: ignore[arg-type]
        with pytest.raises(DatabaseError, match="rows are only added"), store.begin() as tx:
            tx.execute(statement)


def test_without_its_values_a_change_still_proves_what_they_were(store: Store, now: datetime) -> None:
    made = Change(Subject.CONTACT, 1, Verb.CHANGED, {"name": ("Ana", "Ana Ruiz")}, 1)
    with store.begin() as tx:
        edit = begun(tx, now)
        changes.write(tx, edit, [made])
        kept = tx.execute(select(t.change_values)).one()
        tx.execute(delete(t.change_values))

    with store.read() as tx:
        promised = tx.scalar(select(t.changes.c.commitment))
        assert changes.of(tx, edit) == [replace(made, values={})]
    assert changes.commitment(made, key=kept.key, said=kept.values) == promised
    assert changes.commitment(made, key=kept.key, said=kept.values.replace("Ana", "Eva")) != promised
