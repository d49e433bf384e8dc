"""INSERT statements in the words of the database in use: some step aside for rows that are there, some take many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Table, bindparam, func, select

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    from mailer.store.database import Transaction

    Insert = postgresql.Insert | sqlite.Insert

Rows = Sequence[tuple[object, ...]]


def insert(tx: Transaction, table: Table) -> Insert:
    """Return an INSERT with ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    if tx.dialect.name == "postgresql":  # only the words of the database in use are worth the time to import them
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def inserting(tx: Transaction, table: Table, columns: Sequence[str], rows: Rows) -> Insert:
    """Return an INSERT of ``rows``, their values in the order of ``columns``; ``write`` executes it.

    On PostgreSQL each column travels as one array, so that a batch is one statement.
    """
    if tx.dialect.name != "postgresql":
        return insert(tx, table).values({name: bindparam(name) for name in columns})
    arrays = zip(columns, zip(*rows, strict=True), strict=True)
    unnested = select(
        *(func.unnest(bindparam(None, list(values), type_=_array_of(table, name))) for name, values in arrays)
    )
    return insert(tx, table).from_select(list(columns), unnested)


def write(tx: Transaction, adding: Insert, rows: Rows) -> None:
    """Execute what ``inserting`` returned for the same ``rows``, whatever clauses were added to it.

    SQLite's driver gets its tuples as they are: SQLAlchemy would make a dictionary of each first.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(adding)
        return
    compiled = adding.compile(dialect=tx.dialect)
    kinds = [adding.table.c[name].type for name in compiled.positiontup or ()]
    processors = [kind.dialect_impl(tx.dialect).bind_processor(tx.dialect) for kind in kinds]
    columns = zip(processors, zip(*rows, strict=True), strict=True)
    bound = [values if process is None else map(process, values) for process, values in columns]
    tx.exec_driver_sql(str(compiled), list(zip(*bound, strict=True)))


def _array_of(table: Table, name: str) -> ARRAY[Any]:
    return ARRAY(table.c[name].type)
