"""What waits is found by its own index, however much was sent before it."""

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPICursor

from mailer.store.database import Store, Transaction, clock
from mailer.store.sending.turns import due
from tests.store.ledger import running_campaign


def plan_of_due(tx: Transaction, campaign: int) -> str:
    """Return how the database goes about finding what is to be tried next."""
    asked: list[tuple[str, object]] = []

    def note(_tx: Transaction, _cursor: DBAPICursor, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    event.listen(tx, "before_cursor_execute", note)
    due(tx, campaign, 5, clock(tx))
    event.remove(tx, "before_cursor_execute", note)
    explain = "EXPLAIN" if tx.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    statement, values = next(each for each in asked if "'queued'" in each[0])
    return "\n".join(str(tuple(row)) for row in tx.exec_driver_sql(f"{explain} {statement}", values))  # type: ignore[arg-type]  # as SQLAlchemy made them


def test_what_waits_has_an_index_to_be_found_by(store: Store) -> None:
    campaign = running_campaign(store, 300)
    with store.begin() as tx:
        if tx.dialect.name == "postgresql":  # what it would rather do with a few hundred rows
            tx.execute(text("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off"))
        tx.execute(text("ANALYZE deliveries"))

        assert "ix_deliveries_queued" in plan_of_due(tx, campaign)


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_what_waits_is_not_looked_for_among_all_that_was_sent(store: Store) -> None:
    campaign = running_campaign(store, 300)
    with store.begin() as tx:
        tx.execute(text("ANALYZE deliveries"))
        tx.execute(text("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off"))
        tx.execute(text("DROP INDEX ix_deliveries_queued"))  # no statistics shall make another one look better

        assert "pk_deliveries" not in plan_of_due(tx, campaign)
