"""Rates, daily limits and groups of domains: what may go now, and when the next one may."""

from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.rate import (
    Bucket,
    GroupLimit,
    Limits,
    Rate,
    Stock,
    allowance,
    own_at,
    parse_rate,
    refill,
    spent_groups,
    take,
    used_of_a_day,
)

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
SLOW = Limits(rate=Rate(30, "minute"))
GMAIL = GroupLimit("gmail", ("gmail.com", "googlemail.com"), Rate(60, "minute"), connections=2)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("14/second", Rate(14, "second")),
        ("30 per minute", Rate(30, "minute")),
        (" 500/Hour ", Rate(500, "hour")),
        ("", None),
    ],
)
def test_a_rate_is_a_number_per_second_minute_or_hour(text: str, rate: Rate | None) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["30", "30/day", "0/second", "-3/second", "fast", "30/minutes", "1.5/second"])
def test_anything_else_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="30/minute"):
        parse_rate(text)


def test_a_slow_rate_is_spaced_and_never_bursts() -> None:
    rested = Stock({"": Bucket(1.0, NOW - timedelta(hours=3))})

    left = take(SLOW, rested, {"": 1}, NOW)

    assert allowance(SLOW, rested, NOW, 500).total == 1
    assert allowance(SLOW, left, NOW + seconds(1.9), 500).total == 0
    assert allowance(SLOW, left, NOW + seconds(2), 500).total == 1
    assert own_at(SLOW, left, NOW) - NOW == pytest.approx(seconds(2), abs=seconds(0.001))


def test_a_fast_rate_lets_out_at_once_what_one_second_allows() -> None:
    limits = Limits(rate=Rate(14, "second"))

    assert allowance(limits, Stock(), NOW, 500).total == 14
    assert allowance(limits, take(limits, Stock(), {"": 14}, NOW), NOW + seconds(0.5), 500).total == 7


def test_whoever_asks_ten_times_a_second_gets_the_rate_and_no_more() -> None:
    limits, stock, sent = Limits(rate=Rate(1000, "hour")), Stock(), 0
    for step in range(6000):
        at = NOW + seconds(step / 10 + step % 7 / 100)
        number = allowance(limits, stock, at, 10).total
        stock = take(limits, stock, {"": number}, at)
        sent += number

    assert 160 <= sent <= 167


def test_a_clock_that_is_put_back_neither_gives_nor_takes_tokens() -> None:
    bucket = refill(Rate(1, "second"), Bucket(0.5, NOW), NOW - timedelta(hours=1))

    assert bucket == Bucket(0.5, NOW - timedelta(hours=1))


def test_the_daily_limit_counts_the_last_24_hours_and_not_the_calendar_day() -> None:
    limits = Limits(daily=100)
    stock = Stock(hours={NOW.replace(hour=7, minute=0, day=23): 90, NOW.replace(hour=6, minute=0): 5})

    assert allowance(limits, stock, NOW, 500).total == 5
    assert allowance(limits, stock, NOW + timedelta(hours=2), 500).total == 95


def test_the_hour_in_which_the_24_began_counts_whole() -> None:
    stock = Stock(hours={NOW.replace(day=23, minute=0): 100})

    assert used_of_a_day(stock, NOW) == 100
    assert used_of_a_day(stock, NOW + timedelta(minutes=30)) == 0


def test_a_spent_day_tells_when_enough_of_it_is_past() -> None:
    hours = {NOW.replace(day=23, hour=hour, minute=0): number for hour, number in ((8, 10), (9, 60), (10, 40))}
    stock = Stock(hours=hours)

    assert own_at(Limits(daily=110), stock, NOW) == NOW.replace(hour=9, minute=0)
    assert own_at(Limits(daily=50), stock, NOW) == NOW.replace(hour=10, minute=0)
    assert own_at(Limits(daily=111), stock, NOW) == NOW


def test_a_group_has_tokens_of_its_own_beside_those_of_the_relay() -> None:
    limits = Limits(rate=Rate(10, "second"), groups=(GMAIL,))

    first = allowance(limits, Stock(), NOW, 500)
    after = allowance(limits, take(limits, Stock(), {"": 3, "gmail": 1}, NOW), NOW, 500)

    assert (first.total, first.groups) == (10, ((GMAIL, 1),))
    assert (after.total, after.groups) == (7, ((GMAIL, 0),))


def test_no_more_is_in_flight_to_a_group_than_it_may_have() -> None:
    only_connections = Limits(groups=(GroupLimit("gmail", ("gmail.com",), connections=3),))
    stock = Stock(in_flight={"gmail": 2})

    assert allowance(only_connections, stock, NOW, 500).groups[0][1] == 1
    assert spent_groups(only_connections, stock, NOW) == {}
    assert list(spent_groups(only_connections, take(only_connections, stock, {"": 1, "gmail": 1}, NOW), NOW))


def test_a_spent_group_says_when_its_next_token_comes() -> None:
    limits = Limits(groups=(GroupLimit("gmail", ("gmail.com",), Rate(2, "hour")),))

    [at] = spent_groups(limits, take(limits, Stock(), {"": 1, "gmail": 1}, NOW), NOW).values()

    assert at - NOW == pytest.approx(timedelta(minutes=30), abs=seconds(0.01))


def test_a_domain_belongs_to_the_group_that_names_it() -> None:
    limits = Limits(groups=(GMAIL,))

    assert (limits.group_of("googlemail.com"), limits.group_of("example.org")) == ("gmail", "")


def test_without_any_limit_there_is_nothing_to_keep_to() -> None:
    assert not Limits()
    assert Limits(daily=1)
