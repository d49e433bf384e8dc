"""Who gets it and who does not: every candidate has one verdict, on both databases."""

import pytest
from sqlalchemy import insert, select

from mailer.domain.address import parse_address
from mailer.domain.campaign import LeftOut
from mailer.domain.distribution_list import MOST_LISTS
from mailer.store.database import Store
from mailer.store.sending import audiences, campaigns, releases, verdicts
from mailer.store.sending.audiences import Choice
from mailer.store.tables.schema import addresses, deliveries
from tests.store.ledger import RELEASE, add_list, add_person, freeze, subscribe, suppress


def numbers(store: Store, choice: Choice) -> dict[str, int]:
    with store.read() as tx:
        found: dict[str, int] = {}
        for one in audiences.counts(tx, audiences.resolve(tx, choice)):
            name = one.verdict.value if one.verdict else "recipients"
            found[name] = found.get(name, 0) + one.number
        return found


def test_somebody_on_two_lists_gets_it_once_through_the_first(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        add_person(tx, "both@example.org", press, partners)
        campaign = freeze(tx, Choice(lists=(partners, press), fallback="en"))

        carried_by = tx.scalars(select(deliveries.c.list_id).where(deliveries.c.campaign_id == campaign)).all()
        left_out = campaigns.tally(tx, campaign).left_out

    assert carried_by == [partners]
    assert left_out[LeftOut.DUPLICATE] == 1


def test_every_candidate_is_counted_once_with_the_first_reason_that_holds(store: Store) -> None:
    with store.begin() as tx:
        press, partners, away = add_list(tx, "press"), add_list(tx, "partners"), add_list(tx, "away")
        add_person(tx, "plain@example.org", press, partners)
        add_person(tx, "excluded@example.org", press, away)
        suppress(tx, key=add_person(tx, "blocked@example.org", press).key)
        suppress(tx, contact_id=add_person(tx, "person@example.org", press, partners).contact_id)
        left = add_person(tx, "left@example.org")
        subscribe(tx, press, left.contact_id, ended=True)

    found = numbers(store, Choice(lists=(press, partners), excluded=(away,), fallback="en"))

    assert found == {"recipients": 1, "duplicate": 1, "excluded": 1, "suppressed": 3, "unsubscribed": 1}


def test_somebody_who_left_and_came_back_is_one_candidate(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        back = add_person(tx, "back@example.org")
        subscribe(tx, press, back.contact_id, ended=True)
        subscribe(tx, press, back.contact_id, ended=True)
        subscribe(tx, press, back.contact_id)

    assert numbers(store, Choice(lists=(press,), fallback="en")) == {"recipients": 1}


def test_somebody_who_left_one_list_still_gets_it_through_the_other(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        half = add_person(tx, "half@example.org", partners)
        subscribe(tx, press, half.contact_id, ended=True)

    found = numbers(store, Choice(lists=(press, partners), fallback="en"))

    assert found == {"recipients": 1, "unsubscribed": 1}


def test_each_contact_is_served_in_the_first_language_that_has_an_edition(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "ar-fr@example.org", press, languages=["es", "ar", "fr"])
        add_person(tx, "fr@example.org", press, languages=["fr-CA"])
        add_person(tx, "none@example.org", press)
    choice = Choice(lists=(press,), languages={"ar": "ar", "fr": "fr", "fr-CA": "fr"}, fallback="en")

    with store.read() as tx:
        served = {one.language: one.number for one in audiences.counts(tx, audiences.resolve(tx, choice))}

    assert served == {"ar": 1, "fr": 1, "en": 1}


def test_without_a_fallback_those_without_an_edition_are_left_out(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "fr@example.org", press, languages=["fr"])
        add_person(tx, "de@example.org", press, languages=["de"])

    found = numbers(store, Choice(lists=(press,), languages={"fr": "fr"}))

    assert found == {"recipients": 1, "no_edition": 1}


def test_an_address_of_nobody_we_know_can_be_named_and_one_on_a_list_is_not_written_to_twice(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "known@example.org", press)
    named = (parse_address("New@Example.org"), parse_address("KNOWN@example.org"))

    found = numbers(store, Choice(lists=(press,), addresses=named, fallback="en"))

    assert found == {"recipients": 2, "duplicate": 1}


def test_a_suppressed_address_is_not_written_to_even_when_it_is_named(store: Store) -> None:
    with store.begin() as tx:
        suppress(tx, key="gone@example.org")

    found = numbers(store, Choice(lists=(), addresses=(parse_address("gone@example.org"),), fallback="en"))

    assert found == {"suppressed": 1}


def test_those_who_have_had_it_are_left_out_the_next_time(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "first@example.org", press)
        freeze(tx, Choice(lists=(press,), fallback="en"))
        add_person(tx, "second@example.org", press)
        release_id = releases.release_id(tx, RELEASE.slug)

    found = numbers(store, Choice(lists=(press,), fallback="en", release_id=release_id))

    assert found == {"recipients": 1, "already_had": 1}


def test_competing_newsrooms_get_it_in_turn(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        for name in ("a1@one.example", "a2@one.example", "a3@one.example", "b1@two.example", "c1@three.example"):
            add_person(tx, name.replace(".example", ".example.org"), press)
        campaign = freeze(tx, Choice(lists=(press,), fallback="en"))
        rows = tx.execute(
            select(deliveries.c.domain).where(deliveries.c.campaign_id == campaign).order_by(deliveries.c.id)
        )
        first_round = [row.domain for row in rows][:3]

    assert sorted(first_round) == ["one.example.org", "three.example.org", "two.example.org"]


@pytest.mark.parametrize("named", [(), ("d1@four.example.org",)])
def test_each_newsroom_has_its_turn_in_the_order_of_contacts(store: Store, named: tuple[str, ...]) -> None:
    given = ("a1@one.example.org", "a2@one.example.org", "b1@two.example.org", "a3@one.example.org")
    with store.begin() as tx:
        press = add_list(tx, "press")
        for text in (*given, "b2@two.example.org", "c1@three.example.org", *named):
            add_person(tx, text, *([] if text in named else [press]))
        addresses = tuple(map(parse_address, named))
        campaign = freeze(tx, Choice(lists=(press,), addresses=addresses, fallback="en"))
        wanted = select(deliveries.c.address_key).where(deliveries.c.campaign_id == campaign)
        found = [key.partition("@")[0] for key in tx.scalars(wanted.order_by(deliveries.c.id))]

    assert found == ["a1", "b1", "c1", *(["d1"] if named else []), "a2", "b2", "a3"]


def test_the_last_of_as_many_lists_as_there_may_be_is_remembered(store: Store) -> None:
    with store.begin() as tx:
        lists = [add_list(tx, f"list-{number}") for number in range(MOST_LISTS)]
        anna = add_person(tx, "anna@example.org", lists[0], lists[-1])
        campaign = freeze(tx, Choice(lists=tuple(lists), fallback="en"))

        further, tally = verdicts.reasons(tx, campaign, anna.key), campaigns.tally(tx, campaign)

    assert further == [(f"list-{MOST_LISTS - 1}", LeftOut.DUPLICATE)]
    assert (tally.candidates, tally.recipients, tally.left_out[LeftOut.DUPLICATE]) == (2, 1, 1)


def test_somebody_whom_no_edition_serves_is_left_out_and_all_others_get_it(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "anna@example.org", press, languages=["en"])
        add_person(tx, "omar@example.org", press, languages=["ar"])
        suppress(tx, key=add_person(tx, "gone@example.org", press, languages=["en"]).key)
        campaign = freeze(tx, Choice(lists=(press,), languages={"en": "en"}))

        written_to = tx.scalars(select(deliveries.c.address_key)).all()
        reasons = [verdicts.reasons(tx, campaign, f"{name}@example.org") for name in ("omar", "gone")]

    assert written_to == ["anna@example.org"]
    assert reasons == [[("press", LeftOut.NO_EDITION)], [("press", LeftOut.SUPPRESSED)]]


def test_the_frozen_books_are_those_that_were_shown(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        for number in range(20):
            add_person(tx, f"n{number}@example.org", press, *([partners] if number % 4 == 0 else []))
        suppress(tx, key="n3@example.org")
    choice = Choice(lists=(press, partners), fallback="en")

    shown = numbers(store, choice)
    with store.begin() as tx:
        books = campaigns.tally(tx, freeze(tx, choice))

    assert books.is_balanced
    assert (books.recipients, books.left_out[LeftOut.DUPLICATE], books.left_out[LeftOut.SUPPRESSED]) == (19, 5, 1)
    assert shown == {"recipients": 19, "duplicate": 5, "suppressed": 1}


def test_a_recipient_whose_value_is_missing_is_named(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "with@example.org", press, name="With Name")
        add_person(tx, "without@example.org", press)
        audience = audiences.resolve(tx, Choice(lists=(press,), fallback="en"))
        found = audiences.missing(tx, audience, variant="en", fields=["name"])

    assert found == {"name": ["without@example.org"]}


def test_the_longest_values_are_those_of_recipients(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        for number in range(20):
            add_person(tx, f"r{number}@example.org", press, name="N" * number)
        suppress(tx, key=add_person(tx, "blocked@example.org", press, name="N" * 50).key)
        add_person(tx, "elsewhere@example.org", name="N" * 60)
        found = audiences.longest(tx, audiences.resolve(tx, Choice(lists=(press,), fallback="en")), ["name", "country"])

    assert found == {"name": ["N" * number for number in range(19, 9, -1)], "country": [""]}


def test_somebody_named_by_another_address_than_the_list_has_is_written_to_once(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        anna = add_person(tx, "anna@a.example.org", press)
        home = {"address": "anna@home.example.org", "key": "anna@home.example.org", "domain": "home.example.org"}
        tx.execute(insert(addresses).values(contact_id=anna.contact_id, is_preferred=False, **home))
        given = (parse_address("anna@home.example.org"),)

        campaign = freeze(tx, Choice(lists=(press,), addresses=given, fallback="en"))

        written_to = tx.scalars(select(deliveries.c.address_key).where(deliveries.c.campaign_id == campaign)).all()
    assert list(written_to) == ["anna@a.example.org"]


def test_somebody_without_an_edition_is_left_out_once_for_that_and_then_as_a_duplicate(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        german = add_person(tx, "de@example.org", press, partners, languages=["de"])
        campaign = freeze(tx, Choice(lists=(press, partners), languages={"en": "en"}))

        reasons = verdicts.reasons(tx, campaign, german.key)

    assert sorted(reasons) == [("partners", LeftOut.DUPLICATE), ("press", LeftOut.NO_EDITION)]


def test_whoever_is_blocked_is_left_out_of_each_list(store: Store) -> None:
    with store.begin() as tx:
        press, partners, away = add_list(tx, "press"), add_list(tx, "partners"), add_list(tx, "away")
        blocked = add_person(tx, "blocked@example.org", press, partners)
        suppress(tx, key=blocked.key)
        excluded = add_person(tx, "excluded@example.org", press, partners, away)
        suppress(tx, contact_id=excluded.contact_id)
        campaign = freeze(tx, Choice(lists=(press, partners), excluded=(away,), fallback="en"))

        found = {one.key: verdicts.reasons(tx, campaign, one.key) for one in (blocked, excluded)}

    assert sorted(found[blocked.key]) == [("partners", LeftOut.SUPPRESSED), ("press", LeftOut.SUPPRESSED)]
    assert sorted(found[excluded.key]) == [("partners", LeftOut.EXCLUDED), ("press", LeftOut.EXCLUDED)]


def test_a_delivery_remembers_the_further_lists_that_would_have_brought_it(store: Store) -> None:
    with store.begin() as tx:
        press, partners, other = add_list(tx, "press"), add_list(tx, "partners"), add_list(tx, "other")
        anna = add_person(tx, "anna@example.org", other, press, partners)
        campaign = freeze(tx, Choice(lists=(partners, press), fallback="en"))
        subscribed_later = add_list(tx, "later")
        subscribe(tx, subscribed_later, anna.contact_id)

        carried, further = verdicts.carrying_list(tx, campaign, anna.key), verdicts.reasons(tx, campaign, anna.key)

    assert (carried, further) == ("partners", [("press", LeftOut.DUPLICATE)])


def test_each_campaign_has_a_secret_of_its_own_for_the_tokens_of_its_messages(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        add_person(tx, "anna@example.org", press)
        numbers = [freeze(tx, Choice(lists=(press,), fallback="en")) for _ in range(2)]

        one, other = (campaigns.token_secret(tx, number) for number in numbers)

    assert len(one) == len(other) == 32
    assert one != other
