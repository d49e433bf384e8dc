"""The delivery machine: what each attempt ends in, and that nothing else is possible."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.delivery import (
    TRANSITIONS,
    Delivery,
    DeliveryState,
    Outcome,
    OutcomeKind,
    Phase,
    RetryPolicy,
    defer,
    move,
    settle,
)

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
POLICY = RetryPolicy(valid_until=NOW + timedelta(hours=24))
SENDING = Delivery(DeliveryState.SENDING, attempt=1)


def outcome(kind: OutcomeKind, number: int = 7) -> Outcome:
    return Outcome(number, 1, kind, Phase.BODY)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (OutcomeKind.ACCEPTED, DeliveryState.SENT),
        (OutcomeKind.TRANSIENT, DeliveryState.DEFERRED),
        (OutcomeKind.PERMANENT, DeliveryState.FAILED),
        (OutcomeKind.POLICY, DeliveryState.FAILED),
        (OutcomeKind.UNCERTAIN, DeliveryState.UNCERTAIN),
        (OutcomeKind.UNTRIED, DeliveryState.QUEUED),
    ],
)
def test_every_outcome_leads_to_one_state(kind: OutcomeKind, state: DeliveryState) -> None:
    settled = settle(SENDING, outcome(kind), POLICY, NOW)

    assert settled.state is state


def test_an_untried_delivery_goes_back_as_if_it_had_never_been_claimed() -> None:
    settled = settle(SENDING, outcome(OutcomeKind.UNTRIED), POLICY, NOW)

    assert settled == Delivery(DeliveryState.QUEUED, attempt=0)


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 5), (2, 15), (3, 30), (4, 60), (5, 120), (9, 120)])
def test_the_waits_grow_to_two_hours_and_vary_by_a_fifth(attempt: int, minutes: int) -> None:
    deferred = defer(Delivery(DeliveryState.SENDING, attempt), outcome(OutcomeKind.TRANSIENT), POLICY, NOW)

    assert deferred.next_attempt_at is not None
    assert timedelta(minutes=minutes * 0.8) <= deferred.next_attempt_at - NOW <= timedelta(minutes=minutes * 1.2)


def test_two_deliveries_do_not_come_back_at_the_same_moment() -> None:
    one, other = (defer(SENDING, outcome(OutcomeKind.TRANSIENT, number), POLICY, NOW) for number in (7, 8))

    assert one.next_attempt_at != other.next_attempt_at


def test_a_retry_that_would_come_after_the_news_is_stale_is_a_failure() -> None:
    late = RetryPolicy(valid_until=NOW + timedelta(minutes=2))

    assert settle(SENDING, outcome(OutcomeKind.TRANSIENT), late, NOW).state is DeliveryState.FAILED


@given(st.sampled_from(DeliveryState), st.sampled_from(DeliveryState))
def test_a_delivery_can_only_move_as_the_table_says(before: DeliveryState, after: DeliveryState) -> None:
    delivery = Delivery(before, attempt=1)

    if after in TRANSITIONS[before]:
        assert move(delivery, after).state is after
    else:
        with pytest.raises(ValueError, match=f"a {before} delivery cannot become {after}"):
            move(delivery, after)


def test_the_table_names_every_state_and_never_leads_to_itself() -> None:
    assert set(TRANSITIONS) == set(DeliveryState)
    assert not [state for state, following in TRANSITIONS.items() if state in following]


def test_what_was_sent_never_becomes_queued_again() -> None:
    reachable = {DeliveryState.SENT}
    for _ in DeliveryState:
        reachable |= {after for state in reachable for after in TRANSITIONS[state]}

    assert reachable == {DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.COMPLAINED}


def test_only_those_who_cannot_have_it_hold_no_receipt() -> None:
    without = {state for state in DeliveryState if not state.holds_receipt}

    assert without == {DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.CANCELLED}
