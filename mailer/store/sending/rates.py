"""What is left of a relay's limits: its token buckets and hourly counts, shared by all who send through it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, case, delete, func, literal, select, update

from mailer.domain.delivery import DeliveryState
from mailer.domain.rate import DAY, Bucket, Limits, Stock, hour_of
from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.tables.relay_schema import rate_buckets, relay_hours
from mailer.store.tables.schema import campaigns, deliveries

_OWN = ""  # the name of a relay's own bucket; whoever changes anything of the relay's holds its row


def lock(tx: Transaction, relay: str, now: datetime) -> None:
    """Let nobody else take anything of this relay's limits until the transaction ends."""
    b = rate_buckets
    row = select(b.c.name).where(b.c.relay == relay, b.c.name == _OWN).with_for_update()
    if tx.execute(row).first() is None:
        fresh = insert(tx, b).values(relay=relay, name=_OWN, tokens=0, filled_at=now - DAY)
        tx.execute(fresh.on_conflict_do_nothing())
        tx.execute(row)


def stock(tx: Transaction, relay: str, limits: Limits, sharing: Collection[str]) -> Stock:
    """Return what is left; ``sharing`` are the relays whose campaigns may be in flight through this one."""
    b, h = rate_buckets, relay_hours
    buckets = {row.name: Bucket(row.tokens, row.filled_at) for row in tx.execute(select(b).where(b.c.relay == relay))}
    counted = tx.execute(select(h).where(h.c.relay == relay)) if limits.daily else ()
    return Stock(buckets, {row.hour: row.number for row in counted}, _in_flight(tx, limits, sharing))


def fill(tx: Transaction, relay: str, buckets: Mapping[str, Bucket]) -> None:
    """Write down the buckets as they stand."""
    b = rate_buckets
    for name, bucket in sorted(buckets.items()):
        values = {"tokens": bucket.tokens, "filled_at": bucket.filled_at}
        chosen = update(b).where(b.c.relay == relay, b.c.name == name).values(**values)
        if not tx.execute(chosen).rowcount:
            tx.execute(insert(tx, b).values(relay=relay, name=name, **values))


def count(tx: Transaction, relay: str, number: int, now: datetime) -> None:
    """Count messages to the present hour (fewer, if ``number`` is negative); hours that count no more are forgotten."""
    h = relay_hours
    hour = hour_of(now)
    added = update(h).where(h.c.relay == relay, h.c.hour == hour).values(number=_not_below_zero(number))
    if not tx.execute(added).rowcount and number > 0:
        tx.execute(insert(tx, h).values(relay=relay, hour=hour, number=number))
        tx.execute(delete(h).where(h.c.relay == relay, h.c.hour < hour - 2 * DAY))


def _not_below_zero(change: int) -> ColumnElement[int]:
    changed = relay_hours.c.number + change
    return case((changed > 0, changed), else_=0)


def _in_flight(tx: Transaction, limits: Limits, sharing: Collection[str]) -> dict[str, int]:
    """Return how many messages are in flight to the domains of each group that limits them."""
    limited = [group for group in limits.groups if group.connections]
    domains: Sequence[str] = [domain for group in limited for domain in group.domains]
    if not domains:
        return {}
    d, c = deliveries.c, campaigns.c
    is_sending = d.state == literal(DeliveryState.SENDING, Text, literal_execute=True)
    rows = select(d.domain, func.count().label("number")).join_from(deliveries, campaigns)
    found = tx.execute(rows.where(is_sending, d.domain.in_(domains), c.relay.in_(sharing)).group_by(d.domain))
    by_domain: dict[str, int] = {row.domain: row.number for row in found}
    return {group.name: sum(by_domain.get(domain, 0) for domain in group.domains) for group in limited}
