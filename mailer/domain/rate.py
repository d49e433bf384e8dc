"""How fast a relay may be sent to: token buckets and daily limits, decided here and kept in the ledger (design 9)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor

DAY = timedelta(hours=24)
_HOUR = timedelta(hours=1)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_RATE = re.compile(r"(\d{1,6}) ?(?:/|per) ?(second|minute|hour)", re.ASCII)
#: Less than any token that counts: what arithmetic with fractions loses.
_CRUMB = 1e-6
#: When too many are in flight, nobody knows when the next answer comes: look again after so long.
_LOOK_AGAIN = timedelta(seconds=0.1)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages per ``unit`` (second, minute or hour)."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number}/{self.unit}"

    @property
    def per_second(self) -> float:
        """Return how many tokens come in per second."""
        return self.number / _SECONDS[self.unit]

    @property
    def capacity(self) -> float:
        """Return how many may go out at once: what a second allows, so that 30/minute is spaced and never bursts."""
        return max(1.0, self.per_second)


def parse_rate(text: str) -> Rate | None:
    """Return what ``14/second`` means, None for ""; ValueError for what is no rate.

    >>> str(parse_rate("30/minute"))
    '30/minute'
    """
    if not text.strip():
        return None
    found = _RATE.fullmatch(text.strip().casefold())
    if found is None or not int(found[1]):
        raise ValueError("a rate is a number per second, minute or hour, as in 30/minute")
    return Rate(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """What holds for mail to some recipient domains: a rate, and how many messages may be in flight (0 = any)."""

    name: str
    domains: tuple[str, ...]
    rate: Rate | None = None
    connections: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of one relay; ``daily`` counts the last 24 hours, 0 = none."""

    rate: Rate | None = None
    daily: int = 0
    groups: tuple[GroupLimit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rate or self.daily or self.groups)

    @property
    def rates(self) -> dict[str, Rate]:
        """Return the rates by the name of their bucket: "" for the relay's own, else the group's."""
        own = {"": self.rate} if self.rate else {}
        return own | {group.name: group.rate for group in self.groups if group.rate}

    def group_of(self, domain: str) -> str:
        """Return the name of the group that a recipient domain belongs to, or ""."""
        return next((group.name for group in self.groups if domain in group.domains), "")


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many tokens there were when it was last looked at."""

    tokens: float
    filled_at: datetime


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left of a relay's limits: tokens by bucket, messages by hour, messages in flight by group."""

    buckets: Mapping[str, Bucket] = field(default_factory=dict)
    hours: Mapping[datetime, int] = field(default_factory=dict)
    in_flight: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages may be claimed now: in all, and of these to the domains of each group."""

    total: int
    groups: tuple[tuple[GroupLimit, int], ...] = ()


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def refill(rate: Rate, bucket: Bucket | None, now: datetime) -> Bucket:
    """Return the bucket with what came in since; a new one is full, and a clock put back takes nothing away."""
    if bucket is None:
        return Bucket(rate.capacity, now)
    elapsed = max(0.0, (now - bucket.filled_at).total_seconds())
    return Bucket(min(rate.capacity, bucket.tokens + elapsed * rate.per_second), now)


def refilled(limits: Limits, stock: Stock, now: datetime) -> dict[str, Bucket]:
    """Return every bucket of the relay as it stands at ``now``."""
    return {name: refill(rate, stock.buckets.get(name), now) for name, rate in limits.rates.items()}


def allowance(limits: Limits, stock: Stock, now: datetime, wanted: int) -> Allowance:
    """Return how much of ``wanted`` the limits leave at ``now``."""
    buckets = refilled(limits, stock, now)
    total = min(wanted, _tokens(buckets.get(""), wanted))
    if limits.daily:
        total = min(total, max(0, limits.daily - used_of_a_day(stock, now)))
    groups = ((group, min(total, _left_to(group, buckets, stock, total))) for group in limits.groups)
    return Allowance(total, tuple(groups))


def take(limits: Limits, stock: Stock, numbers: Mapping[str, int], now: datetime) -> Stock:
    """Return what is left when so many were claimed: ``numbers`` by group, under "" all of them."""
    buckets = {
        name: Bucket(max(0.0, bucket.tokens - numbers.get(name, 0)), now)
        for name, bucket in refilled(limits, stock, now).items()
    }
    hours = {**stock.hours, hour_of(now): stock.hours.get(hour_of(now), 0) + numbers.get("", 0)}
    flying = {group.name: stock.in_flight.get(group.name, 0) + numbers.get(group.name, 0) for group in limits.groups}
    return Stock(buckets, hours, flying)


def own_at(limits: Limits, stock: Stock, now: datetime) -> datetime:
    """Return when the relay's own rate and daily limit leave a message: ``now`` if they do."""
    return max(_token_at(limits.rate, stock.buckets.get(""), now), _day_at(limits.daily, stock.hours, now))


def spent_groups(limits: Limits, stock: Stock, now: datetime) -> dict[GroupLimit, datetime]:
    """Return the groups that may have no message now, with the time when they may."""
    waits = {group: _group_at(group, stock, now) for group in limits.groups}
    return {group: at for group, at in waits.items() if at > now}


def used_of_a_day(stock: Stock, now: datetime) -> int:
    """Return how many messages count to the daily limit now."""
    return sum(_of_a_day(stock.hours, now).values())


def _tokens(bucket: Bucket | None, otherwise: int) -> int:
    return otherwise if bucket is None else floor(bucket.tokens + _CRUMB)


def _left_to(group: GroupLimit, buckets: Mapping[str, Bucket], stock: Stock, otherwise: int) -> int:
    tokens = _tokens(buckets.get(group.name), otherwise)
    if not group.connections:
        return tokens
    return min(tokens, max(0, group.connections - stock.in_flight.get(group.name, 0)))


def _of_a_day(hours: Mapping[datetime, int], now: datetime) -> dict[datetime, int]:
    """Return the hours that count: the one in which the 24 began counts whole, so that never too many are sent."""
    return {hour: number for hour, number in hours.items() if hour >= hour_of(now - DAY)}


def _token_at(rate: Rate | None, bucket: Bucket | None, now: datetime) -> datetime:
    if rate is None:
        return now
    missing = 1.0 - refill(rate, bucket, now).tokens - _CRUMB
    return now + timedelta(seconds=missing / rate.per_second) if missing > 0 else now


def _day_at(limit: int, hours: Mapping[datetime, int], now: datetime) -> datetime:
    counting = _of_a_day(hours, now)
    used = sum(counting.values())
    at = now
    for hour in sorted(counting):
        if not limit or used < limit:
            break
        used -= counting[hour]
        at = hour + DAY + _HOUR
    return at


def _group_at(group: GroupLimit, stock: Stock, now: datetime) -> datetime:
    at = _token_at(group.rate, stock.buckets.get(group.name), now)
    is_full = bool(group.connections) and stock.in_flight.get(group.name, 0) >= group.connections
    return max(at, now + _LOOK_AGAIN) if is_full else at
