"""Who reads a campaign or an audience, counted, and the verdict on one of them, on both databases."""

from sqlalchemy import update

from mailer.domain.address import parse_address
from mailer.domain.campaign import LeftOut
from mailer.store.database import Store
from mailer.store.sending import audiences, readers
from mailer.store.sending.audiences import Choice
from mailer.store.sending.readers import Judgement
from mailer.store.tables.schema import contacts
from tests.store.ledger import add_list, add_person, freeze, subscribe, suppress


def test_recipients_are_counted_by_list_and_language_the_largest_list_first(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        add_person(tx, "a@example.org", press, languages=["fr"])
        add_person(tx, "b@example.org", partners)
        add_person(tx, "c@example.org", partners)
        named = (parse_address("d@example.org"),)
        choice = Choice((press, partners), addresses=named, languages={"fr": "fr"}, fallback="en")
        campaign = freeze(tx, choice, languages=("en", "fr"))

        found = readers.by_list(tx, campaign)

    assert found == {"partners": {"en": 2}, "": {"en": 1}, "press": {"fr": 1}}
    assert next(iter(found)) == "partners"


def test_zones_are_counted_of_a_campaign_as_of_an_audience(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        there = add_person(tx, "a@example.org", press)
        add_person(tx, "b@example.org", press)
        suppress(tx, key=add_person(tx, "c@example.org", press).key)
        tx.execute(update(contacts).where(contacts.c.id == there.contact_id).values(timezone="Africa/Nairobi"))
        choice = Choice((press,), fallback="en")

        planned = readers.zones_among(tx, audiences.resolve(tx, choice))
        frozen = readers.zones(tx, freeze(tx, choice))

    assert planned == {"Africa/Nairobi": 1, "": 1}
    assert frozen == planned


def test_one_contact_is_judged_list_by_list(store: Store) -> None:
    with store.begin() as tx:
        press, partners = add_list(tx, "press"), add_list(tx, "partners")
        both = add_person(tx, "a@example.org", partners, languages=["fr"])
        subscribe(tx, press, both.contact_id)
        barred = add_person(tx, "b@example.org", press)
        add_person(tx, "c@example.org", press)
        suppress(tx, key=barred.key)
        choice = Choice((press, partners), languages={"fr": "fr"}, fallback="en")

        assert readers.judgements(tx, choice, both.contact_id) == [Judgement(press, "fr", None)]
        assert readers.judgements(tx, choice, barred.contact_id) == [Judgement(press, "en", LeftOut.SUPPRESSED)]


def test_the_edition_of_a_delivery_is_the_frozen_one(store: Store) -> None:
    with store.begin() as tx:
        press = add_list(tx, "press")
        person = add_person(tx, "a@example.org", press, languages=["fr"])
        campaign = freeze(tx, Choice((press,), languages={"fr": "fr"}, fallback="en"), languages=("en", "fr"))

        assert readers.edition_of(tx, campaign, [person.key]) == "fr"
        assert readers.edition_of(tx, campaign, ["nobody@example.org"]) == ""
