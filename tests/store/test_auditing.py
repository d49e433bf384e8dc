"""The audit: who did what, when, to whom; and whether anybody has been at it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update

from mailer.domain.address import parse_address
from mailer.domain.audit import AuditEntry
from mailer.domain.changeset import Action, Counts, Signature, Subject, Verb
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.suppression import SuppressionReason
from mailer.store.audit import audits
from mailer.store.audit.audits import AuditFilter
from mailer.store.database import Store
from mailer.store.history import changesets
from mailer.store.people import contacts, lists
from mailer.store.tables.change_schema import change_values
from mailer.usecases.people import auditing, listing, subscribing, suppressing
from mailer.usecases.people.editing import Correction, edit_contact
from mailer.usecases.people.registering import Card, add_contact
from tests.store.ledger import signed


@pytest.fixture
def history(store: Store, now: datetime) -> Store:
    """A list, Ana added to it, changed by somebody else a day later, and gone; and Ben, who must not be written to."""
    listing.create_list(store, "africa", title="", kind=ContactKind.JOURNALIST, basis=None, source="", by=signed(now))
    add_contact(store, Card("ana@example.org", name="Ana", outlet="El Faro"), list_slug="africa", by=signed(now))
    eve = Signature("eve@desk", now + timedelta(days=1))
    edit_contact(store, "ana@example.org", Correction({"role": "Chief"}), by=eve)
    subscribing.unsubscribe(store, "ana@example.org", list_slug="africa", by=eve)
    add_contact(store, Card("ben@example.org", name="Ben"), list_slug=None, by=signed(now))
    suppressing.suppress(store, "ben@example.org", reason=SuppressionReason.MANUAL, by=signed(now), person=True)
    return store


def test_all_that_was_done_is_told_newest_first_with_names_as_they_are_now(history: Store) -> None:
    assert [_told(one) for one in _entries(history)] == [
        (6, "suppress", "suppression added", "Ben <ben@example.org>"),
        (5, "add", "contact added", "Ben <ben@example.org>"),
        (4, "unsubscribe", "subscription ended", "Ana <ana@example.org>"),
        (3, "edit", "contact changed", "Ana <ana@example.org>"),
        (2, "add", "contact added", "Ana <ana@example.org>"),
        (2, "add", "subscription added", "Ana <ana@example.org>"),
        (1, "list", "list added", "africa"),
    ]


def test_what_was_done_by_one_person_since_a_day_or_in_one_way_is_told_alone(history: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)

    assert {one.changeset.id for one in _entries(history, AuditFilter(who="eve"))} == {3, 4}
    assert {one.changeset.id for one in _entries(history, AuditFilter(who="eve@desk"))} == {3, 4}
    assert _entries(history, AuditFilter(who="ev")) == []
    assert {one.changeset.id for one in _entries(history, AuditFilter(since=later))} == {3, 4}
    assert {one.changeset.id for one in _entries(history, AuditFilter(action=Action.ADD))} == {2, 5}
    assert {one.changeset.id for one in _entries(history, AuditFilter(changeset=2))} == {2}
    assert len(_entries(history, limit=2)) == 2


def test_what_is_about_one_contact_or_list_is_told_alone(history: Store) -> None:
    with history.read() as tx:
        ana = contacts.known(tx, ["ana@example.org"])["ana@example.org"].id
        africa = lists.find(tx, "africa")
    assert africa

    about_ana = _entries(history, AuditFilter(contact_id=ana))
    about_africa = _entries(history, AuditFilter(list_id=africa.id))

    assert [one.changeset.id for one in about_ana] == [4, 3, 2, 2]
    assert [(one.changeset.id, one.subject) for one in about_africa] == [
        (4, Subject.SUBSCRIPTION), (2, Subject.CONTACT), (2, Subject.SUBSCRIPTION), (1, Subject.LIST),
    ]  # fmt: skip


def test_many_who_came_together_are_one_line_unless_their_changeset_is_named(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        changeset = changesets.begin(tx, Action.IMPORT, signed(now), source="press.csv", counts=Counts(added=2))
        rows = [_row("ana@example.org"), _row("ben@example.org")]
        contacts.add(tx, rows, now, changeset=changeset)

    (whole,) = _entries(store)
    single = _entries(store, AuditFilter(changeset=changeset))

    assert (whole.subject, whole.changeset.source, whole.changeset.counts.added) == (None, "press.csv", 2)
    assert [(one.verb, one.about) for one in single] == [
        (Verb.ADDED, "ben@example.org"),
        (Verb.ADDED, "ana@example.org"),
    ]


def test_values_that_were_erased_are_told_as_erased(history: Store) -> None:
    with history.begin() as tx:
        tx.execute(delete(change_values))

    edit = next(one for one in _entries(history) if one.changeset.action is Action.EDIT)

    assert (edit.is_erased, edit.values) == (True, {})
    assert auditing.verify(history).broken == ()
    assert auditing.verify(history).erased == auditing.verify(history).changes == 4


def test_nobody_is_said_to_have_been_at_it_who_was_not(history: Store) -> None:
    found = auditing.verify(history)

    assert (found.changes, found.erased, found.broken) == (4, 0, ())


@pytest.mark.parametrize(
    "forged", [{"values": '{"role": ["Chief", "Boss"]}'}, {"key": "00" * 16}, {"key": "none"}, {"values": "{"}]
)
def test_a_change_that_somebody_has_been_at_is_found(history: Store, forged: dict[str, str]) -> None:
    edit = next(one for one in _entries(history) if one.changeset.action is Action.EDIT)
    with history.begin() as tx:
        tx.execute(update(change_values).where(change_values.c.change_id == edit.number).values(forged))

    assert [one.number for one in auditing.verify(history).broken] == [edit.number]


def test_a_contact_tells_where_it_came_from_and_what_changed_last(history: Store) -> None:
    found = auditing.dossier(history, "ana@example.org")

    assert found.origin
    assert (found.origin.changeset.id, found.origin.changeset.action) == (2, Action.ADD)
    assert [one.changeset.id for one in found.last] == [4, 3, 2]
    assert found.profile.contact.role == "Chief"


def _row(address: str) -> ContactRow:
    return ContactRow(0, parse_address(address), kind=ContactKind.JOURNALIST)


def _entries(store: Store, chosen: AuditFilter | None = None, limit: int = 50) -> list[AuditEntry]:
    with store.read() as tx:
        return audits.entries(tx, chosen or AuditFilter(), limit=limit)


def _told(one: AuditEntry) -> tuple[int, str, str, str]:
    return one.changeset.id, one.changeset.action, f"{one.subject} {one.verb}", one.about
