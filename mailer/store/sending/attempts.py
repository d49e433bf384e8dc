"""Delivery attempts: one row per try, with what the relay said; and the delivery log read from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, literal_column, select

from mailer.domain.delivery import Outcome, OutcomeKind
from mailer.store.inserting import write
from mailer.store.sending.turns import is_to
from mailer.store.tables.schema import campaigns, contacts, deliveries, delivery_attempts, outlets, releases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mailer.store.database import Transaction
    from mailer.store.inserting import Insert

_COLUMNS = ("delivery_id", "attempt", "at", "relay", "kind", "phase", "code", "enhanced", "text", "queue_id")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the delivery log: a delivery with its last attempt, or one attempt. ``at`` is aware UTC or None.

    ``held_for`` is the edition that it waits for, or "".
    """

    campaign: int
    release: str
    is_rehearsal: bool
    kind: str
    address: str
    state: str
    attempts: int
    relay: str
    phase: str
    code: int
    enhanced: str
    text: str
    queue_id: str
    delivery_id: int
    held_for: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which deliveries to show; empty fields choose all."""

    campaign_id: int | None = None
    address_keys: tuple[str, ...] = ()
    outlet_key: str = ""
    since: datetime | None = None


def add(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down attempts; what is known of an attempt already is only replaced if it was uncertain."""
    if outcomes:
        rows = [_row(outcome, now) for outcome in outcomes]
        write(tx, delivery_attempts, _COLUMNS, rows, otherwise=_replacing_uncertain)


def by_relay(tx: Transaction, *, since: datetime) -> dict[str, int]:
    """Return how many attempts there were at each relay since then."""
    a = delivery_attempts.c
    rows = tx.execute(select(a.relay, func.count().label("number")).where(a.at >= since).group_by(a.relay))
    return {row.relay: row.number for row in rows}


def log_lines(tx: Transaction, chosen: LogFilter, *, every_attempt: bool = False) -> list[LogLine]:
    """Return the delivery log, oldest campaign first: a line per delivery with its last try, or per attempt."""
    rows = tx.execute(_selection(every_attempt=every_attempt).where(*_conditions(chosen)))
    return [LogLine(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public accessor


def _replacing_uncertain(adding: Insert) -> Insert:
    changed = {name: adding.excluded[name] for name in ("at", "kind", "phase", "code", "enhanced", "text", "queue_id")}
    is_open = delivery_attempts.c.kind == literal_column(f"'{OutcomeKind.UNCERTAIN}'")
    return adding.on_conflict_do_update(index_elements=["delivery_id", "attempt"], set_=changed, where=is_open)


def _row(outcome: Outcome, now: datetime) -> tuple[object, ...]:
    return (
        outcome.delivery_id,
        outcome.attempt,
        outcome.at or now,
        outcome.relay,
        outcome.kind.value,
        outcome.phase.value,
        outcome.code,
        outcome.enhanced,
        outcome.text,
        outcome.queue_id,
    )


def _selection(*, every_attempt: bool) -> Select[Any]:
    d, a, c = deliveries.c, delivery_attempts.c, campaigns.c
    said = (("relay", ""), ("phase", ""), ("code", 0), ("enhanced", ""), ("text", ""), ("queue_id", ""))
    columns = (
        c.id.label("campaign"),
        releases.c.slug.label("release"),
        c.is_rehearsal,
        c.kind,
        d.address,
        d.state,
        (a.attempt if every_attempt else d.attempt).label("attempts"),
        *(func.coalesce(a[name], empty).label(name) for name, empty in said),
        d.id.label("delivery_id"),
        d.held_for,
        a.at,
    )
    wanted = select(*columns).select_from(_joined(every_attempt=every_attempt))
    return wanted.order_by(c.id, d.id, a.attempt)


def _joined(*, every_attempt: bool) -> FromClause:
    d, a, c = deliveries, delivery_attempts, campaigns
    joined = d.join(c, c.c.id == d.c.campaign_id).join(releases, releases.c.id == c.c.release_id)
    if every_attempt:
        joined = joined.join(a, a.c.delivery_id == d.c.id)
    else:
        last = select(func.max(a.c.attempt)).where(a.c.delivery_id == d.c.id).correlate(d).scalar_subquery()
        joined = joined.outerjoin(a, and_(a.c.delivery_id == d.c.id, a.c.attempt == last))
    joined = joined.outerjoin(contacts, contacts.c.id == d.c.contact_id)
    return joined.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id)


def _conditions(chosen: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.campaign_id is not None:
        found.append(deliveries.c.campaign_id == chosen.campaign_id)
    if chosen.address_keys:
        found.append(is_to(*chosen.address_keys))
    if chosen.outlet_key:
        found.append(outlets.c.key == chosen.outlet_key)
    if chosen.since is not None:
        found.append(delivery_attempts.c.at >= chosen.since)
    return found
