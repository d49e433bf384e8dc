"""Caps of outlets: how many people of a newsroom get a release, and who they are."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert, select, update

from mailer.domain.address import parse_address
from mailer.domain.campaign import LeftOut
from mailer.store.database import Store, Transaction, new_id
from mailer.store.people import addresses
from mailer.store.sending import audiences, campaigns, releases, verdicts
from mailer.store.sending.audiences import Choice
from mailer.store.tables.schema import contacts, deliveries, outlets
from tests.store.ledger import NOW, RELEASE, Person, add_list, add_person, begun, freeze, subscribe, suppress


def outlet(tx: Transaction, name: str, cap: int | None, people: Sequence[Person], *, desk: str = "") -> int:
    values = {"name": name, "key": name, "cap": cap, "desk_address": desk}
    outlet_id = new_id(tx, insert(outlets).values(**values).returning(outlets.c.id))
    ids = [one.contact_id for one in people]
    tx.execute(update(contacts).where(contacts.c.id.in_(ids)).values(outlet_id=outlet_id))
    return outlet_id


def who(tx: Transaction, campaign: int) -> list[str]:
    found = select(deliveries.c.address_key).where(deliveries.c.campaign_id == campaign)
    return sorted(tx.scalars(found))


def test_no_more_people_of_an_outlet_get_it_than_its_cap_in_the_order_of_lists(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        late = add_person(tx, "late@faro.example.org", partners)
        first, second = (add_person(tx, f"{name}@faro.example.org", press) for name in ("first", "second"))
        subscribe(tx, partners, first.contact_id)
        outlet(tx, "faro", 2, [late, first, second])
        outlet(tx, "radio", None, [add_person(tx, f"r{n}@radio.example.org", press) for n in range(3)])
        choice = Choice(lists=(press, partners), fallback="en", has_caps=True)
        shown = audiences.counts(tx, audiences.resolve(tx, choice))
        campaign = freeze(tx, choice)
        tally = campaigns.tally(tx, campaign)

        assert who(tx, campaign)[:2] == ["first@faro.example.org", "r0@radio.example.org"]
        assert "late@faro.example.org" not in who(tx, campaign)
        assert verdicts.reasons(tx, campaign, "late@faro.example.org") == [("partners", LeftOut.OUTLET_CAP)]
        assert (tally.recipients, tally.left_out[LeftOut.OUTLET_CAP], tally.is_balanced) == (5, 1, True)
        assert sum(one.number for one in shown if one.verdict is LeftOut.OUTLET_CAP) == 1


def test_on_one_list_those_who_have_been_on_it_longest_get_it(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        people = [add_person(tx, f"n{n}@faro.example.org") for n in range(3)]
        for one in reversed(people):
            subscribe(tx, press, one.contact_id)
        outlet(tx, "faro", 1, people)

        assert who(tx, freeze(tx, Choice(lists=(press,), fallback="en", has_caps=True))) == ["n2@faro.example.org"]


def test_who_does_not_get_it_anyway_takes_nobodys_place(store: Store) -> None:
    with store.begin() as tx:
        press, away = add_list(tx, "press"), add_list(tx, "away")
        blocked = add_person(tx, "blocked@faro.example.org", press, languages=["fr"])
        people = [
            blocked,
            add_person(tx, "excluded@faro.example.org", press, away, languages=["fr"]),
            add_person(tx, "german@faro.example.org", press, languages=["de"]),
            add_person(tx, "french@faro.example.org", press, languages=["fr"]),
        ]
        suppress(tx, key=blocked.key)
        outlet(tx, "faro", 1, people)
        choice = Choice(lists=(press,), excluded=(away,), languages={"fr": "fr"}, has_caps=True)
        campaign = freeze(tx, choice, languages=("fr",))

        assert who(tx, campaign) == ["french@faro.example.org"]
        left_out = {reason: number for reason, number in campaigns.tally(tx, campaign).left_out.items() if number}
        assert left_out == {LeftOut.EXCLUDED: 1, LeftOut.SUPPRESSED: 1, LeftOut.NO_EDITION: 1}


def test_to_send_it_again_brings_it_to_nobody_else_of_the_outlet(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        people = [add_person(tx, f"n{n}@faro.example.org", press) for n in range(3)]
        outlet(tx, "faro", 2, people)
        choice = Choice(lists=(press,), fallback="en", has_caps=True)
        freeze(tx, choice)
        again = replace(choice, release_id=releases.release_id(tx, RELEASE.slug))

        counted = {one.verdict: one.number for one in audiences.counts(tx, audiences.resolve(tx, again))}

    assert counted == {LeftOut.ALREADY_HAD: 2, LeftOut.OUTLET_CAP: 1}


def test_who_had_it_at_another_address_counts_to_the_cap_and_counts_once(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        people = [add_person(tx, f"n{n}@faro.example.org", press) for n in range(3)]
        outlet(tx, "faro", 2, people)
        choice = Choice(lists=(press,), fallback="en", has_caps=True)
        freeze(tx, replace(choice, lists=(), addresses=(parse_address("n0@faro.example.org"),)))
        ana = people[0].contact_id
        addresses.add(tx, ana, new := parse_address("ana@faro.example.org"), changeset=begun(tx, NOW))
        addresses.prefer(tx, ana, new, changeset=begun(tx, NOW))
        again = replace(choice, release_id=releases.release_id(tx, RELEASE.slug))

        counted = {one.verdict: one.number for one in audiences.counts(tx, audiences.resolve(tx, again))}

    assert counted == {LeftOut.ALREADY_HAD: 1, LeftOut.OUTLET_CAP: 1, None: 1}


def test_a_cap_of_nobody_leaves_the_desk_address_alone(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        people = [add_person(tx, f"{name}@faro.example.org", press) for name in ("ana", "newsdesk", "ben")]
        outlet(tx, "faro", 0, people, desk="newsdesk@faro.example.org")
        capped = outlet(
            tx, "radio", 1, more := [add_person(tx, f"{n}@radio.example.org", press) for n in ("a", "desk")]
        )
        tx.execute(update(outlets).where(outlets.c.id == capped).values(desk_address=more[1].key))

        assert who(tx, freeze(tx, Choice(lists=(press,), fallback="en", has_caps=True))) == [
            "desk@radio.example.org",
            "newsdesk@faro.example.org",
        ]


def test_who_is_named_by_address_gets_it_whatever_the_cap(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        people = [add_person(tx, f"n{n}@faro.example.org", press) for n in range(3)]
        outlet(tx, "faro", 1, people)
        named = (parse_address("n2@faro.example.org"),)
        campaign = freeze(tx, Choice(lists=(press,), addresses=named, fallback="en", has_caps=True))

        assert who(tx, campaign) == ["n0@faro.example.org", "n2@faro.example.org"]
        assert campaigns.tally(tx, campaign).is_balanced
