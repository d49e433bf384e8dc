"""Temporary tables: what a connection puts down beside the database, in nobody's way, to compare it as a whole."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Column, Integer, MetaData, Table, Text, text
from sqlalchemy.schema import DropTable

from mailer.store.database import Transaction

#: Rows that are held in memory at a time.
AT_ONCE = 10_000

_Row = TypeVar("_Row")


def temporary(name: str, *columns: Column[Any], is_by_key: bool = False) -> Table:
    """Return a table of this name; with ``is_by_key`` SQLite keeps its rows in the order of the primary key."""
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=not is_by_key)


def key_number(name: str) -> Column[int]:
    """Return a column of numbers that are given, in the primary key."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


def numbers(*names: str) -> list[Column[int]]:
    """Return columns of numbers that are never NULL."""
    return [Column(name, Integer, nullable=False) for name in names]


def words(*names: str) -> list[Column[str]]:
    """Return columns of text that are never NULL."""
    return [Column(name, Text, nullable=False) for name in names]


def make_anew(tx: Transaction, *tables: Table) -> None:
    """Make temporary tables with nothing in them."""
    for table in tables:
        tx.execute(DropTable(table, if_exists=True))
        table.create(tx, checkfirst=False)


def copy_into(tx: Transaction, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write whole rows in the way that each database takes fastest."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    if tx.dialect.name == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        found = list(rows)
        if found:
            tx.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", found)  # noqa: S608 - names of our own tables
        return
    cursor = tx.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)
    cursor.close()


def analyse(tx: Transaction, *tables: Table) -> None:
    """Let PostgreSQL know what stands in temporary tables; nobody else does it."""
    if tx.dialect.name == "postgresql":
        for table in tables:
            tx.execute(text(f"ANALYZE {table.name}"))


def batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows, ten thousand at a time."""
    coming = iter(rows)
    while some := list(itertools.islice(coming, AT_ONCE)):
        yield some
