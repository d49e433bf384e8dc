"""What waits is found by its own index, however much was sent before it."""

from sqlalchemy import event, text, update
from sqlalchemy.engine.interfaces import DBAPICursor

from mailer.domain.delivery import DeliveryState
from mailer.store.database import Store, Transaction, clock
from mailer.store.schema import deliveries as rows
from mailer.store.turns import due
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


def test_what_waits_is_not_looked_for_among_all_that_was_sent(store: Store) -> None:
    campaign = running_campaign(store, 300)
    with store.begin() as tx:
        tx.execute(text("ANALYZE deliveries"))
        tx.execute(update(rows).where(rows.c.id < 280).values(state=DeliveryState.SENT))
        if tx.dialect.name == "postgresql":  # what it would rather do with a few hundred rows
            tx.execute(text("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off"))

        plan = plan_of_due(tx, campaign)

    assert "ix_deliveries_queued" in plan
    assert "pk_deliveries" not in plan
