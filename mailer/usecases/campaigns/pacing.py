"""Keeping to a relay's limits: what may be claimed, and when again (design 9). Without limits nothing is asked."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailer.domain.delivery import Outcome, OutcomeKind
from mailer.domain.rate import Limits, Stock, allowance, hour_of, own_at, spent_groups, take
from mailer.domain.settings import Settings
from mailer.store.database import Transaction, clock
from mailer.store.sending import claims, deliveries, rates, turns
from mailer.store.sending.claims import Claimed

#: A run waits for what is due so soon, and ends where nothing is.
WAIT_FOR_DUE = timedelta(seconds=60)
#: Mail to others than a group that is spent may become due meanwhile: nobody rests for longer without looking.
_LONGEST_REST = timedelta(seconds=1)


@dataclass(slots=True)
class Pace:
    """The limits of the relay that is sent through; ``sharing`` are the relays whose campaigns may use it as well.

    ``hours`` says, where there is a daily limit, in which hour each delivery on its way was counted.
    """

    relay: str
    limits: Limits
    sharing: frozenset[str]
    rests_until: float = 0.0
    hours: dict[int, datetime] = field(default_factory=dict)

    @property
    def is_resting(self) -> bool:
        """Return whether the limits leave nothing yet, so that it is too early to claim again."""
        return bool(self.rests_until) and time.monotonic() < self.rests_until


def pace_of(settings: Settings, relay: str) -> Pace:
    """Return the pace to keep with this relay."""
    return Pace(relay, settings.relays[relay].limits, settings.sharing(relay))


def claim(
    tx: Transaction, pace: Pace, campaign_id: int, *, limit: int, owner: str, lease: timedelta, now: datetime
) -> list[Claimed]:
    """Return up to ``limit`` claimed deliveries, no more than the relay's limits allow, and take their tokens."""
    if not pace.limits:
        return claims.claim(tx, campaign_id, limit=limit, owner=owner, lease=lease, now=now)
    rates.lock(tx, pace.relay, now)
    at = clock(tx)  # whoever held the lock may have taken tokens after ``now``
    stock = rates.stock(tx, pace.relay, pace.limits, pace.sharing)
    allowed = allowance(pace.limits, stock, at, limit)
    claimed = claims.claim(tx, campaign_id, limit=limit, owner=owner, lease=lease, now=now, allowed=allowed)
    left = take(pace.limits, stock, _by_group(pace.limits, claimed), at)
    if claimed:
        rates.fill(tx, pace.relay, left.buckets)
    if claimed and pace.limits.daily:
        rates.count(tx, pace.relay, len(claimed), at)
        pace.hours.update((one.id, hour_of(at)) for one in claimed)
    pace.rests_until = _rest(pace.limits, left, at) if len(claimed) < limit else 0.0
    return claimed


def give_back(tx: Transaction, pace: Pace, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Count messages that were never begun no longer to the daily limit, in the hour in which they were counted."""
    counted = [(outcome.kind, pace.hours.pop(outcome.delivery_id, None)) for outcome in outcomes if pace.hours]
    untried = Counter(hour for kind, hour in counted if hour and kind is OutcomeKind.UNTRIED)
    if untried:
        rates.lock(tx, pace.relay, now)
    for hour, number in untried.items():
        rates.count(tx, pace.relay, -number, hour)


def next_claim(tx: Transaction, pace: Pace, campaign_id: int, now: datetime) -> datetime | None:
    """Return when something of the campaign is due and the limits leave room for it, or None if nothing waits."""
    due = deliveries.next_due(tx, campaign_id, now)
    if due is None or due > now or not pace.limits:
        return due
    stock = rates.stock(tx, pace.relay, pace.limits, pace.sharing)
    own = own_at(pace.limits, stock, now)
    spent = spent_groups(pace.limits, stock, now)
    closed = [domain for group in spent for domain in group.domains]
    if own > now or not spent or turns.is_any_due(tx, campaign_id, now, outside=closed):
        return own
    return min(spent.values())


def _by_group(limits: Limits, claimed: Sequence[Claimed]) -> Counter[str]:
    numbers = Counter(filter(None, (limits.group_of(one.domain) for one in claimed)))
    numbers[""] = len(claimed)
    return numbers


def _rest(limits: Limits, left: Stock, now: datetime) -> float:
    """Return until when, by the clock of this process, no claim can bring anything new."""
    own = own_at(limits, left, now)
    next_at = own if own > now else min(spent_groups(limits, left, now).values(), default=now)
    return time.monotonic() + min(next_at - now, _LONGEST_REST).total_seconds()
