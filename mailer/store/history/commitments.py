"""Commitments looked at again: whether every change is what was written down when it was made."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.tables.change_schema import change_values
from mailer.store.tables.change_schema import changes as made

_AT_ONCE = 5000


def broken(tx: Transaction) -> tuple[int, int, list[int]]:
    """Return how many changes there are, of how many the values were erased, and which (by number) are not true.

    A change is true if its subject, verb and values are those that its commitment was made from.
    """
    number, erased = 0, 0
    found: list[int] = []
    for row in _rows(tx):
        number += 1
        if row.said is None:
            erased += 1
        elif not _is_true(row):
            found.append(row.id)
    return number, erased, found


def _rows(tx: Transaction) -> Iterator[Row[Any]]:
    joined = made.outerjoin(change_values, change_values.c.change_id == made.c.id)
    columns: tuple[Any, ...] = (*made.c, change_values.c.key, change_values.c["values"].label("said"))
    wanted = select(*columns).select_from(joined).order_by(made.c.id)
    yield from tx.execute(wanted.execution_options(yield_per=_AT_ONCE))


def _is_true(row: Row[Any]) -> bool:
    try:
        promised = changes.commitment(changes.change_of(row), key=row.key, said=row.said)
    except ValueError:  # what stands there is no JSON, no key or no word of ours
        return False
    return promised == str(row.commitment)
