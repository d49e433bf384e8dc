"""Contacts changed by hand: what was typed, and nothing else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mailer.domain.changeset import Action, Subject, Verb
from mailer.domain.contact import ContactRow
from mailer.domain.custom_field import CustomField, CustomFields, FieldType
from mailer.domain.suppression import SuppressionReason
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store
from mailer.store.history import changes, changesets
from mailer.store.people import contacts, edits
from mailer.usecases.people import finding, suppressing
from mailer.usecases.people.editing import Correction, Edited, edit_contact
from mailer.usecases.people.registering import Card, add_contact
from mailer.usecases.people.undoing import undo
from tests.store.ledger import contact_profile, signed

FIELDS = CustomFields({"press-card": CustomField("press-card", FieldType.YES_NO)})
Edit = Callable[..., Edited]


@pytest.fixture
def edit(store: Store, now: datetime) -> Edit:
    """Changes Ana, who is there with a second address."""
    card = Card("ana@example.org", name="Ana Ruiz", outlet="El Faro", role="Editor", others=("ana@example.net",))
    add_contact(store, card, list_slug=None, by=signed(now))
    later = signed(now + timedelta(days=1))

    def typed(address: str = "ana@example.org", *, dry_run: bool = False, **said: object) -> Edited:
        correction = Correction(**said)  # type: ignore[arg-type]
        return edit_contact(store, address, correction, by=later, dry_run=dry_run, fields=FIELDS)

    return typed


def test_only_what_is_given_changes(store: Store, edit: Edit) -> None:
    found = edit(facts={"role": "Chief", "language": "es,en", "phone": "+1 202 555 0100"}, fields=("press-card=Sí",))

    ana = _ana(store)
    assert found.made == {
        "role": ("Editor", "Chief"),
        "languages": ([], ["es", "en"]),
        "phone": ("", "+1 202 555 0100"),
        "field.press-card": (None, "yes"),
    }
    assert (ana.name, ana.outlet, ana.role, ana.fields) == ("Ana Ruiz", "El Faro", "Chief", {"press-card": "yes"})


def test_an_edit_is_a_changeset_with_each_field_before_and_after(store: Store, edit: Edit) -> None:
    found = edit(facts={"role": "Chief"})

    with store.read() as tx:
        newest = changesets.newest(tx, limit=1)[0]
        (made,) = changes.of(tx, newest.id)
    assert (newest.action, newest.id) == (Action.EDIT, found.changeset)
    assert (made.subject, made.verb, made.values["role"]) == (Subject.CONTACT, Verb.CHANGED, ("Editor", "Chief"))


def test_what_is_given_empty_is_emptied(store: Store, edit: Edit) -> None:
    edit(fields=("room=B12",))
    edit(facts={"role": "", "outlet": ""}, fields=("room=",))

    ana = _ana(store)
    assert (ana.role, ana.outlet, ana.fields) == ("", "", {})


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store, edit: Edit) -> None:
    told = edit(facts={"role": "Chief"}, prefer="ana@example.net", dry_run=True)

    assert told.made["role"] == ("Editor", "Chief")
    assert told.made["addresses"] == (["ana@example.org", "ana@example.net"], ["ana@example.net", "ana@example.org"])
    assert told.changeset is None
    assert (_ana(store).role, _ana(store).address.address) == ("Editor", "ana@example.org")


def test_what_is_so_already_makes_no_changeset(store: Store, edit: Edit) -> None:
    found = edit(facts={"role": "Editor", "outlet": "EL FARO"})

    assert (found.made, found.changeset, _ana(store).outlet) == ({}, None, "El Faro")


def test_each_fact_set_by_hand_is_marked_with_its_time(store: Store, edit: Edit, now: datetime) -> None:
    edit(facts={"phone": "+1 202 555 0100"}, fields=("room=B12",))

    added, later = now.isoformat(), (now + timedelta(days=1)).isoformat()
    with store.read() as tx:
        ana = contacts.known(tx, ["ana@example.org"])["ana@example.org"].id
        assert edits.marks(tx, [ana])[ana] == {
            "name": added, "outlet": added, "role": added, "phone": later, "field.room": later,
        }  # fmt: skip


def test_the_embargo_agreement_is_kept_with_day_and_text_and_given_up(store: Store, edit: Edit) -> None:
    edit(facts={"embargo_since": "2026-01-15", "embargo_version": "2"})
    agreed = _ana(store)
    edit(facts={"embargo_since": "", "embargo_version": ""})

    assert (agreed.embargo_since, agreed.embargo_version) == (date(2026, 1, 15), "2")
    assert (_ana(store).embargo_since, _ana(store).embargo_version) == (None, "")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"facts": {"language": "gibberish"}}, "--language"),
        ({"facts": {"timezone": "CET"}}, "--timezone.*not a time zone"),
        ({"facts": {"embargo_since": "soon"}}, "--embargo-since.*2026-11-24"),
        ({"facts": {"embargo_version": "2"}}, "--embargo-version: nothing says since when"),
        ({"facts": {"kind": ""}}, "--kind: everybody is one of"),
        ({"facts": {"notes": "a\x00b"}}, "--notes: .*control characters"),
        ({"fields": ("press-card=lost",)}, "--field press-card: 'lost' is neither yes nor no"),
        ({"fields": ("press-card",)}, "Write --field NAME=VALUE"),
        ({"add": ("nobody",)}, "name@example.org"),
        ({}, "nothing was given to change"),
    ],
)
def test_words_that_cannot_be_are_refused_by_the_name_of_the_option(
    edit: Edit, said: dict[str, object], told: str
) -> None:
    with pytest.raises(UsageProblem, match=told):
        edit(**said)


def test_addresses_are_added_preferred_and_removed(store: Store, edit: Edit) -> None:
    found = edit(add=("ruiz@example.com",), prefer="ruiz@example.com", remove=("ana@example.org",))

    (profile,) = finding.find_contacts(store, ["ruiz@example.com"])
    assert profile.addresses == ("ruiz@example.com", "ana@example.net")
    assert found.contact.address.address == "ruiz@example.com"
    assert finding.find_contacts(store, ["ana@example.org"]) == []
    with store.read() as tx:
        made = changes.of(tx, found.changeset or 0)
    assert [(one.subject, one.verb, one.values["address"]) for one in made] == [
        (Subject.ADDRESS, Verb.ADDED, (None, "ruiz@example.com")),
        (Subject.ADDRESS, Verb.CHANGED, ("ana@example.org", "ana@example.org")),
        (Subject.ADDRESS, Verb.CHANGED, ("ruiz@example.com", "ruiz@example.com")),
        (Subject.ADDRESS, Verb.REMOVED, ("ana@example.org", None)),
    ]
    assert made[1].values["is_preferred"] == (True, False)


def test_an_address_of_somebody_else_is_refused_with_the_next_step(store: Store, edit: Edit, now: datetime) -> None:
    add_contact(store, Card("ben@example.org", name="Ben"), list_slug=None, by=signed(now))

    with pytest.raises(MailerError, match=r"belongs to Ben.*contacts merge ana@example\.org BEN@example\.org"):
        edit(add=("BEN@example.org",))


def test_an_address_that_must_not_be_written_to_is_neither_added_nor_preferred(
    store: Store, edit: Edit, now: datetime
) -> None:
    for one in ("gone@example.org", "ana@example.net"):
        suppressing.suppress(store, one, reason=SuppressionReason.BOUNCED, by=signed(now))

    with pytest.raises(MailerError, match="must not be written to"):
        edit(add=("gone@example.org",))
    with pytest.raises(MailerError, match="must not be written to"):
        edit(prefer="ana@example.net")


def test_an_address_that_bounced_stays_suppressed_when_another_is_preferred(
    store: Store, edit: Edit, now: datetime
) -> None:
    suppressing.suppress(store, "ana@example.org", reason=SuppressionReason.BOUNCED, by=signed(now))

    edit(prefer="ana@example.net", remove=("ana@example.org",))

    assert [one.address for one in suppressing.all_suppressions(store)] == ["ana@example.org"]
    with pytest.raises(MailerError, match="must not be written to"):
        edit("ana@example.net", add=("ana@example.org",))


def test_who_complained_is_not_written_to_at_another_address(store: Store, edit: Edit, now: datetime) -> None:
    suppressing.suppress(store, "ana@example.org", reason=SuppressionReason.COMPLAINED, by=signed(now))

    with pytest.raises(MailerError, match=r"asked for no more mail.*--they-asked"):
        edit(prefer="ana@example.net")


def test_a_contact_never_is_without_an_address_that_is_written_to(edit: Edit) -> None:
    with pytest.raises(MailerError, match=r"--prefer ana@example\.net"):
        edit(remove=("ana@example.org",))
    with pytest.raises(MailerError, match="--add-address NEW --prefer NEW"):
        edit(remove=("ana@example.org", "ana@example.net"))
    with pytest.raises(MailerError, match=r"no address of Ana Ruiz. Theirs: ana@example\.org, ana@example\.net"):
        edit(remove=("other@example.org",))


def test_an_edit_that_is_taken_back_leaves_the_contact_as_it_was(store: Store, edit: Edit, now: datetime) -> None:
    before, marked = contact_profile(store, "ana@example.org"), _marks(store)
    said = {"add": ("ruiz@example.com",), "prefer": "ruiz@example.com", "remove": ("ana@example.org",)}
    found = edit(facts={"role": "Chief", "notes": "calls"}, fields=("room=B12",), **said)

    undone = undo(store, found.changeset or 0, by=signed(now + timedelta(days=2)))

    after = contact_profile(store, "ana@example.org")
    assert (undone.restored, undone.newer) == (6, 0)
    assert (after.contact, sorted(after.addresses)) == (before.contact, sorted(before.addresses))
    assert {name: at for name, at in _marks(store).items() if name != "addresses"} == marked


def test_what_was_edited_since_stays_when_an_edit_is_taken_back(store: Store, edit: Edit, now: datetime) -> None:
    found = edit(facts={"role": "Chief", "notes": "calls"}, prefer="ana@example.net")
    edit(facts={"role": "Director"}, prefer="ana@example.org", add=("ruiz@example.com",))

    undone = undo(store, found.changeset or 0, by=signed(now + timedelta(days=2)))

    assert (undone.restored, undone.newer) == (1, 2)
    assert (_ana(store).role, _ana(store).notes, _ana(store).address.address) == ("Director", "", "ana@example.org")


def test_who_asked_for_no_more_mail_is_not_moved_when_an_edit_is_taken_back(
    store: Store, edit: Edit, now: datetime
) -> None:
    found = edit(prefer="ana@example.net")
    suppressing.suppress(store, "ana@example.net", reason=SuppressionReason.COMPLAINED, by=signed(now))

    undone = undo(store, found.changeset or 0, by=signed(now + timedelta(days=2)))

    assert (undone.newer, _ana(store).address.address) == (1, "ana@example.net")


def _marks(store: Store) -> dict[str, str]:
    with store.read() as tx:
        ana = contacts.known(tx, ["ana@example.net"])["ana@example.net"].id
        return dict(edits.marks(tx, [ana])[ana])


def _ana(store: Store) -> ContactRow:
    return contact_profile(store, "ana@example.org").contact
