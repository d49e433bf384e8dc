"""What a file says, put down in temporary tables: read once, compared and written by the database as a whole."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Text

from mailer.domain.contact import ContactRow
from mailer.domain.outlet import outlet_key
from mailer.store.database import Transaction
from mailer.store.people.contacts import BETWEEN
from mailer.store.people.searches import search_text
from mailer.store.temporary_tables import analyse, batches, copy_into, key_number, make_anew, temporary, words

#: A row of the file; "" where it says nothing, ``line`` is where it begins.
staged = temporary(
    "staged_contacts",
    key_number("line"),
    *words("key", "address", "domain", "name", "outlet", "outlet_key", "role", "kind", "languages", "country"),
    *words("timezone", "beats", "basis", "source", "frequency", "fields", "phone", "notes", "embargo_since"),
    *words("embargo_version", "search"),
)
#: A language of a row, and a further address.
staged_languages = temporary(
    "staged_languages",
    key_number("line"),
    key_number("position"),
    *words("language"),
    is_by_key=True,
)
staged_addresses = temporary(
    "staged_addresses",
    key_number("line"),
    *words("address"),
    Column("key", Text, primary_key=True),
    *words("domain"),
    is_by_key=True,
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
