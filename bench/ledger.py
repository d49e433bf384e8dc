"""What the chaos test looks up and puts forward in the ledger, where no command does."""

from datetime import UTC, datetime

from sqlalchemy import func, select, update

from mailer.domain.delivery import DeliveryState
from mailer.store.opening import open_store
from mailer.store.tables.schema import deliveries


def left_behind(url: str, pid: int) -> int:
    """Return how many deliveries the process had claimed and not settled."""
    d = deliveries.c
    theirs = select(func.count()).where(d.state == DeliveryState.SENDING, d.claimed_by.like(f"%-{pid}-%"))
    store = open_store(url)
    try:
        with store.read() as tx:
            return tx.scalar(theirs) or 0
    finally:
        store.close()


def hasten(url: str) -> None:
    """Make everything that was put off due now."""
    put_off = update(deliveries).where(deliveries.c.state == DeliveryState.DEFERRED)
    store = open_store(url)
    try:
        with store.begin() as tx:
            tx.execute(put_off.values(next_attempt_at=datetime.now(UTC)))
    finally:
        store.close()
