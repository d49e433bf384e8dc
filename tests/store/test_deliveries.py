"""Claimed once, settled once, never lost: the ledger on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, OutcomeKind, Phase
from mailer.store.database import Store, clock
from mailer.store.sending import attempts, campaigns, claims, deliveries
from mailer.store.sending.attempts import LogFilter
from mailer.store.sending.audiences import Choice
from mailer.store.tables.schema import deliveries as rows
from mailer.store.tables.schema import subscriptions
from tests.store.ledger import NOW, claim, counts, freeze, holding, running_campaign, settle_all, suppress


def test_two_workers_never_claim_the_same_delivery(store: Store) -> None:
    campaign = running_campaign(store, 60)
    claimed: list[int] = []
    lock = threading.Lock()

    def work(owner: str) -> None:
        while got := claim(store, campaign, limit=7, owner=owner):
            with lock:
                claimed.extend(one.id for one in got)

    workers = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(claimed) == len(set(claimed)) == 60


def test_a_claimed_delivery_carries_its_try_its_lease_and_its_owner(store: Store) -> None:
    campaign = running_campaign(store, 1)

    [claimed] = claim(store, campaign, owner="journal-1")

    with store.read() as tx:
        [flying] = claims.in_flight(tx)
        remaining = flying.lease_until - clock(tx) if flying.lease_until else timedelta()
    assert (claimed.attempt, flying.claimed_by, flying.attempt) == (1, "journal-1", 1)
    assert timedelta(seconds=50) < remaining <= timedelta(seconds=60)


def test_somebody_suppressed_after_the_freeze_is_not_written_to(store: Store) -> None:
    campaign = running_campaign(store, 3)
    with store.begin() as tx:
        suppress(tx, key="n1@d1.example.org")

    claimed = claim(store, campaign)

    assert sorted(one.address for one in claimed) == ["n0@d0.example.org", "n2@d2.example.org"]
    assert counts(store, campaign) == {"sending": 2, "suppressed": 1}


def test_somebody_who_leaves_the_list_after_the_freeze_is_not_written_to_and_has_not_had_it(store: Store) -> None:
    campaign = running_campaign(store, 2)
    with store.begin() as tx:
        gone = tx.execute(select(rows.c.subscription_id, rows.c.address_key).order_by(rows.c.id)).first()
        assert gone is not None
        ending = update(subscriptions).where(subscriptions.c.id == gone.subscription_id)
        tx.execute(ending.values(ended_at=NOW, ended_reason="asked"))

    claimed = claim(store, campaign)

    with store.read() as tx:
        assert holding(tx) == [one.address for one in claimed]
    assert gone.address_key not in [one.address for one in claimed]


def test_all_outcomes_are_written_with_their_attempt_and_the_books_balance(store: Store) -> None:
    campaign = running_campaign(store, 5)
    kinds = [
        OutcomeKind.ACCEPTED,
        OutcomeKind.TRANSIENT,
        OutcomeKind.PERMANENT,
        OutcomeKind.UNCERTAIN,
        OutcomeKind.UNTRIED,
    ]

    for one, kind in zip(claim(store, campaign), kinds, strict=True):
        settle_all(store, [one], kind)

    with store.read() as tx:
        tally = campaigns.tally(tx, campaign)
        tries = attempts.log_lines(tx, LogFilter(campaign_id=campaign), every_attempt=True)
    assert counts(store, campaign) == {"sent": 1, "deferred": 1, "failed": 1, "uncertain": 1, "queued": 1}
    assert tally.is_balanced
    assert len(tries) == 4


def test_a_failed_recipient_counts_as_not_having_had_it(store: Store) -> None:
    campaign = running_campaign(store, 2)
    one, other = claim(store, campaign)
    settle_all(store, [one], OutcomeKind.PERMANENT)
    settle_all(store, [other], OutcomeKind.ACCEPTED)

    with store.read() as tx:
        assert holding(tx) == [other.address]


def test_a_deferred_delivery_is_not_due_before_its_time(store: Store) -> None:
    campaign = running_campaign(store, 1)
    settle_all(store, claim(store, campaign), OutcomeKind.TRANSIENT)

    assert claim(store, campaign) == []
    with store.begin() as tx:
        later = clock(tx) + timedelta(minutes=7)
        [claimed] = claims.claim(tx, campaign, limit=5, owner="me", lease=timedelta(seconds=60), now=later)

    assert claimed.attempt == 2


def test_a_late_reply_settles_an_uncertain_delivery(store: Store) -> None:
    campaign = running_campaign(store, 1)
    claimed = claim(store, campaign)
    settle_all(store, claimed, OutcomeKind.UNCERTAIN)

    settle_all(store, claimed, OutcomeKind.ACCEPTED)

    with store.read() as tx:
        [line] = attempts.log_lines(tx, LogFilter(campaign_id=campaign), every_attempt=True)
    assert counts(store, campaign) == {"sent": 1}
    assert (line.code, line.queue_id) == (250, "Q1")


def test_a_reply_of_an_earlier_try_does_not_change_a_later_one(store: Store) -> None:
    campaign = running_campaign(store, 1)
    first = claim(store, campaign)
    settle_all(store, first, OutcomeKind.UNCERTAIN)
    with store.begin() as tx:
        deliveries.requeue_uncertain(tx, campaign)
    claim(store, campaign)

    settle_all(store, first, OutcomeKind.PERMANENT)

    assert counts(store, campaign) == {"sending": 1}


def test_what_was_sent_is_never_touched_by_a_second_record(store: Store) -> None:
    campaign = running_campaign(store, 1)
    claimed = claim(store, campaign)
    settle_all(store, claimed, OutcomeKind.ACCEPTED)

    settle_all(store, claimed, OutcomeKind.UNTRIED)

    assert counts(store, campaign) == {"sent": 1}


def test_failed_deliveries_can_be_retried_unless_somebody_else_sent_them_meanwhile(store: Store) -> None:
    campaign = running_campaign(store, 2)
    settle_all(store, claim(store, campaign), OutcomeKind.PERMANENT)
    with store.begin() as tx:
        again = freeze(tx, Choice(lists=(1,), fallback="en"))
    [reached] = claim(store, again, limit=1)
    settle_all(store, [reached], OutcomeKind.ACCEPTED)
    settle_all(store, claim(store, again), OutcomeKind.PERMANENT)

    with store.begin() as tx:
        requeued = deliveries.requeue_failed(tx, campaign)

    assert requeued == 1
    assert reached.address not in [one.address for one in claim(store, campaign)]


def test_cancelling_ends_what_is_not_begun_and_frees_its_receipts(store: Store) -> None:
    campaign = running_campaign(store, 4)
    one, other = claim(store, campaign, limit=2)
    settle_all(store, [one], OutcomeKind.ACCEPTED)
    with store.begin() as tx:
        campaigns.move(tx, campaign, CampaignState.CANCELLED)
        deliveries.cancel_open(tx, campaign)
        assert holding(tx) == sorted([one.address, other.address])

    assert counts(store, campaign) == {"sent": 1, "sending": 1, "cancelled": 2}


def test_a_decision_counts_as_acceptance_in_the_books(store: Store) -> None:
    campaign = running_campaign(store, 1)
    settle_all(store, claim(store, campaign), OutcomeKind.UNCERTAIN)
    with store.begin() as tx:
        deliveries.assume_sent(tx, campaign)
        tally = campaigns.tally(tx, campaign)

    assert tally.deliveries[DeliveryState.SENT] == tally.accepted == 1
    assert tally.is_balanced


@pytest.mark.parametrize(
    "change",
    [
        {"state": "sending"},  # without a lease
        {"state": "deferred"},  # without a time
        {"state": "gone"},  # not a state
        {"address_key": "n1@d1.example.org"},  # twice in one campaign
    ],
)
def test_the_database_itself_refuses_a_wrong_row(store: Store, change: dict[str, str]) -> None:
    campaign = running_campaign(store, 2)
    with store.read() as tx:
        first = tx.scalar(
            select(rows.c.id).where(rows.c.campaign_id == campaign, rows.c.address_key == "n0@d0.example.org")
        )

    with pytest.raises(IntegrityError), store.begin() as tx:
        tx.execute(update(rows).where(rows.c.id == first).values(**change))


def test_recording_nothing_changes_nothing(store: Store) -> None:
    campaign = running_campaign(store, 1)
    with store.begin() as tx:
        deliveries.record(tx, [], clock(tx), owner="me")
        unknown = Outcome(999_999, 1, OutcomeKind.UNTRIED, Phase.CONNECT)
        deliveries.record(tx, [(unknown, Delivery(DeliveryState.QUEUED, 0))], clock(tx), owner="me")

    assert counts(store, campaign) == {"queued": 1}


def test_a_reader_who_has_had_it_by_another_campaign_keeps_the_receipt_when_the_first_one_ends_in_failure(
    store: Store,
) -> None:
    first = running_campaign(store, 2)
    doubtful = claim(store, first)
    settle_all(store, doubtful, OutcomeKind.UNCERTAIN)
    with store.begin() as tx:
        again = freeze(tx, Choice(lists=(1,), fallback="en"))  # --again
    settle_all(store, claim(store, again, limit=1), OutcomeKind.ACCEPTED)
    settle_all(store, claim(store, again, limit=1), OutcomeKind.PERMANENT)

    settle_all(store, doubtful, OutcomeKind.PERMANENT)

    with store.read() as tx:
        sent = tx.scalars(select(rows.c.address_key).where(rows.c.state == DeliveryState.SENT)).all()
        assert len(sent) == 1
        assert holding(tx) == sent


def test_cancelling_leaves_the_receipts_of_those_who_have_had_it_by_another_campaign(store: Store) -> None:
    first = running_campaign(store, 3)
    with store.begin() as tx:
        again = freeze(tx, Choice(lists=(1,), fallback="en"))  # --again
    settle_all(store, claim(store, again, limit=1), OutcomeKind.ACCEPTED)
    with store.begin() as tx:
        campaigns.move(tx, first, CampaignState.CANCELLED)

        deliveries.cancel_open(tx, first)
        deliveries.cancel_open(tx, again)

    with store.read() as tx:
        sent = tx.scalars(select(rows.c.address_key).where(rows.c.state == DeliveryState.SENT)).all()
        assert len(sent) == 1
        assert holding(tx) == sent


def test_more_deliveries_than_a_statement_takes_values_are_recorded_and_renewed(store: Store) -> None:
    campaign = running_campaign(store, 3)
    claimed = claim(store, campaign)
    ids = [one.id for one in claimed] + list(range(1_000_000, 1_070_000))
    with store.begin() as tx:
        now = clock(tx)
        held = claims.renew(tx, ids, owner="me", until=now + timedelta(seconds=60))
        pairs = [
            (Outcome(one, 1, OutcomeKind.UNTRIED, Phase.CONNECT), Delivery(DeliveryState.QUEUED, 0)) for one in ids
        ]
        deliveries.record(tx, pairs, now, owner="me")
        deliveries.resend(tx, ids)
        deliveries.count_as_sent(tx, ids)

    assert held == 3
    assert counts(store, campaign) == {"queued": 3}


def test_a_doubtful_delivery_of_a_cancelled_campaign_is_not_sent_again_unasked(store: Store) -> None:
    campaign = running_campaign(store, 1)
    claimed = claim(store, campaign)
    with store.begin() as tx:
        campaigns.move(tx, campaign, CampaignState.CANCELLED)
    settle_all(store, claimed, OutcomeKind.UNCERTAIN)

    with store.begin() as tx:
        deliveries.resend(tx, [one.id for one in claimed])

    assert counts(store, campaign) == {"uncertain": 1}
