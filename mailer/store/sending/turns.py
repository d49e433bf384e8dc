"""Whose turn it is, where limits leave some recipient domains less than others."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, exists, func, literal, or_, select, true

from mailer.domain.delivery import FREQUENT, DeliveryState
from mailer.domain.rate import Allowance
from mailer.store.database import Transaction
from mailer.store.tables.schema import campaigns, deliveries

_NEVER = datetime.max.replace(tzinfo=UTC)


class _Turn(NamedTuple):
    """Sorts as deliveries are tried: what was put off until now, then what waits for its first attempt."""

    put_off_until: datetime
    id: int


def due(tx: Transaction, campaign_id: int, limit: int, now: datetime) -> Sequence[int]:
    """Return what is to be tried next, locked: what was put off until now, then what waits for its first attempt."""
    put_off, waiting = _asked(campaign_id, true(), now, deliveries.c.id)
    found = tx.scalars(put_off.limit(limit)).all()
    rest = _ids(tx, waiting.limit(limit - len(found)))
    return [*found, *rest] if found else rest


def due_within(tx: Transaction, campaign_id: int, allowed: Allowance, now: datetime) -> list[int]:
    """Return what is to be tried next, locked; what exceeds its group's share waits and stands in nobody's way."""
    if allowed.total <= 0:
        return []
    domain = deliveries.c.domain
    limited = [one for group, _ in allowed.groups for one in group.domains]
    turns = _due(tx, campaign_id, domain.not_in(limited), limit=allowed.total, now=now)
    for group, share in allowed.groups:
        if share > 0:
            turns += _due(tx, campaign_id, domain.in_(group.domains), limit=share, now=now)
    return [turn.id for turn in sorted(turns)[: allowed.total]]


def is_any_due(tx: Transaction, campaign_id: int, now: datetime, *, outside: Sequence[str]) -> bool:
    """Return whether something is to be tried now that goes to other domains than those ``outside``."""
    d = deliveries.c
    is_due = or_(in_state(DeliveryState.QUEUED), and_(in_state(DeliveryState.DEFERRED), d.next_attempt_at <= now))
    return bool(tx.scalar(select(exists().where(d.campaign_id == campaign_id, is_due, d.domain.not_in(outside)))))


def in_state(state: DeliveryState) -> ColumnElement[bool]:
    """Return the condition with the state written out, as the partial index that serves it has it."""
    is_in = deliveries.c.state == literal(state, Text, literal_execute=True)
    return is_in if state in FREQUENT else and_(is_in, is_rare())


def has_any(campaign_id: ColumnElement[int] | int, *states: DeliveryState) -> ColumnElement[bool]:
    """Return the condition that a delivery of the campaign is in one of ``states``: each is a look into an index."""
    return or_(*(exists().where(deliveries.c.campaign_id == campaign_id, in_state(state)) for state in states))


def is_to(*address_keys: str) -> ColumnElement[bool]:
    """Return the condition for deliveries to addresses in any campaign: looks into an index for each campaign."""
    d = deliveries.c
    return and_(d.campaign_id.in_(select(campaigns.c.id)), d.address_key.in_(address_keys))


def is_rare() -> ColumnElement[bool]:
    """Return the condition of the index that the rarer states share."""
    return and_(*(deliveries.c.state != literal(state, Text, literal_execute=True) for state in FREQUENT))


def _ids(tx: Transaction, wanted: Select[Any]) -> Sequence[int]:
    """Return the ids, as a range where they follow each other: they mostly do, and a range is one row."""
    each = wanted.subquery()
    summary = select(func.min(each.c.id), func.max(each.c.id), func.count()).select_from(each)
    first, last, number = tx.execute(summary).one()
    if not number:
        return ()
    return range(first, last + 1) if last - first + 1 == number else tx.scalars(wanted).all()


def _due(tx: Transaction, campaign_id: int, chosen: ColumnElement[bool], *, limit: int, now: datetime) -> list[_Turn]:
    d = deliveries.c
    put_off, waiting = _asked(campaign_id, chosen, now, d.id, d.next_attempt_at)
    found = [_Turn(row.next_attempt_at, row.id) for row in tx.execute(put_off.limit(limit))]
    rows = tx.execute(waiting.limit(limit - len(found)))
    return [*found, *(_Turn(_NEVER, row.id) for row in rows)]


def _asked(
    campaign_id: int, chosen: ColumnElement[bool], now: datetime, *columns: ColumnElement[Any]
) -> tuple[Select[Any], Select[Any]]:
    """Return the queries for what was put off until now, and for what waits for its first attempt; both lock."""
    d = deliveries.c
    locked = select(*columns).where(chosen).with_for_update(skip_locked=True)
    put_off = locked.where(d.campaign_id == campaign_id, in_state(DeliveryState.DEFERRED), d.next_attempt_at <= now)
    # a range, since with "=" PostgreSQL may go by the primary key instead, past all that was sent already
    waiting = locked.where(d.campaign_id.between(campaign_id, campaign_id), in_state(DeliveryState.QUEUED))
    return put_off.order_by(d.next_attempt_at), waiting.order_by(d.campaign_id, d.id)
