"""Relays that could not be reached or used, until they can."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from mailer.domain.health import Health, after_failure
from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.tables.relay_schema import relay_health


def of(tx: Transaction, relay: str, *, locked: bool = False) -> Health | None:
    """Return the trouble that the relay is in, or None; ``locked``: nobody else changes it meanwhile."""
    h = relay_health.c
    wanted = select(h.failures, h.since, h.reason, h.retry_at).where(h.relay == relay)
    row = tx.execute(wanted.with_for_update() if locked else wanted).first()
    return Health(*row) if row else None


def fail(
    tx: Transaction, relay: str, reason: str, now: datetime, *, is_refused: bool, before: Health | None = None
) -> Health:
    """Return the relay's health after one more failure, written down; ``before`` counts where nothing is."""
    health = after_failure(of(tx, relay, locked=True) or before, reason, now, is_refused=is_refused)
    adding = insert(tx, relay_health).values(relay=relay, **asdict(health))
    tx.execute(adding.on_conflict_do_update(index_elements=["relay"], set_=asdict(health)))
    return health


def recover(tx: Transaction, relay: str) -> None:
    """Note that the relay can be used."""
    tx.execute(delete(relay_health).where(relay_health.c.relay == relay))
