"""Membership in a list of any length, in the form that the database in use takes fastest."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, any_, bindparam, func, or_, select

from mailer.store.database import Transaction

#: Longer lists would come near the longest statement that SQLite takes.
_WRITTEN_OUT = 1000
_MOST_RUNS = 4


def among(
    tx: Transaction, column: ColumnElement[Any], values: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that ``column`` is one of ``values``: whole numbers, or texts where the column is one.

    PostgreSQL takes them as one array. For SQLite, numbers that mostly follow each other, as those of deliveries do,
    are a few runs; others it reads fastest where they stand in the statement; a long list, and texts, it takes as JSON.
    """
    is_text = isinstance(column.type, Text)
    if tx.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=ARRAY(Text if is_text else BigInteger), unique=True))
    runs = [] if is_text else _runs(values)
    if 0 < len(runs) <= _MOST_RUNS:
        return or_(*(column.between(first, last) for first, last in runs))
    if not is_text and len(values) <= _WRITTEN_OUT:
        return column.in_(bindparam(None, list(values), expanding=True, literal_execute=True, unique=True))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(listed.c.value))


def _runs(numbers: Collection[Any]) -> list[tuple[int, int]]:
    """Return the first and last of each run of numbers that follow each other; [] where there are many."""
    if isinstance(numbers, range):
        return [(numbers[0], numbers[-1])] if numbers else []
    ordered = sorted(numbers)
    ends = [at for at in range(1, len(ordered)) if ordered[at] - ordered[at - 1] > 1]
    if not ordered or len(ends) >= _MOST_RUNS:
        return []
    return [(ordered[a], ordered[b - 1]) for a, b in zip((0, *ends), (*ends, len(ordered)), strict=True)]
