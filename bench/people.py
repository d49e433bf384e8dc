"""A large ledger, filled past the commands: contacts, three lists and suppressions, the same ones every time.

Rows go straight into the tables, since an import of a million takes longer than what is to be measured. Nothing is
drawn by lot: the order of addresses has nothing to do with that of contacts, as in life, because they are products.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Table, text

from mailer.store.database import Transaction
from mailer.store.opening import open_store
from mailer.store.people.searches import search_text
from mailer.store.tables.change_schema import contact_search
from mailer.store.tables.schema import (
    addresses,
    contact_languages,
    contacts,
    distribution_lists,
    outlets,
    subscriptions,
    suppressions,
)

LISTS = ("press", "regions", "partners")
LANGUAGES = ("en", "en", "en", "en", "fr", "fr", "es", "ar", "ru", "zh")
_SINCE = "2026-01-05 00:00:00.000000"
_AT_ONCE = 10_000
_SPREAD = 2_654_435_761  # odd: no two numbers below 2^32 become the same one

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class People:
    """So many contacts at so many outlets; ``suppressed`` of them must not be written to."""

    number: int
    outlets: int
    suppressed: int = 0

    def outlet(self, contact: int) -> int:
        """Return the number of the outlet of this contact, both from 1."""
        return contact * _SPREAD // 64 % self.outlets + 1

    def address(self, contact: int) -> str:
        """Return the contact's address."""
        return f"desk.{contact * _SPREAD % 2**32:08x}@{self.domain(contact)}"

    def domain(self, contact: int) -> str:
        """Return the domain of the contact's outlet."""
        return f"outlet-{self.outlet(contact)}.example.org"

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses of all contacts."""
        return tuple(map(self.address, range(1, self.number + 1)))


def fill(url: str, people: People) -> None:
    """Write ``people`` and ``LISTS`` into the empty database at ``url``.

    All are on the first list, seven tenths and four tenths of them on the others, and a few have left the last.
    """
    store = open_store(url)
    everybody = range(1, people.number + 1)
    with store.begin() as tx:
        _copy(tx, outlets, ((n, f"Outlet {n}", f"outlet {n}") for n in range(1, people.outlets + 1)))
        _copy(tx, contacts, (_contact(people, n) for n in everybody))
        _copy(tx, addresses, (_address(people, n) for n in everybody))
        _copy(tx, contact_search, ((n, _search_text(people, n)) for n in everybody))
        _copy(tx, contact_languages, ((n, 0, LANGUAGES[n % len(LANGUAGES)]) for n in everybody))
        _copy(tx, distribution_lists, (_list(n, slug) for n, slug in enumerate(LISTS, start=1)))
        _copy(tx, subscriptions, ((n, *row) for n, row in enumerate(_subscriptions(everybody), start=1)))
        _copy(tx, suppressions, _suppressions(people))
    store.close()


def _contact(people: People, n: int) -> Row:
    return (n, f"Reader Number {n}", people.outlet(n), "Editor", "journalist", "CH", "", "", "{}", _SINCE, _SINCE)


def _address(people: People, n: int) -> Row:
    address = people.address(n)
    return (n, n, address, address, people.domain(n), True)


def _search_text(people: People, n: int) -> str:
    return search_text(f"Reader Number {n}", "Editor", f"Outlet {people.outlet(n)}", [people.address(n)])


def _list(n: int, slug: str) -> Row:
    return (n, slug, slug.title(), "journalist", "legitimate-interest", "bench", _SINCE)


def _subscriptions(everybody: Iterable[int]) -> Iterator[Row]:
    for n in everybody:
        yield _subscription(1, n)
        if n % 10 < 7:
            yield _subscription(2, n)
        if n % 10 in {1, 4, 8, 9}:
            yield _subscription(3, n, has_left=n % 100 == 41)


def _subscription(list_id: int, contact: int, *, has_left: bool = False) -> Row:
    end = (_SINCE, "asked") if has_left else (None, None)
    return (list_id, contact, _SINCE, "bench", "legitimate-interest", "immediate", *end)


def _suppressions(people: People) -> Iterator[Row]:
    blocked = itertools.islice(range(7, people.number, 49), people.suppressed)
    return ((at, people.address(n), None, "bounced", "", _SINCE) for at, n in enumerate(blocked, start=1))


def _copy(tx: Transaction, table: Table, rows: Iterator[Row]) -> None:
    """Write rows the fast way that each database has."""
    if tx.dialect.name == "postgresql":
        _copy_in(tx, table, rows)
        return
    while some := list(itertools.islice(rows, _AT_ONCE)):
        named, marks = _first(table, some[0]), ", ".join("?" * len(some[0]))
        tx.exec_driver_sql(f"INSERT INTO {table.name} ({named}) VALUES ({marks})", some)  # noqa: S608 - our own tables


def _first(table: Table, row: Row) -> str:
    """Return the names of as many columns as the row has values; the others have defaults."""
    return ", ".join(table.columns.keys()[: len(row)])


def _copy_in(tx: Transaction, table: Table, rows: Iterator[Row]) -> None:
    cursor = tx.connection.cursor()
    one = next(rows, None)
    if one is None:
        return
    with cursor.copy(f"COPY {table.name} ({_first(table, one)}) FROM STDIN") as copying:
        for row in itertools.chain([one], rows):
            copying.write_row(row)
    cursor.close()
    if "id" in table.columns:
        tx.execute(text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}) + 1)"))  # noqa: S608
    tx.execute(text(f"ANALYZE {table.name}"))  # as the server does by itself a minute later
