"""Delivery attempts: one row per try, with what the relay said; and the delivery log read from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from mailer.domain.delivery import Outcome, OutcomeKind
from mailer.store.database import Transaction
from mailer.store.schema import campaigns, contacts, deliveries, delivery_attempts, outlets, releases


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the delivery log: a delivery with its last attempt, or one attempt. ``at`` is aware UTC or None."""

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
    message_token: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which deliveries to show; empty fields choose all."""

    campaign_id: int | None = None
    address_key: str = ""
    outlet_key: str = ""
    since: datetime | None = None


def add(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down attempts; what is known of an attempt already is only replaced if it was uncertain."""
    if not outcomes:
        return
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(delivery_attempts)
    changed = {name: adding.excluded[name] for name in ("at", "kind", "phase", "code", "enhanced", "text", "queue_id")}
    tx.execute(
        adding.on_conflict_do_update(
            index_elements=["delivery_id", "attempt"],
            set_=changed,
            where=delivery_attempts.c.kind == OutcomeKind.UNCERTAIN,
        ),
        [_row(outcome, now) for outcome in outcomes],
    )


def log_lines(tx: Transaction, chosen: LogFilter, *, every_attempt: bool = False) -> list[LogLine]:
    """Return the delivery log, oldest campaign first: a line per delivery with its last try, or per attempt."""
    rows = tx.execute(_selection(every_attempt=every_attempt).where(*_conditions(chosen)))
    return [LogLine(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public accessor


def _row(outcome: Outcome, now: datetime) -> dict[str, object]:
    return {
        "delivery_id": outcome.delivery_id,
        "attempt": outcome.attempt,
        "at": outcome.at or now,
        "relay": outcome.relay,
        "kind": outcome.kind,
        "phase": outcome.phase,
        "code": outcome.code,
        "enhanced": outcome.enhanced,
        "text": outcome.text,
        "queue_id": outcome.queue_id,
    }


def _selection(*, every_attempt: bool) -> Select[tuple[object, ...]]:
    d, a, c = deliveries, delivery_attempts, campaigns
    last = select(func.max(a.c.attempt)).where(a.c.delivery_id == d.c.id).correlate(d).scalar_subquery()
    same = a.c.delivery_id == d.c.id
    if not every_attempt:
        same = and_(same, a.c.attempt == last)
    joined = d.join(c, c.c.id == d.c.campaign_id).join(releases, releases.c.id == c.c.release_id)
    joined = joined.join(a, same) if every_attempt else joined.outerjoin(a, same)
    joined = joined.outerjoin(contacts, contacts.c.id == d.c.contact_id)
    joined = joined.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id)
    number = a.c.attempt if every_attempt else d.c.attempt
    return (
        select(
            c.c.id.label("campaign"),
            releases.c.slug.label("release"),
            c.c.is_rehearsal,
            c.c.kind,
            d.c.address,
            d.c.state,
            number.label("attempts"),
            *(
                func.coalesce(a.c[name], empty).label(name)
                for name, empty in (
                    ("relay", ""),
                    ("phase", ""),
                    ("code", 0),
                    ("enhanced", ""),
                    ("text", ""),
                    ("queue_id", ""),
                )
            ),
            d.c.message_token,
            a.c.at,
        )
        .select_from(joined)
        .order_by(c.c.id, d.c.position, a.c.attempt)
    )


def _conditions(chosen: LogFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.campaign_id is not None:
        found.append(deliveries.c.campaign_id == chosen.campaign_id)
    if chosen.address_key:
        found.append(deliveries.c.address_key == chosen.address_key)
    if chosen.outlet_key:
        found.append(outlets.c.key == chosen.outlet_key)
    if chosen.since is not None:
        found.append(delivery_attempts.c.at >= chosen.since)
    return found
