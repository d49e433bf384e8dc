"""Contacts who may be one person are found, the surest first; who was told apart is not asked about again."""

import pytest
from sqlalchemy import update

from mailer.domain.likeness import Likeness
from mailer.errors import UsageProblem
from mailer.store.database import Store
from mailer.store.tables import schema as t
from mailer.usecases.people import merging
from mailer.usecases.people.comparing import find_duplicates
from tests.store.couples import add, make_lists, merge
from tests.store.ledger import NOW, signed


def found(store: Store, **said: object) -> list[tuple[set[str], list[Likeness]]]:
    """Return the groups that are alike: the local parts of their addresses, and what they have in common."""
    groups = find_duplicates(store, **{"limit": 50, **said}).groups  # type: ignore[arg-type]
    return [({one.address.address.partition("@")[0] for one in each.contacts}, [*each.likenesses]) for each in groups]


def know(store: Store, address: str, **said: object) -> None:
    """Let something be known of the contact with this address that cannot be typed yet."""
    own = t.addresses.c
    with store.begin() as tx:
        owner = own.contact_id
        ids = tx.scalars(t.addresses.select().with_only_columns(owner).where(own.key == address)).all()
        tx.execute(update(t.contacts).where(t.contacts.c.id.in_(ids)).values(**said))


def test_where_nobody_is_alike_there_is_nothing_to_ask(store: Store) -> None:
    add(store, "ana@example.org", name="Ana Ruiz", outlet="Wire")
    add(store, "ben@example.org", name="Ana Ruiz", outlet="Daily")
    add(store, "cy@example.org", outlet="Wire")
    add(store, "dia@example.org", outlet="Wire")

    assert find_duplicates(store, limit=5).number == 0


def test_the_same_name_at_the_same_outlet_is_likely_one_person(store: Store) -> None:
    add(store, "ana@example.org", name="Ana Ruíz", outlet="Wire")
    add(store, "a.ruiz@example.com", name="RUIZ, Ana", outlet="wire")

    (one,) = find_duplicates(store, limit=5).groups
    assert (one.likenesses, one.is_likely) == ((Likeness.NAME,), True)


def test_an_address_in_letters_of_another_script_is_likely_one_person(store: Store) -> None:
    add(store, "ana@example.org")
    add(store, "аnа@example.org")
    add(store, "аnа@exаmple.org")
    add(store, "иван@example.org")

    assert found(store) == [({"ana", "аnа"}, [Likeness.SCRIPT])]


def test_an_address_among_the_further_columns_of_another_is_likely_one_person(store: Store) -> None:
    add(store, "ana@example.org")
    add(store, "ben@example.org")
    know(store, "ben@example.org", fields={"E-mail 2": "Ana <ANA@example.org>", "Site": "@ben"})

    assert found(store) == [({"ana", "ben"}, [Likeness.OTHER_ADDRESS])]


def test_the_address_of_a_desk_that_many_name_is_nobodys_other_one(store: Store) -> None:
    for name in ("desk", "ana", "ben"):
        add(store, f"{name}@example.org")
    for name in ("ana", "ben"):
        know(store, f"{name}@example.org", fields={"Desk": "desk@example.org"})

    assert found(store) == []


def test_addresses_that_a_provider_may_take_for_one_may_be_one_person(store: Store) -> None:
    add(store, "ana.ruiz@gmail.com")
    add(store, "anaruiz+press@gmail.com")

    (one,) = find_duplicates(store, limit=5).groups
    assert (one.likenesses, one.is_likely) == ((Likeness.MAILBOX,), False)


def test_the_same_phone_may_be_one_person_but_that_of_many_is_a_switchboard(store: Store) -> None:
    for number, name in enumerate(("ana", "ben", "cy", "dia", "eva", "fay", "gil")):
        add(store, f"{name}@example.org")
        know(store, f"{name}@example.org", phone="+1 202 555 0100" if number < 5 else "(202) 555-0199")

    assert found(store) == [({"fay", "gil"}, [Likeness.PHONE])]


def test_people_with_several_things_in_common_are_told_of_once_and_the_surest_first(store: Store) -> None:
    for address in ("ana@example.org", "a.ruiz@example.com"):
        add(store, address, name="Ana Ruiz", outlet="Wire")
        know(store, address, phone="+1 202 555 0100")
    for address in ("ben@gmail.com", "b.en@gmail.com"):
        add(store, address)
    add(store, "cy@example.org", name="Cy", outlet="Wire")
    add(store, "cy@example.com", name="Cy", outlet="Wire")

    assert [common for _, common in found(store)] == [
        [Likeness.NAME, Likeness.PHONE],
        [Likeness.NAME],
        [Likeness.MAILBOX],
    ]
    assert found(store, limit=1, skip=1) == [({"cy"}, [Likeness.NAME])]


def test_who_was_told_apart_is_not_asked_about_again(store: Store) -> None:
    add(store, "ana@example.org", name="Ana Ruiz", outlet="Wire")
    add(store, "a.ruiz@example.com", name="Ana Ruiz", outlet="Wire")
    merging.distinguish(store, "a.ruiz@example.com", "ana@example.org", by=signed(NOW))
    assert found(store) == []

    merging.confuse(store, "ana@example.org", "a.ruiz@example.com", by=signed(NOW))
    assert len(found(store)) == 1


def test_of_three_alike_all_have_to_be_told_apart(store: Store) -> None:
    three = ["ana@example.org", "ana@example.com", "ana@example.net"]
    for address in three:
        add(store, address, name="Ana Ruiz", outlet="Wire")
    for one, other in ((0, 1), (0, 2)):
        merging.distinguish(store, three[one], three[other], by=signed(NOW))
        assert len(found(store)) == 1

    merging.distinguish(store, three[1], three[2], by=signed(NOW))
    assert found(store) == []


def test_who_was_merged_is_alike_no_more(store: Store) -> None:
    add(store, "ana@example.org", name="Ana Ruiz", outlet="Wire")
    add(store, "a.ruiz@gmail.com", name="Ana Ruiz", outlet="Wire")
    add(store, "aruiz@gmail.com", name="A. R.")
    merge(store, "ana@example.org", "a.ruiz@gmail.com")

    assert found(store) == [({"ana", "aruiz"}, [Likeness.MAILBOX])]


def test_only_groups_with_somebody_on_a_list_can_be_asked_for(store: Store) -> None:
    make_lists(store, "africa")
    add(store, "ana@example.org", "africa", name="Ana Ruiz", outlet="Wire")
    add(store, "ana@example.com", name="Ana Ruiz", outlet="Wire")
    add(store, "ben@example.org", name="Ben", outlet="Wire")
    add(store, "ben@example.com", name="Ben", outlet="Wire")

    assert found(store, list_slug="africa") == [({"ana"}, [Likeness.NAME])]
    with pytest.raises(UsageProblem, match="there is no list"):
        find_duplicates(store, list_slug="asia", limit=5)
