"""INSERT statements in the words of the database in use: some step aside for rows that are there, some take many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Dialect, Table, bindparam, func, select

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    from mailer.store.database import Transaction

    Insert = postgresql.Insert | sqlite.Insert

Rows = Sequence[tuple[object, ...]]


def insert(tx: Transaction, table: Table) -> Insert:
    """Return an INSERT with ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return _insert(tx.dialect, table)


def write(
    tx: Transaction, table: Table, columns: tuple[str, ...], rows: Rows, *, otherwise: Callable[[Insert], Insert]
) -> None:
    """Insert ``rows``, their values in the order of ``columns``; ``otherwise`` adds what to do where a row is there.

    On PostgreSQL each column travels as one array, so that a batch is one statement. SQLite's driver gets its tuples as
    they are: SQLAlchemy would make a dictionary of each first.
    """
    if tx.dialect.name == "postgresql":
        arrays = zip(columns, zip(*rows, strict=True), strict=True)
        unnested = (func.unnest(bindparam(None, list(one), type_=ARRAY(table.c[name].type))) for name, one in arrays)
        tx.execute(otherwise(insert(tx, table).from_select(list(columns), select(*unnested))))
        return
    text, processors = _in_driver_words(tx.dialect, table, columns, otherwise)
    given = zip(processors, zip(*rows, strict=True), strict=True)
    bound = [values if process is None else map(process, values) for process, values in given]
    tx.exec_driver_sql(text, list(zip(*bound, strict=True)))


@lru_cache(maxsize=4)
def _in_driver_words(
    dialect: Dialect, table: Table, columns: tuple[str, ...], otherwise: Callable[[Insert], Insert]
) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    """Return the statement for one row, and what brings each value into the form that the driver takes."""
    adding = otherwise(_insert(dialect, table).values({name: bindparam(name) for name in columns}))
    compiled = adding.compile(dialect=dialect)
    kinds = [table.c[name].type for name in compiled.positiontup or ()]
    return str(compiled), tuple(kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds)


def _insert(dialect: Dialect, table: Table) -> Insert:
    if dialect.name == "postgresql":  # only the words of the database in use are worth the time to import them
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
