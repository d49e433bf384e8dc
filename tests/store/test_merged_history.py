"""What was sent to two contacts who became one: one history, nothing twice, and nothing to whom it is forbidden."""

import pytest
from sqlalchemy import select

from mailer.domain.address import parse_address
from mailer.domain.delivery import DeliveryState, OutcomeKind
from mailer.domain.suppression import SuppressionReason
from mailer.store.database import Store
from mailer.store.sending import deliveries, verdicts
from mailer.store.sending.audiences import Choice, counts, resolve
from mailer.store.sending.receipts import has_had
from mailer.store.tables import schema as t
from mailer.usecases.people import subscribing, suppressing
from tests.store.couples import ANA, BEA, CY, LATER, add, everything, list_id, make_lists, merge, take_back
from tests.store.ledger import claim, freeze, settle_all, signed


@pytest.fixture
def two(store: Store) -> Store:
    """A store with Ana on one list, Bea on another, and both on a third, with Cy."""
    make_lists(store, "africa", "europe", "world")
    add(store, ANA, "africa", "world")
    add(store, BEA, "europe", "world")
    add(store, CY, "world")
    return store


def send(store: Store, *slugs: str, kind: OutcomeKind | None = OutcomeKind.ACCEPTED) -> int:
    """Return a campaign to these lists, sent with that outcome, or waiting."""
    ids = tuple(list_id(store, slug) for slug in slugs)
    with store.begin() as tx:
        campaign = freeze(tx, Choice(ids, fallback="en"))
    if kind:
        settle_all(store, claim(store, campaign), kind)
    return campaign


def states(store: Store, campaign: int) -> dict[str, str]:
    """Return the state of each delivery by its address."""
    d = t.deliveries.c
    with store.read() as tx:
        return {
            row.address: row.state for row in tx.execute(select(d.address, d.state).where(d.campaign_id == campaign))
        }


def owners(store: Store, campaign: int) -> dict[str, int]:
    d = t.deliveries.c
    with store.read() as tx:
        rows = tx.execute(select(d.address, d.contact_id).where(d.campaign_id == campaign))
        return {row.address: row.contact_id for row in rows}


def left_out(store: Store, slug: str, *named: str) -> dict[str, int]:
    """Return who would be left out of the release to the list and the addresses, by reason."""
    addresses = tuple(map(parse_address, named))
    with store.read() as tx:
        release = tx.scalar(select(t.releases.c.id))
        lists = (list_id(store, slug),) if slug else ()
        found = counts(tx, resolve(tx, Choice(lists, addresses=addresses, fallback="en", release_id=release)))
    return {str(one.verdict): one.number for one in found if one.verdict}


def test_what_was_sent_to_either_is_history_of_the_one_who_is_kept(two: Store) -> None:
    to_bea, to_both = send(two, "europe"), send(two, "world")

    merge(two)

    assert owners(two, to_bea) == {BEA: 1}
    assert owners(two, to_both) == {ANA: 1, BEA: 2, CY: 3}


def test_who_had_a_release_at_one_address_does_not_get_it_at_another(two: Store) -> None:
    send(two, "europe")
    assert left_out(two, "africa") == {}

    merge(two)

    assert left_out(two, "africa") == {"already_had": 1}
    assert left_out(two, "", ANA) == {"already_had": 1}


def test_a_failed_delivery_is_not_tried_again_if_the_person_had_it_at_the_other_address(two: Store) -> None:
    failed = send(two, "europe", kind=OutcomeKind.PERMANENT)
    send(two, "africa")
    merge(two)

    with two.begin() as tx:
        assert deliveries.requeue_failed(tx, failed) == 0


def test_a_delivery_that_waits_goes_out_as_it_was_approved(two: Store) -> None:
    campaign = send(two, "europe", kind=None)

    merge(two)

    assert [one.address for one in claim(two, campaign)] == [BEA]


def test_of_two_deliveries_that_wait_one_goes_out(two: Store) -> None:
    campaign = send(two, "world", kind=None)

    done = merge(two)

    assert done.stopped == 1
    assert sorted(one.address for one in claim(two, campaign)) == [ANA, CY]
    assert states(two, campaign)[BEA] == DeliveryState.SUPPRESSED
    with two.read() as tx:
        assert verdicts.unwelcome(tx, campaign)[BEA].is_double


def test_what_waits_does_not_go_to_who_was_sent_it_already(two: Store) -> None:
    send(two, "europe")
    campaign = send(two, "africa", kind=None)

    assert merge(two).stopped == 1

    assert claim(two, campaign) == []


def test_a_subscription_that_becomes_one_with_another_still_carries_what_waits(two: Store) -> None:
    first = send(two, "world", kind=None)
    with two.begin() as tx:
        tx.execute(t.deliveries.delete().where(t.deliveries.c.address == ANA))

    merge(two)

    assert sorted(one.address for one in claim(two, first)) == [BEA, CY]


@pytest.mark.parametrize("slug", ["europe", "world"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_waits_for_the_other_address_obeys_what_the_person_forbids(two: Store, slug: str, when: str) -> None:
    campaign = send(two, slug, kind=None)
    if when == "after":
        merge(two)
    suppressing.suppress(two, ANA, reason=SuppressionReason.UNSUBSCRIBED, person=True, by=signed(LATER))
    if when == "before":
        merge(two)

    assert not {ANA, BEA} & {one.address for one in claim(two, campaign)}


def test_a_failed_delivery_of_the_merged_contact_that_is_tried_again_obeys_the_person(two: Store) -> None:
    campaign = send(two, "world", kind=OutcomeKind.PERMANENT)
    merge(two)
    suppressing.suppress(two, ANA, reason=SuppressionReason.MANUAL, person=True, by=signed(LATER))
    with two.begin() as tx:
        deliveries.requeue_failed(tx, campaign)

    assert [one.address for one in claim(two, campaign)] == [CY]


def test_what_waits_stops_when_the_person_leaves_the_list(two: Store) -> None:
    campaign = send(two, "europe", kind=None)
    merge(two)

    subscribing.unsubscribe(two, ANA, list_slug="europe", by=signed(LATER))

    assert claim(two, campaign) == []


def test_every_campaign_that_looked_at_either_is_told_of_by_both_addresses(two: Store) -> None:
    first, second = send(two, "europe"), send(two, "africa", "europe")
    merge(two)

    with two.read() as tx:
        found = verdicts.candidacies(tx, [ANA, BEA])
    assert found == [(second, ANA), (second, BEA), (first, BEA)]


def test_history_goes_back_when_a_merge_is_taken_back(two: Store) -> None:
    for slugs in (("europe",), ("world",), ("africa", "europe")):
        send(two, *slugs)
    before = everything(two)

    take_back(two, merge(two))

    assert everything(two) == before


def test_what_was_stopped_stays_stopped_when_a_merge_is_taken_back(two: Store) -> None:
    campaign = send(two, "world", kind=None)

    take_back(two, merge(two))

    assert sorted(one.address for one in claim(two, campaign)) == [ANA, CY]


def test_an_address_that_nobody_has_is_asked_about_alone(two: Store) -> None:
    send(two, "europe")

    with two.read() as tx:
        release = tx.scalar(select(t.releases.c.id))
        keys = select(t.addresses.c.key).where(has_had(release, t.addresses.c.key))
        assert list(tx.scalars(keys)) == [BEA]
