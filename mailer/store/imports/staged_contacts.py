"""What a file says, put down in temporary tables: read once, compared and written by the database as a whole."""

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Column, Integer, MetaData, Table, Text, text
from sqlalchemy.schema import DropTable

from mailer.domain.contact import ContactRow
from mailer.domain.outlet import outlet_key
from mailer.store.database import Transaction
from mailer.store.people.contacts import BETWEEN
from mailer.store.people.searches import search_text

#: Rows that are held in memory at a time.
AT_ONCE = 10_000
#: All temporary tables of an import.
temporary = MetaData()


_Row = TypeVar("_Row")


def words(*names: str) -> list[Column[str]]:
    """Return columns of text that are never NULL."""
    return [Column(name, Text, nullable=False) for name in names]


#: A row of the file; "" where it says nothing, ``line`` is where it begins.
staged = Table(
    "staged_contacts",
    temporary,
    Column("line", Integer, primary_key=True, autoincrement=False),
    *words("key", "address", "domain", "name", "outlet", "outlet_key", "role", "kind", "languages", "country"),
    *words("timezone", "beats", "basis", "source", "frequency", "fields", "phone", "notes", "embargo_since"),
    *words("embargo_version", "search"),
    prefixes=["TEMPORARY"],
)
#: A language of a row, and a further address.
staged_languages = Table(
    "staged_languages",
    temporary,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *words("language"),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
staged_addresses = Table(
    "staged_addresses",
    temporary,
    Column("line", Integer, primary_key=True, autoincrement=False),
    *words("address"),
    Column("key", Text, primary_key=True),
    *words("domain"),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)


def stage(tx: Transaction, rows: Iterable[ContactRow]) -> Iterator[int]:
    """Put rows down, each with a line of its own; yields how many there are so far, after each ten thousand."""
    make_anew(tx, staged, staged_languages, staged_addresses)
    number = 0
    for some in batches(rows):
        copy_into(tx, staged, map(_values, some))
        copy_into(tx, staged_languages, _languages(some))
        copy_into(tx, staged_addresses, _addresses(some))
        number += len(some)
        yield number
    analyse(tx, staged, staged_languages, staged_addresses)


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


def _values(row: ContactRow) -> tuple[Any, ...]:
    at = row.address
    return (
        row.line,
        at.key,
        at.address,
        at.domain,
        row.name,
        row.outlet,
        outlet_key(row.outlet),
        row.role,
        row.kind or "",
        BETWEEN.join(row.languages),
        row.country,
        row.timezone,
        BETWEEN.join(row.beats),
        row.basis or "",
        row.source,
        row.frequency or "",
        json.dumps(row.fields, ensure_ascii=False) if row.fields else "{}",
        row.phone,
        row.notes,
        row.embargo_since.isoformat() if row.embargo_since else "",
        row.embargo_version,
        search_text(row.name, row.role, row.outlet, [at.key, *(one.key for one in row.others)], phone=row.phone),
    )


def _languages(rows: Iterable[ContactRow]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        for position, language in enumerate(row.languages):
            yield row.line, position, language


def _addresses(rows: Iterable[ContactRow]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        own = {row.address.key}
        for one in row.others:
            if one.key not in own:
                own.add(one.key)
                yield row.line, one.address, one.key, one.domain
