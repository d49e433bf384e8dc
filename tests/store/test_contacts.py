"""Contacts, outlets and lists in the database."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from mailer.domain.address import parse_address
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.distribution_list import Counts
from mailer.domain.suppression import SuppressionReason
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store
from mailer.store.people import contacts, edits, outlets
from mailer.store.people.contacts import Known
from mailer.store.tables import schema as t
from mailer.usecases.people import exporting, finding, listing, subscribing, suppressing
from mailer.usecases.people.registering import Card, add_contact
from tests.store.ledger import NOW, begun, contact_profile, signed

LEILA = ContactRow(
    line=0,
    address=parse_address("Leila.Benali@atlas.example.org"),
    name="Leïla Benali",
    outlet="La Résonance des Cimes",
    role="Éditrice",
    kind=ContactKind.JOURNALIST,
    languages=("ar", "fr"),
    country="MA",
    timezone="Africa/Casablanca",
    beats=("migration", "border policy"),
    fields={"room": "B12"},
)


def test_a_contact_comes_back_as_it_was_added(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        contacts.add(tx, [LEILA], now, changeset=begun(tx, now))

    with store.read() as tx:
        assert contacts.known(tx, [LEILA.address.key])[LEILA.address.key].row == LEILA


def test_many_contacts_are_added_at_once_and_keep_their_order(store: Store, now: datetime) -> None:
    people = [
        replace(LEILA, address=parse_address(f"n{n}@example.org"), name=f"N{n}", outlet=f"Outlet {n % 7}")
        for n in range(2500)
    ]

    with store.begin() as tx:
        ids = contacts.add(tx, people, now, changeset=begun(tx, now))

    with store.read() as tx:
        found = contacts.by_id(tx, ids)
        assert [found[one].row.name for one in ids] == [person.name for person in people]
        assert tx.scalar(select(func.count()).select_from(t.outlets)) == 7
        assert len(contacts.known(tx, [person.address.key for person in people])) == 2500


def test_an_outlet_is_one_whatever_its_spelling(store: Store) -> None:
    decomposed, loud, spaced = "La Re\u0301sonance", "LA RÉSONANCE", "  la  résonance "

    with store.begin() as tx:
        found = outlets.ids(tx, [decomposed, loud, spaced, ""])

    assert len(found) == 1


def test_changing_a_contact_replaces_its_languages(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        (leila,) = contacts.add(tx, [LEILA], now, changeset=begun(tx, now))
        after = replace(LEILA, languages=("fr",), outlet="Radio Trois Baobabs")
        edits.change(tx, Known(leila, LEILA), after, ["outlet"], now=now, changeset=begun(tx, now))

    with store.read() as tx:
        changed = contacts.by_id(tx, [leila])[leila].row
    assert changed.languages == ("fr",)
    assert changed.outlet == "Radio Trois Baobabs"


@pytest.mark.parametrize(
    "words",
    [
        ["leïla"], ["LEILA", "benali"], ["résonance des"], ["editrice"], ["ATLAS.example"],
        ["Leila.Benali@ATLAS.example.org"],
        ["#1"], ["outlet:resonance"], ["leïla", "OUTLET:cimes"], ["+212 522 555 010"], ["0522555010"],
    ],
)  # fmt: skip
def test_people_are_found_by_parts_of_what_is_known(store: Store, now: datetime, words: list[str]) -> None:
    with store.begin() as tx:
        contacts.add(
            tx,
            [
                replace(LEILA, phone="00212 (0)522-555-010"),
                replace(LEILA, address=parse_address("x@example.org"), name="X", role="", outlet=""),
            ],
            now,
            changeset=begun(tx, now),
        )

    found = finding.find_contacts(store, words)

    assert [one.contact.name for one in found] == ["Leïla Benali"]


@pytest.mark.parametrize(
    "words", [["leila", "nobody"], ["#2"], ["#leila"], ["outlet:leila"], ["212 999 555"], ["_eila"]]
)
def test_every_word_must_be_found(store: Store, now: datetime, words: list[str]) -> None:
    with store.begin() as tx:
        contacts.add(tx, [LEILA], now, changeset=begun(tx, now))

    assert finding.find_contacts(store, words) == []


def test_an_address_is_found_however_its_domain_is_written(store: Store, now: datetime) -> None:
    add_contact(store, Card("ana@bücher.example"), list_slug=None, by=signed(now))

    assert len(finding.find_contacts(store, ["Ana@BÜCHER.example"])) == 1


def test_those_who_are_found_come_by_name_with_all_that_is_known_of_them(store: Store, now: datetime) -> None:
    _africa(store, now)
    for name in ("Zoé", "Émile", "Adam"):
        address = f"{name[0]}@example.org".replace("É", "e")
        card = Card(address, name=name, others=(f"second-{address}",))
        add_contact(store, card, list_slug="africa", by=signed(now))
    suppressing.suppress(store, "second-e@example.org", reason=SuppressionReason.BOUNCED, by=signed(now))

    adam, emile = finding.find_contacts(store, ["example.org"], limit=2)

    assert (adam.contact.name, emile.contact.name) == ("Adam", "Émile")
    assert emile.addresses == ("e@example.org", "second-e@example.org")
    assert (emile.lists, [one.reason for one in emile.suppressions]) == (("africa",), [SuppressionReason.BOUNCED])


def test_a_percent_sign_finds_only_a_percent_sign(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        contacts.add(tx, [LEILA], now, changeset=begun(tx, now))

    assert finding.find_contacts(store, ["%"]) == []


def test_looking_for_nothing_is_refused(store: Store) -> None:
    with pytest.raises(UsageProblem, match="nothing to look for"):
        finding.find_contacts(store, [" "])


def test_an_unknown_address_is_answered_with_the_next_step(store: Store) -> None:
    with pytest.raises(MailerError, match=r"nobody@example\.org.*mailer contacts find"):
        contact_profile(store, "nobody@example.org")


def test_a_contact_added_by_hand_inherits_what_the_list_says(store: Store, now: datetime) -> None:
    _africa(store, now, kind=ContactKind.PARTNER)
    card = Card(address="nour@example.org", name="Nour  Haddad", language="Arabic, en")

    added = add_contact(store, card, list_slug="africa", by=signed(now))

    profile = contact_profile(store, "NOUR@example.org")
    assert (added.kind, added.name, added.languages) == (ContactKind.PARTNER, "Nour Haddad", ("ar", "en"))
    assert profile.lists == ("africa",)
    assert profile.subscriptions[0].terms.source == "accreditation desk"


def test_an_address_is_never_added_twice(store: Store, now: datetime) -> None:
    add_contact(store, Card(address="nour@example.org"), list_slug=None, by=signed(now))

    with pytest.raises(MailerError, match="already"):
        add_contact(store, Card(address="Nour@EXAMPLE.org"), list_slug=None, by=signed(now))


def test_a_language_that_is_none_is_refused_by_name(store: Store, now: datetime) -> None:
    with pytest.raises(UsageProblem, match=r"--language.*gibberish"):
        add_contact(store, Card(address="nour@example.org", language="gibberish"), list_slug=None, by=signed(now))


def test_a_list_cannot_have_a_name_with_blanks(store: Store, now: datetime) -> None:
    with pytest.raises(UsageProblem, match="write africa-press"):
        _create(store, "Africa Press!", now)


def test_two_lists_cannot_have_one_name(store: Store, now: datetime) -> None:
    _create(store, "africa", now)

    with pytest.raises(MailerError, match="there is a list africa already"):
        _create(store, "africa", now)


def test_an_unknown_list_is_answered_with_the_nearest(store: Store, now: datetime) -> None:
    _create(store, "africa-press", now)

    with pytest.raises(UsageProblem, match="Did you mean africa-press"):
        listing.list_report(store, "afrika-press", by=signed(NOW))


def test_each_contact_of_a_list_is_counted_once(store: Store, now: datetime) -> None:
    _africa(store, now)
    for name in ("stays", "left", "bounced", "returned"):
        add_contact(store, Card(address=f"{name}@example.org", language="fr"), list_slug="africa", by=signed(now))
    for name in ("left", "returned"):
        subscribing.unsubscribe(store, f"{name}@example.org", list_slug="africa", by=signed(now))
    subscribing.subscribe(store, ["returned@example.org"], list_slug="africa", by=signed(now))
    suppressing.suppress(store, "bounced@example.org", reason=SuppressionReason.BOUNCED, by=signed(now))

    (line,) = listing.all_lists(store, by=signed(NOW))

    assert line.counts == Counts(active=2, suppressed=1, ended=1)
    assert line.last_used_at is None


def test_a_list_says_who_is_on_it(store: Store, now: datetime) -> None:
    _africa(store, now)
    for n, (language, country) in enumerate([("fr", "SN"), ("fr,en", "SN"), ("", "KE")]):
        card = Card(address=f"n{n}@example.org", language=language, country=country, outlet="Radio Trois Baobabs")
        add_contact(store, card, list_slug="africa", by=signed(now))

    report = listing.list_report(store, "africa", by=signed(NOW))

    assert report.languages == {"fr": 2, "": 1}
    assert report.countries == {"SN": 2, "KE": 1}
    assert report.outlets == {"Radio Trois Baobabs": 3}


def test_an_export_holds_nobody_who_must_not_be_written_to(store: Store, now: datetime) -> None:
    _africa(store, now)
    for name in ("b", "a", "bounced", "left"):
        add_contact(store, Card(address=f"{name}@example.org"), list_slug="africa", by=signed(now))
    suppressing.suppress(store, "bounced@example.org", reason=SuppressionReason.BOUNCED, by=signed(now))
    subscribing.unsubscribe(store, "left@example.org", list_slug="africa", by=signed(now))

    written: list[str] = []
    left_out = exporting.write_csv(store, written.append, by=signed(NOW), list_slug="africa")

    rows = list(csv.DictReader("".join(written).splitlines()))
    assert [row["address"] for row in rows] == ["a@example.org", "b@example.org"]
    assert {row["source"] for row in rows} == {"accreditation desk"}
    assert left_out == 1


def test_a_profile_tells_the_whole_history(store: Store, now: datetime) -> None:
    _africa(store, now)
    add_contact(store, Card(address="a@example.org"), list_slug="africa", by=signed(now))
    subscribing.unsubscribe(store, "a@example.org", list_slug="africa", by=signed(now + timedelta(days=1)))
    subscribing.subscribe(store, ["a@example.org"], list_slug="africa", by=signed(now + timedelta(days=2)))

    profile = contact_profile(store, "a@example.org")

    ended = [one.ended_at for one in profile.subscriptions]
    assert ended == [now + timedelta(days=1), None]
    assert profile.subscriptions[0].ended_reason == "unsubscribed"


def _create(store: Store, slug: str, now: datetime) -> None:
    listing.create_list(store, slug, title="", kind=ContactKind.JOURNALIST, basis=None, source="", by=signed(now))


def _africa(store: Store, now: datetime, kind: ContactKind = ContactKind.JOURNALIST) -> None:
    listing.create_list(
        store, "africa", title="Press, Africa", kind=kind, basis=None, source="accreditation desk", by=signed(now)
    )
