"""Outlets looked at, corrected, made one; and taken back."""

from datetime import datetime, timedelta

import pytest

from mailer.domain.changeset import Signature, Subject, Verb
from mailer.domain.contact import ContactKind
from mailer.domain.outlet import Outlet
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store
from mailer.store.history import changes
from mailer.store.people import contacts, edits
from mailer.usecases.people import finding, listing
from mailer.usecases.people.curating import OutletEdit, all_outlets, edit_outlet, merge_outlets, outlet_report
from mailer.usecases.people.registering import Card, add_contact
from mailer.usecases.people.undoing import undo
from tests.store.ledger import contact_profile, signed


@pytest.fixture
def by(store: Store, now: datetime) -> Signature:
    """Two people at El Faro, one at Faro; one of them on a list."""
    listing.create_list(store, "africa", title="", kind=ContactKind.JOURNALIST, basis=None, source="", by=signed(now))
    for name, outlet, onto in (("ana", "El Faro", "africa"), ("ben", "El Faro", None), ("cy", "Faro", None)):
        add_contact(store, Card(f"{name}@example.org", outlet=outlet), list_slug=onto, by=signed(now))
    return signed(now + timedelta(days=1))


def test_outlets_are_found_by_a_part_of_their_name(store: Store, by: Signature) -> None:  # noqa: ARG001 - fills the ledger
    assert [(one.outlet.name, one.people) for one in all_outlets(store, "FÁRO", limit=9)] == [
        ("El Faro", 2),
        ("Faro", 1),
    ]
    assert [one.outlet.name for one in all_outlets(store, "el", limit=9)] == ["El Faro"]
    assert len(all_outlets(store, "", limit=1)) == 1


def test_an_outlet_tells_its_people_by_list(store: Store, by: Signature) -> None:  # noqa: ARG001 - fills the ledger
    found = outlet_report(store, "EL FARO")

    assert (found.people, found.lists, found.last_mail_at) == (2, {"africa": 1}, None)


def test_an_outlet_is_corrected_and_its_people_are_found_by_the_new_name(store: Store, by: Signature) -> None:
    typed = OutletEdit(name="El Faro Digital", desk_address="Desk@Faro.example.org", cap="2")

    found = edit_outlet(store, "el faro", typed, by=by)

    assert found.made == {
        "name": ("El Faro", "El Faro Digital"),
        "desk_address": ("", "desk@faro.example.org"),
        "cap": (None, 2),
    }
    assert len(finding.find_contacts(store, ["faro digital"])) == 2
    with store.read() as tx:
        (made,) = changes.of(tx, found.changeset or 0)
        ana = contacts.known(tx, ["ana@example.org"])["ana@example.org"].id
        assert edits.marks(tx, [ana])[ana]["outlet"] == by.at.isoformat()
    assert (made.subject, made.verb, made.values["cap"]) == (Subject.OUTLET, Verb.CHANGED, (None, 2))


def test_a_dry_run_of_an_outlet_changes_nothing(store: Store, by: Signature) -> None:
    told = edit_outlet(store, "El Faro", OutletEdit(cap="1"), by=by, dry_run=True)

    assert (told.made, told.changeset) == ({"cap": (None, 1)}, None)
    assert outlet_report(store, "El Faro").outlet.cap is None


def test_an_outlet_cannot_take_the_name_of_another(store: Store, by: Signature) -> None:
    with pytest.raises(MailerError, match='mailer outlets merge "El Faro" --into "Faro"'):
        edit_outlet(store, "El Faro", OutletEdit(name="FARO"), by=by)
    assert edit_outlet(store, "El Faro", OutletEdit(name="EL FARO"), by=by).made == {"name": ("El Faro", "EL FARO")}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (OutletEdit(), "nothing was given"),
        (OutletEdit(cap="-1"), "--cap"),
        (OutletEdit(cap="some"), "--cap"),
        (OutletEdit(name=" "), "--name"),
        (OutletEdit(desk_address="desk"), "name@example.org"),
    ],
)
def test_what_an_outlet_cannot_be_is_refused(store: Store, by: Signature, typed: OutletEdit, told: str) -> None:
    with pytest.raises(UsageProblem, match=told):
        edit_outlet(store, "El Faro", typed, by=by)


def test_an_outlet_that_is_not_known_is_answered_with_the_nearest(store: Store, by: Signature) -> None:
    with pytest.raises(UsageProblem, match="Did you mean El Faro"):
        edit_outlet(store, "El Far", OutletEdit(cap="1"), by=by)


def test_outlets_become_one_with_all_their_people(store: Store, by: Signature) -> None:
    edit_outlet(store, "Faro", OutletEdit(desk_address="desk@faro.example.org", cap="3"), by=by)

    found = merge_outlets(store, ["faro"], into="El Faro", by=by)

    assert (found.moved, found.gone) == (1, ("Faro",))
    assert [one.outlet.name for one in all_outlets(store, "", limit=9)] == ["El Faro"]
    report = outlet_report(store, "El Faro")
    assert (report.people, report.outlet.desk_address, report.outlet.cap) == (3, "desk@faro.example.org", 3)
    assert contact_profile(store, "cy@example.org").contact.outlet == "El Faro"


def test_an_outlet_cannot_become_a_part_of_itself(store: Store, by: Signature) -> None:
    with pytest.raises(UsageProblem, match="part of itself"):
        merge_outlets(store, ["Faro", "El Faro"], into="el faro", by=by)
    assert len(all_outlets(store, "", limit=9)) == 2


def test_outlets_that_were_made_one_are_two_again_when_it_is_taken_back(store: Store, by: Signature) -> None:
    edit_outlet(store, "Faro", OutletEdit(desk_address="desk@faro.example.org", cap="3"), by=by)
    found = merge_outlets(store, ["faro"], into="El Faro", by=by)

    undone = undo(store, found.changeset, by=by)

    two = [one.outlet for one in all_outlets(store, "", limit=9)]
    assert undone.newer == 0
    assert [(one.name, one.desk_address, one.cap) for one in two] == [
        ("El Faro", "", None),
        ("Faro", "desk@faro.example.org", 3),
    ]
    assert contact_profile(store, "cy@example.org").contact.outlet == "Faro"


def test_an_outlet_that_was_corrected_is_as_before_when_it_is_taken_back(store: Store, by: Signature) -> None:
    found = edit_outlet(store, "El Faro", OutletEdit(name="El Faro Digital", cap="2"), by=by)
    edit_outlet(store, "El Faro Digital", OutletEdit(cap="5"), by=by)

    undone = undo(store, found.changeset or 0, by=by)

    report = outlet_report(store, "El Faro")
    assert (undone.restored, undone.newer) == (1, 1)
    assert report.outlet == Outlet(report.outlet.id, "El Faro", "", 5)


def test_of_several_caps_the_lowest_holds_for_outlets_that_become_one(store: Store, by: Signature) -> None:
    add_contact(store, Card("dia@example.org", outlet="Farol"), list_slug=None, by=by)
    for name, cap in (("Faro", "3"), ("Farol", "2")):
        edit_outlet(store, name, OutletEdit(cap=cap), by=by)

    assert merge_outlets(store, ["faro", "farol"], into="El Faro", by=by).into.cap == 2


def test_an_outlet_does_not_take_its_old_name_back_from_another(store: Store, by: Signature) -> None:
    found = edit_outlet(store, "El Faro", OutletEdit(name="El Faro Digital", cap="2"), by=by)
    edit_outlet(store, "Faro", OutletEdit(name="El Faro"), by=by)

    undone = undo(store, found.changeset or 0, by=by)

    assert (undone.restored, undone.newer) == (1, 1)
