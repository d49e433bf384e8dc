"""Claims: deliveries that a process has taken to send, for as long as its lease runs."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, cast, exists, or_, select, type_coerce, update
from sqlalchemy.sql.dml import ReturningUpdate

from mailer.domain.delivery import DeliveryState
from mailer.domain.rate import Allowance
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.sending.turns import due, due_within, in_state
from mailer.store.tables.schema import campaigns, contacts, deliveries, subscriptions, suppressions

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may now attempt, with all that its message needs.

    ``answers`` is the delivery that it answers, and the campaign of that one.
    """

    id: int
    attempt: int
    variant_id: int
    list_id: int | None
    address: str
    name: str
    domain: str
    slots: dict[str, str]
    answers: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class InFlight:
    """A claimed delivery: by whom, until when (None if that is over), and how long the item is worth sending."""

    id: int
    attempt: int
    claimed_by: str
    lease_until: datetime | None
    valid_until: datetime
    relay: str


def claim(
    tx: Transaction,
    campaign_id: int,
    *,
    limit: int,
    owner: str,
    lease: timedelta,
    now: datetime,
    allowed: Allowance | None = None,
) -> list[Claimed]:
    """Return up to ``limit`` due deliveries, now ``sending`` and leased to ``owner``; unwelcome ones are suppressed.

    With ``allowed`` no more than that, in all and to each group of recipient domains.
    """
    while found := due_within(tx, campaign_id, allowed, now) if allowed else due(tx, campaign_id, limit, now):
        suppress_unwelcome(tx, found)
        if rows := tx.execute(_claiming(tx, found, owner, now + lease)).all():
            return _in_turn(rows)
    return []


def suppress_unwelcome(tx: Transaction, ids: Sequence[int]) -> None:
    """Make those of ``ids`` ``suppressed`` whose address or person is, or whose carrying subscription has ended.

    A contact that was merged since is the person that it was merged into.
    """
    d, s, u, merged = deliveries, suppressions, subscriptions, contacts
    unwelcome = or_(
        exists().where(or_(s.c.address_key == d.c.address_key, s.c.contact_id == d.c.contact_id)),
        exists().where(merged.c.id == d.c.contact_id, s.c.contact_id == merged.c.merged_into),
        exists().where(u.c.id == d.c.subscription_id, u.c.ended_at.is_not(None)),
    )
    tx.execute(
        update(d)
        .where(among(tx, d.c.id, ids), d.c.state.in_([_S.QUEUED, _S.DEFERRED]), unwelcome)
        .values(state=_S.SUPPRESSED, next_attempt_at=None)
    )


def renew(tx: Transaction, ids: Collection[int], *, owner: str, until: datetime) -> int:
    """Lengthen the leases of ``ids``; return how many are still ``owner``'s to send."""
    d = deliveries
    held = and_(among(tx, d.c.id, ids), d.c.state == _S.SENDING, d.c.claimed_by == owner)
    return tx.execute(update(d).where(held).values(lease_until=until)).rowcount


def in_flight(tx: Transaction) -> list[InFlight]:
    """Return every delivery in state ``sending``, in the same order to everybody who asks at once."""
    return _claims(tx, in_state(_S.SENDING))


def in_doubt(tx: Transaction, owners: Collection[str]) -> list[InFlight]:
    """Return the uncertain deliveries that one of ``owners`` had claimed: its journal may know what became of them."""
    return _claims(tx, and_(in_state(_S.UNCERTAIN), among(tx, deliveries.c.claimed_by, owners)))


def owners(tx: Transaction) -> set[str]:
    """Return the journals that deliveries in state ``sending`` point to."""
    return set(tx.scalars(select(deliveries.c.claimed_by).where(in_state(_S.SENDING)).distinct()))


def _claims(tx: Transaction, chosen: ColumnElement[bool]) -> list[InFlight]:
    d, c = deliveries.c, campaigns.c
    wanted = select(d.id, d.attempt, d.claimed_by, d.lease_until, c.valid_until, c.relay)
    rows = tx.execute(wanted.join_from(deliveries, campaigns).where(chosen).order_by(d.id))
    return [InFlight(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public accessor


def _in_turn(rows: Sequence[Row[Any]]) -> list[Claimed]:
    """Return the rows in the order in which they are to be sent; the slots of all of them are read at once."""
    turns = sorted(rows, key=attrgetter("id"))
    slots = json.loads(f"[{','.join([row.stored_slots for row in turns])}]")
    return [Claimed(*[*row[:-1], values]) for row, values in zip(turns, slots, strict=True)]


def _claiming(tx: Transaction, ids: Sequence[int], owner: str, until: datetime) -> ReturningUpdate[Any]:
    d = deliveries
    wanted = (d.c.id, d.c.attempt, d.c.variant_id, d.c.list_id, d.c.address, d.c.name, d.c.domain)
    slots = cast(d.c.slots, Text) if tx.dialect.name == "postgresql" else type_coerce(d.c.slots, Text)
    return (
        update(d)
        .where(among(tx, d.c.id, ids), d.c.state.in_([_S.QUEUED, _S.DEFERRED]))
        .values(state=_S.SENDING, attempt=d.c.attempt + 1, lease_until=until, claimed_by=owner, next_attempt_at=None)
        .returning(*wanted, slots.label("stored_slots"))
    )
