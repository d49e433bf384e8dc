"""Limits that all workers share and that outlive them, on both databases."""

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from mailer.domain.delivery import DeliveryState, Outcome, OutcomeKind, Phase
from mailer.domain.rate import GroupLimit, Limits, Rate
from mailer.store.database import Store, clock
from mailer.store.opening import open_store
from mailer.store.sending.claims import Claimed
from mailer.store.tables.relay_schema import rate_buckets, relay_hours
from mailer.store.tables.schema import deliveries as rows
from mailer.usecases.campaigns.pacing import Pace, claim, give_back, next_claim
from tests.store.ledger import LEASE, counts, running_campaign, settle_all

D0 = GroupLimit("slow", ("d0.example.org",))


def pace(limits: Limits) -> Pace:
    return Pace("default", limits, frozenset({"default"}))


def paced(store: Store, campaign: int, limits: Limits, *, limit: int = 500, owner: str = "me") -> list[Claimed]:
    with store.begin() as tx:
        return claim(tx, pace(limits), campaign, limit=limit, owner=owner, lease=LEASE, now=clock(tx))


def later(store: Store, by: timedelta) -> None:
    """Let ``by`` pass, as far as the limits can see."""
    with store.begin() as tx:
        for row in tx.execute(select(rate_buckets)).all():
            chosen = update(rate_buckets).where(rate_buckets.c.relay == row.relay, rate_buckets.c.name == row.name)
            tx.execute(chosen.values(filled_at=row.filled_at - by))


def domains(claimed: list[Claimed]) -> Counter[str]:
    return Counter(one.domain for one in claimed)


def test_a_rate_lets_out_what_a_second_allows_and_then_what_comes_in(store: Store) -> None:
    campaign = running_campaign(store, 30)
    limits = Limits(rate=Rate(600, "minute"))

    began = time.monotonic()
    first = paced(store, campaign, limits)
    later(store, timedelta(seconds=0.5))
    second = paced(store, campaign, limits)
    came_in = 5 + 10 * (time.monotonic() - began)

    assert len(first) == 10
    assert 5 <= len(second) <= came_in


def test_a_slow_rate_lets_out_one_and_is_kept_over_a_restart(store: Store, url: str) -> None:
    campaign = running_campaign(store, 5)
    limits = Limits(rate=Rate(6, "hour"))

    first = paced(store, campaign, limits)
    again = open_store(url)
    second = paced(again, campaign, limits)
    later(again, timedelta(minutes=10))
    third = paced(again, campaign, limits)
    again.close()

    assert [len(some) for some in (first, second, third)] == [1, 0, 1]


def test_workers_at_once_share_one_rate(store: Store) -> None:
    campaign = running_campaign(store, 100)
    limits = Limits(rate=Rate(20, "second"), daily=24, groups=(replace(D0, connections=3),))
    claimed: list[Claimed] = []

    def work(owner: str) -> None:
        for _ in range(4):
            claimed.extend(paced(store, campaign, limits, limit=7, owner=owner))

    workers = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with store.read() as tx:
        counted = tx.scalars(select(relay_hours.c.number)).all()
    assert len({one.id for one in claimed}) == len(claimed) == sum(counted)
    assert 20 <= len(claimed) <= 24
    assert domains(claimed)["d0.example.org"] <= 3


def test_a_group_that_is_spent_stands_in_nobodys_way(store: Store) -> None:
    campaign = running_campaign(store, 30)
    limits = Limits(groups=(replace(D0, rate=Rate(2, "second")),))

    claimed = paced(store, campaign, limits, limit=12)
    rest = paced(store, campaign, limits)

    assert domains(claimed) == {"d0.example.org": 2, "d1.example.org": 5, "d2.example.org": 5}
    assert domains(rest)["d0.example.org"] == 0
    assert counts(store, campaign) == {"sending": 22, "queued": 8}


def test_within_the_limits_the_order_is_that_of_the_campaign(store: Store) -> None:
    campaign = running_campaign(store, 12)
    limits = Limits(rate=Rate(4, "second"), groups=(replace(D0, rate=Rate(9, "second")),))

    claimed = paced(store, campaign, limits)

    with store.read() as tx:
        wanted = select(rows.c.id).where(rows.c.campaign_id == campaign).order_by(rows.c.id).limit(4)
        assert [one.id for one in claimed] == list(tx.scalars(wanted))


def test_what_was_put_off_comes_before_what_was_never_tried(store: Store) -> None:
    campaign = running_campaign(store, 6)
    limits = Limits(groups=(replace(D0, rate=Rate(1, "second")),))
    [put_off] = [one for one in paced(store, campaign, limits, limit=6) if one.domain == "d0.example.org"]
    settle_all(store, [put_off], OutcomeKind.TRANSIENT)
    with store.begin() as tx:
        tx.execute(update(rows).where(rows.c.id == put_off.id).values(next_attempt_at=clock(tx)))
    later(store, timedelta(seconds=1))

    assert [one.id for one in paced(store, campaign, limits)] == [put_off.id]


def test_no_more_are_in_flight_to_a_group_than_it_allows_over_all_workers(store: Store) -> None:
    campaign = running_campaign(store, 30)
    limits = Limits(groups=(replace(D0, connections=2),))

    mine = paced(store, campaign, limits, limit=3)
    others = paced(store, campaign, limits, owner="another")
    settle_all(store, [one for one in mine if one.domain == "d0.example.org"], OutcomeKind.ACCEPTED)
    after = paced(store, campaign, limits)

    assert domains(mine)["d0.example.org"] == 1
    assert domains(others)["d0.example.org"] == 1
    assert domains(after) == {"d0.example.org": 1}


def test_the_daily_limit_holds_until_the_hours_are_past(store: Store) -> None:
    campaign = running_campaign(store, 30)
    limits = Limits(daily=20)

    first = paced(store, campaign, limits)
    second = paced(store, campaign, limits)
    with store.begin() as tx:
        row = tx.execute(select(relay_hours)).one()
        at = next_claim(tx, pace(limits), campaign, clock(tx))
        tx.execute(update(relay_hours).values(hour=row.hour - timedelta(hours=25)))
    third = paced(store, campaign, limits)

    assert [len(some) for some in (first, second, third)] == [20, 0, 10]
    assert at == row.hour + timedelta(hours=25)


def test_hours_that_count_no_more_are_forgotten(store: Store) -> None:
    campaign = running_campaign(store, 3)
    with store.begin() as tx:
        hour = clock(tx).replace(minute=0, second=0, microsecond=0)
        tx.execute(insert(relay_hours).values(relay="default", hour=hour - timedelta(days=9), number=7))

    paced(store, campaign, Limits(daily=20))

    with store.read() as tx:
        assert list(tx.scalars(select(relay_hours.c.number))) == [3]


def test_what_was_never_begun_does_not_count_to_the_day(store: Store) -> None:
    campaign = running_campaign(store, 5)
    kept = pace(Limits(daily=5))
    with store.begin() as tx:
        claimed = claim(tx, kept, campaign, limit=500, owner="me", lease=LEASE, now=clock(tx))
    untried = [Outcome(one.id, one.attempt, OutcomeKind.UNTRIED, Phase.CONNECT) for one in claimed[:3]]

    with store.begin() as tx:
        give_back(tx, kept, untried, clock(tx))

    with store.read() as tx:
        assert list(tx.scalars(select(relay_hours.c.number))) == [2]


def test_what_comes_back_in_another_hour_is_taken_from_the_hour_in_which_it_was_counted(store: Store) -> None:
    campaign = running_campaign(store, 8)
    kept = pace(Limits(daily=8))
    with store.begin() as tx:
        early = claim(tx, kept, campaign, limit=5, owner="me", lease=LEASE, now=clock(tx))
        before = clock(tx).replace(minute=0, second=0, microsecond=0)
        tx.execute(insert(relay_hours).values(relay="default", hour=before + timedelta(hours=1), number=3))
    untried = [Outcome(one.id, one.attempt, OutcomeKind.UNTRIED, Phase.CONNECT) for one in early[:2]]

    with store.begin() as tx:
        give_back(tx, kept, untried, clock(tx) + timedelta(hours=1))

    with store.read() as tx:
        assert list(tx.scalars(select(relay_hours.c.number).order_by(relay_hours.c.hour))) == [3, 3]


def test_people_who_are_suppressed_take_no_tokens(store: Store) -> None:
    campaign = running_campaign(store, 5)
    with store.begin() as tx:
        tx.execute(update(rows).where(rows.c.id < 3).values(state=DeliveryState.CANCELLED))

    assert len(paced(store, campaign, Limits(daily=2))) == 2


def test_while_others_may_still_go_the_next_time_is_now(store: Store) -> None:
    campaign = running_campaign(store, 6)
    limits = Limits(groups=(replace(D0, rate=Rate(1, "hour")),))
    paced(store, campaign, limits, limit=2)

    with store.read() as tx:
        now = clock(tx)
        assert next_claim(tx, pace(limits), campaign, now) == now


def test_when_only_a_spent_group_is_left_the_next_time_is_that_of_its_token(store: Store) -> None:
    campaign = running_campaign(store, 6)
    limits = Limits(groups=(replace(D0, rate=Rate(1, "hour")),))
    paced(store, campaign, limits)

    with store.read() as tx:
        now = clock(tx)
        at = next_claim(tx, pace(limits), campaign, now)
    assert at is not None
    assert timedelta(minutes=59) < at - now <= timedelta(hours=1)


@pytest.mark.parametrize(("limits", "further"), [(Limits(), False), (Limits(daily=9), True)])
def test_without_limits_a_claim_asks_the_database_nothing_more(store: Store, limits: Limits, further: bool) -> None:  # noqa: FBT001 - a case
    campaign = running_campaign(store, 2)
    said: list[str] = []

    def listen(*given: Any) -> None:
        said.append(given[2])

    with store.begin() as tx:
        event.listen(tx.engine, "before_cursor_execute", listen)
        claim(tx, pace(limits), campaign, limit=2, owner="me", lease=LEASE, now=clock(tx))
        event.remove(tx.engine, "before_cursor_execute", listen)

    assert any("rate_buckets" in one or "relay_hours" in one for one in said) is further
