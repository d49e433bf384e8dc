"""Troubles of relays are kept, and forgotten when they are over, on both databases."""

from mailer.store.database import Store
from mailer.store.sending import healths
from tests.store.ledger import NOW


def test_failures_are_counted_by_relay_until_it_stands(store: Store) -> None:
    with store.begin() as tx:
        healths.fail(tx, "default", "no answer", NOW, is_refused=False)
        healths.fail(tx, "spare", "wrong password", NOW, is_refused=True)
        second = healths.fail(tx, "default", "still no answer", NOW, is_refused=False)
    with store.begin() as tx:
        healths.recover(tx, "spare")

    with store.read() as tx:
        assert healths.of(tx, "default") == second
        assert (second.failures, second.reason, second.since) == (2, "still no answer", NOW)
        assert healths.of(tx, "spare") is None
