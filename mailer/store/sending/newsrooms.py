"""Turns among newsrooms: competing ones get it together, one recipient of each after another."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func

from mailer.store.database import Transaction


@contextmanager
def turns(
    tx: Transaction,
    outlet_id: ColumnElement[Any],
    domain: ColumnElement[Any],
    order: tuple[ColumnElement[Any], ...],
    *,
    are_in_order: bool,
) -> Iterator[ColumnElement[int]]:
    """Yield the expression for whose turn it is at an outlet, or where there is none at a domain: 1, 2, 3 in ``order``.

    SQLite takes longer for a window over a million rows than for all the rest of a freeze: rows that ``are_in_order``
    are counted there as they come by.
    """
    if tx.dialect.name != "sqlite" or not are_in_order:
        at_domain = case((outlet_id.is_(None), domain))
        yield func.row_number().over(partition_by=(outlet_id, at_domain), order_by=order)
        return
    connection: Any = tx.connection.driver_connection
    connection.create_function("turn_at", 1, _counter())
    try:
        yield func.turn_at(func.coalesce(outlet_id, domain), type_=Integer)
    finally:
        connection.create_function("turn_at", 1, None)


def _counter() -> Callable[[Hashable], int]:
    had: defaultdict[Hashable, int] = defaultdict(int)

    def turn_at(newsroom: Hashable) -> int:
        had[newsroom] += 1
        return had[newsroom]

    return turn_at
