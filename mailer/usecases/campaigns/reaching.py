"""Reaching a relay: its troubles are counted in the ledger, so that nobody runs against a closed door (design 9)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from mailer.domain.health import Health
from mailer.errors import RelayUnavailable
from mailer.store.database import Transaction, clock
from mailer.store.sending import healths
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Journal, Session, Transport


@contextmanager
def opened(desk: Desk, transport: Transport, journal: Journal) -> Iterator[Session]:
    """Yield a session with the relay; that it could not be had, or broke down, is noted, and so is that it stands.

    One that lets us in and then answers nothing has not stood: its troubles go on.
    """
    before = None
    try:
        with transport.open(journal) as session:
            before = note_success(desk, transport.relay)
            yield session
    except RelayUnavailable as error:
        note_failure(desk, transport.relay, error, before=None if error.was_useful else before)
        raise


def usable(tx: Transaction, chain: Iterable[str]) -> list[str]:
    """Return those of the relays that are not in trouble, or whose time to be tried again has come."""
    now = clock(tx)
    found = {relay: healths.of(tx, relay) for relay in chain}
    return [relay for relay, health in found.items() if health is None or not health.is_resting(now)]


def note_success(desk: Desk, relay: str) -> Health | None:
    """Forget the troubles of a relay that stands; return them."""
    with desk.store.read() as tx:
        troubles = healths.of(tx, relay)
    if troubles is not None:
        with desk.store.begin() as tx:
            healths.recover(tx, relay)
    return troubles


def note_failure(desk: Desk, relay: str, error: RelayUnavailable, *, before: Health | None = None) -> None:
    """Count one more failure of the relay, to those ``before`` if they were forgotten too early."""
    with desk.store.begin() as tx:
        healths.fail(tx, relay, error.message, clock(tx), is_refused=error.is_refusal, before=before)
