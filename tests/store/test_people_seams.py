"""Where one thing that is done to people meets another, on both databases."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from mailer.domain.changeset import Action
from mailer.domain.contact import ContactKind
from mailer.domain.suppression import SuppressionReason
from mailer.domain.tombstone import bury
from mailer.errors import MailerError
from mailer.store.database import Store
from mailer.store.history import changesets
from mailer.store.opening import open_store
from mailer.store.people import contacts, suppressions
from mailer.store.privacy import tombstones
from mailer.store.sending import releases
from mailer.store.tables import schema as t
from mailer.store.tables.change_schema import change_values
from mailer.usecases.people import auditing, finding, listing, merging, suppressing
from mailer.usecases.people.accounting import ImportReport
from mailer.usecases.people.amending import ListEdit
from mailer.usecases.people.editing import Correction, edit_contact
from mailer.usecases.people.importing import import_contacts
from mailer.usecases.people.refreshing import refresh
from mailer.usecases.people.registering import Card, add_contact
from mailer.usecases.people.undoing import undo
from tests.store.ledger import NOW, contact_profile, signed

ANA, BEN, CY = "ana@example.org", "ben@example.org", "cy@example.org"
KEYS = {"k1": b"k" * 32}
BY = signed(NOW)

Importing = Callable[..., ImportReport]


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Importing:
    """A function that imports rows of address, further address and outlet onto a list."""
    _make(store, "africa")

    def run(*rows: str) -> ImportReport:
        path = tmp_path / "people.csv"
        path.write_text("address,other addresses,outlet\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return import_contacts(store, path, list_slug="africa", dry_run=False, by=BY)

    return run


def test_a_further_address_that_a_file_gives_to_two_people_goes_to_one_of_them(store: Store, bring: Importing) -> None:
    bring(f"{ANA},,")

    report = bring(f"{ANA},{BEN},Acacia", f"{CY},{BEN},Baobab")

    assert (report.added, report.updated) == (1, 1)
    assert contact_profile(store, BEN).contact.address.key in {ANA, CY}


def test_nobody_is_found_by_an_address_that_somebody_else_has(store: Store, bring: Importing) -> None:
    bring(f"{ANA},{BEN},", f"{BEN},{CY},")

    assert [one.contact.address.key for one in finding.find_contacts(store, ["ben@"])] == [BEN]
    assert [one.contact.address.key for one in finding.find_contacts(store, ["cy@"])] == [BEN]


def test_nobody_new_comes_by_a_file_who_has_asked_for_no_more_mail_at_another_address(
    store: Store, bring: Importing
) -> None:
    suppressing.suppress(store, BEN, reason=SuppressionReason.COMPLAINED, by=BY)
    suppressing.suppress(store, CY, reason=SuppressionReason.BOUNCED, by=BY)

    report = bring(f"{ANA},{BEN},", f"dia@example.org,{CY},")

    assert report.added == 1
    assert [(one.line, one.value) for one in report.errors] == [(2, ANA)]
    assert "complained" in report.errors[0].reason


@pytest.mark.parametrize("is_person", [False, True])
@pytest.mark.parametrize("is_later", [False, True])
def test_only_the_person_takes_back_what_the_person_too_has_asked_for(
    store: Store,
    bring: Importing,
    is_person: bool,  # noqa: FBT001 - a case
    is_later: bool,  # noqa: FBT001 - a case
) -> None:
    bring(f"{ANA},,")
    reasons = (SuppressionReason.COMPLAINED, SuppressionReason.MANUAL)
    first, second = reversed(reasons) if is_later else reasons

    suppressing.suppress(store, ANA, reason=first, by=BY, person=is_person and is_later)
    suppressing.suppress(store, ANA, reason=second, by=BY, person=is_person)

    with pytest.raises(MailerError, match="asked for it themselves"):
        suppressing.unsuppress(store, ANA, by=BY)


def test_what_forbids_writing_to_an_address_is_told_with_whoever_has_it(store: Store, bring: Importing) -> None:
    bring(f"{ANA},,")

    suppressing.suppress(store, ANA, reason=SuppressionReason.MANUAL, by=BY)
    suppressing.suppress(store, ANA, reason=SuppressionReason.COMPLAINED, by=BY)

    last = auditing.dossier(store, ANA).last
    assert [one.changeset.action for one in last][:2] == [Action.SUPPRESS, Action.SUPPRESS]


def test_an_edit_of_addresses_whose_details_were_removed_can_be_taken_back_as_far_as_is_known(
    store: Store, bring: Importing
) -> None:
    bring(f"{ANA},,")
    edited = edit_contact(store, ANA, Correction(add=(BEN,), prefer=BEN, remove=(ANA,)), by=BY)
    with store.begin() as tx:
        tx.execute(delete(change_values))

    undone = undo(store, edited.changeset or 0, by=BY)

    assert (undone.restored, contact_profile(store, BEN).contact.address.key) == (0, BEN)


@pytest.mark.parametrize("is_undone", [False, True])
def test_an_address_taken_from_somebody_who_must_not_be_written_to_stays_forbidden(
    store: Store,
    bring: Importing,
    is_undone: bool,  # noqa: FBT001 - a case
) -> None:
    bring(f"{ANA},{'' if is_undone else BEN},")
    added = edit_contact(store, ANA, Correction(add=(BEN,)), by=BY) if is_undone else None
    suppressing.suppress(store, ANA, reason=SuppressionReason.COMPLAINED, by=BY, person=True)

    if added:
        undo(store, added.changeset or 0, by=BY)
    else:
        edit_contact(store, ANA, Correction(remove=(BEN,)), by=BY)

    assert bring(f"{BEN},,").added == 0
    with store.read() as tx:
        assert [one.reason for one in suppressions.of_address(tx, BEN)] == [SuppressionReason.COMPLAINED]


def test_people_who_joined_a_list_by_its_rule_alone_go_with_the_import_that_brought_them(
    store: Store, bring: Importing
) -> None:
    _make(store, "acacia", where="outlet = Acacia")
    report = bring(f"{ANA},,Acacia", f"{BEN},,Acacia")
    refresh(store, BY)
    with store.begin() as tx:
        tx.execute(update(t.contacts).where(t.contacts.c.id == 2).values(outlet_id=None))
    refresh(store, BY)

    undone = undo(store, report.changeset or 0, by=BY)

    assert (undone.removed, undone.stayed) == (2, 0)
    with store.read() as tx:
        assert tx.execute(select(t.subscriptions)).all() == []


@pytest.fixture
def keyed(url: str) -> Iterator[Store]:
    """A store with the keys of a workspace."""
    opened = open_store(url, KEYS)
    yield opened
    opened.close()


def test_who_was_erased_and_came_back_by_mistake_is_kept_out_again(keyed: Store) -> None:
    with keyed.begin() as tx:
        tombstones.add(tx, [bury(KEYS, ANA, NOW - timedelta(days=1))])
    add_contact(keyed, Card(address=ANA, they_asked=True), list_slug=None, by=BY)
    with keyed.read() as tx:
        last, _ = changesets.mark(tx)

    undo(keyed, last, by=signed(NOW + timedelta(hours=1)))

    with pytest.raises(MailerError, match="erased"):
        add_contact(keyed, Card(address=ANA), list_slug=None, by=BY)


@pytest.mark.parametrize("dialect", ["postgresql"])
@pytest.mark.parametrize("holding", [changesets.hold, contacts.hold])
def test_who_takes_back_and_who_changes_people_wait_in_turn_and_not_for_each_other(
    store: Store, bring: Importing, holding: Callable[..., None]
) -> None:
    report = bring(f"{ANA},,")
    results: list[object] = []

    def take_back() -> None:
        try:
            results.append(undo(store, report.changeset or 0, by=BY))
        except MailerError as error:
            results.append(error)

    waiting = threading.Thread(target=take_back)
    with store.begin() as tx:
        holding(tx)
        waiting.start()
        time.sleep(0.5)  # it has come as far as it can
        tx.execute(update(t.contacts).values(role="Editor"))
        tx.execute(update(t.subscriptions).values(source="call"))
    waiting.join()

    assert [getattr(one, "removed", one) for one in results] == [1]


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_who_freezes_an_audience_and_who_merges_people_wait_in_turn_and_not_for_each_other(
    store: Store, bring: Importing
) -> None:
    bring(f"{ANA},,", f"{BEN},,")
    results: list[object] = []

    def merge() -> None:
        try:
            results.append(merging.merge_contacts(store, ANA, BEN, by=BY).changeset)
        except MailerError as error:
            results.append(error)

    waiting = threading.Thread(target=merge)
    with store.begin(is_still=True, is_large=True) as tx:
        waiting.start()
        time.sleep(0.5)  # it has come as far as it can
        releases.lock(tx)
    waiting.join()

    assert results == [3]


def _make(store: Store, slug: str, *, where: str = "") -> None:
    edit = ListEdit(where=where) if where else ListEdit()
    listing.create_list(store, slug, title="", kind=ContactKind.JOURNALIST, basis=None, source="desk", by=BY, edit=edit)
