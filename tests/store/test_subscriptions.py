"""Joining and leaving lists, and not being written to at all."""

from datetime import datetime, timedelta

import pytest

from mailer.domain.contact import ContactKind
from mailer.domain.suppression import SuppressionReason
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store
from mailer.usecases.people import listing, subscribing, suppressing
from mailer.usecases.people.registering import Card, add_contact
from tests.store.ledger import contact_profile, signed


@pytest.fixture(autouse=True)
def people(store: Store, now: datetime) -> None:
    """Two lists; amina is on africa, ben is on none."""
    for slug in ("africa", "europe"):
        listing.create_list(
            store, slug, title="", kind=ContactKind.JOURNALIST, basis=None, source="desk", by=signed(now)
        )
    add_contact(store, Card(address="amina@example.org", name="Amina"), list_slug="africa", by=signed(now))
    add_contact(store, Card(address="ben@example.org", name="Ben"), list_slug=None, by=signed(now))


def test_a_subscription_inherits_the_terms_of_its_list(store: Store, now: datetime) -> None:
    result = subscribing.subscribe(store, ["Ben@Example.org"], list_slug="europe", by=signed(now))

    terms = contact_profile(store, "ben@example.org").subscriptions[0].terms
    assert result.joined == ("Ben@example.org",)
    assert (terms.basis, terms.source, terms.frequency) == ("legitimate-interest", "desk", "immediate")


def test_subscribing_twice_changes_nothing(store: Store, now: datetime) -> None:
    result = subscribing.subscribe(store, ["amina@example.org"], list_slug="africa", by=signed(now))

    assert (result.joined, result.already) == ((), ("amina@example.org",))
    assert len(contact_profile(store, "amina@example.org").subscriptions) == 1


def test_who_comes_back_is_told_apart_from_who_is_new(store: Store, now: datetime) -> None:
    left_at = now + timedelta(days=1)
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=signed(left_at))

    result = subscribing.subscribe(
        store, ["amina@example.org", "ben@example.org"], list_slug="africa", by=signed(now + timedelta(days=2))
    )

    assert result.joined == ("amina@example.org", "ben@example.org")
    assert [(address, before.ended_at) for address, before in result.returned] == [("amina@example.org", left_at)]


def test_one_unknown_address_stops_the_whole_subscription(store: Store, now: datetime) -> None:
    with pytest.raises(MailerError, match="mailer contacts add"):
        subscribing.subscribe(store, ["ben@example.org", "nobody@example.org"], list_slug="africa", by=signed(now))

    assert contact_profile(store, "ben@example.org").lists == ()


def test_an_unknown_list_is_named_with_the_nearest(store: Store, now: datetime) -> None:
    with pytest.raises(UsageProblem, match=r"there is no list 'afrika'\. Did you mean africa"):
        subscribing.subscribe(store, ["ben@example.org"], list_slug="afrika", by=signed(now))


def test_leaving_one_list_leaves_the_others(store: Store, now: datetime) -> None:
    subscribing.subscribe(store, ["amina@example.org"], list_slug="europe", by=signed(now))

    result = subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=signed(now))

    assert result.left == ("africa",)
    assert contact_profile(store, "amina@example.org").lists == ("europe",)
    assert not suppressing.all_suppressions(store)


def test_leaving_a_list_twice_changes_nothing(store: Store, now: datetime) -> None:
    subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=signed(now))

    result = subscribing.unsubscribe(store, "amina@example.org", list_slug="africa", by=signed(now + timedelta(days=1)))

    assert result.left == ()
    assert contact_profile(store, "amina@example.org").subscriptions[0].ended_at == now


def test_leaving_a_list_one_never_was_on_is_probably_a_mistake(store: Store, now: datetime) -> None:
    with pytest.raises(MailerError, match=r"never was on europe\. Is on: africa"):
        subscribing.unsubscribe(store, "amina@example.org", list_slug="europe", by=signed(now))


def test_leaving_everything_means_no_mail_at_all(store: Store, now: datetime) -> None:
    subscribing.subscribe(store, ["amina@example.org"], list_slug="europe", by=signed(now))

    result = subscribing.unsubscribe(store, "amina@example.org", list_slug=None, by=signed(now))

    (suppression,) = suppressing.all_suppressions(store)
    assert result.left == ("africa", "europe")
    assert (suppression.reason, suppression.is_person) == (SuppressionReason.UNSUBSCRIBED, True)
    with pytest.raises(MailerError, match="must not be written to"):
        subscribing.subscribe(store, ["amina@example.org"], list_slug="africa", by=signed(now))


def test_an_address_can_be_suppressed_before_anybody_knows_it(store: Store, now: datetime) -> None:
    result = suppressing.suppress(
        store, "New@Example.org", reason=SuppressionReason.MANUAL, by=signed(now), note="by phone"
    )

    assert result.is_new
    assert result.suppression.address == "new@example.org"
    with pytest.raises(MailerError, match="must not be written to"):
        add_contact(store, Card(address="new@example.org"), list_slug=None, by=signed(now))


def test_the_first_reason_for_a_suppression_stays(store: Store, now: datetime) -> None:
    suppressing.suppress(store, "amina@example.org", reason=SuppressionReason.COMPLAINED, by=signed(now))

    again = suppressing.suppress(store, "amina@example.org", reason=SuppressionReason.MANUAL, by=signed(now))

    assert not again.is_new
    assert again.suppression.reason is SuppressionReason.COMPLAINED


def test_a_suppressed_address_can_become_a_suppressed_person(store: Store, now: datetime) -> None:
    suppressing.suppress(store, "amina@example.org", reason=SuppressionReason.BOUNCED, by=signed(now))

    suppressing.suppress(store, "amina@example.org", reason=SuppressionReason.MANUAL, by=signed(now), person=True)

    (suppression,) = suppressing.all_suppressions(store)
    assert (suppression.is_person, suppression.name) == (True, "Amina")


def test_a_person_that_nobody_knows_cannot_be_suppressed(store: Store, now: datetime) -> None:
    with pytest.raises(MailerError, match="Leave --person out"):
        suppressing.suppress(store, "nobody@example.org", reason=SuppressionReason.MANUAL, by=signed(now), person=True)


def test_what_we_suppressed_we_may_allow_again(store: Store, now: datetime) -> None:
    suppressing.suppress(store, "amina@example.org", reason=SuppressionReason.MANUAL, by=signed(now), person=True)

    removed = suppressing.unsuppress(store, "AMINA@example.org", by=signed(now))

    assert [one.reason for one in removed] == [SuppressionReason.MANUAL]
    assert not suppressing.all_suppressions(store)


def test_what_the_person_asked_for_only_the_person_takes_back(store: Store, now: datetime) -> None:
    subscribing.unsubscribe(store, "amina@example.org", list_slug=None, by=signed(now))

    with pytest.raises(MailerError, match="--they-asked"):
        suppressing.unsuppress(store, "amina@example.org", by=signed(now))

    assert len(suppressing.all_suppressions(store)) == 1
    assert suppressing.unsuppress(store, "amina@example.org", by=signed(now), own_will=True)


def test_removing_what_is_not_suppressed_is_told(store: Store, now: datetime) -> None:
    with pytest.raises(MailerError, match="nothing forbids"):
        suppressing.unsuppress(store, "amina@example.org", by=signed(now))
