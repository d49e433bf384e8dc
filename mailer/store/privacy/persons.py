"""Persons as the ledger knows them: every contact that became one by merging, every address they ever had here."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select, union

from mailer.domain.address import parse_address
from mailer.domain.changeset import Subject
from mailer.domain.erasure import names
from mailer.domain.tombstone import PSEUDONYM
from mailer.store.database import Transaction
from mailer.store.privacy.personal_columns import Person
from mailer.store.tables.change_schema import change_values, changes
from mailer.store.tables.schema import addresses, campaigns, contacts, deliveries, left_out, suppressions

#: From an address key to its hash and to what stands in its place in the books.
Marked = Callable[[str], tuple[str, str]]


def find(tx: Transaction, address_key: str, marked: Marked) -> Person:
    """Return the person with this address, or the address alone where nobody has it."""
    ids = _merged(tx, tx.scalars(select(addresses.c.contact_id).where(addresses.c.key == address_key)))
    keys = dict.fromkeys((address_key, *_own(tx, ids), *_earlier(tx, ids)))
    marks = {key: marked(key) for key in keys}
    told_by = (*marks, *(pseudonym for _, pseudonym in marks.values()))
    found = _deliveries(tx, ids, told_by)
    return Person(
        ids=ids,
        pseudonyms={key: pseudonym for key, (_, pseudonym) in marks.items()},
        hashes=tuple(address_hash for address_hash, _ in marks.values()),
        named=_named(tx, ids, keys, found),
        deliveries=found,
        changes=_changes(tx, ids, [*keys]),
    )


def _merged(tx: Transaction, start: Iterable[int]) -> tuple[int, ...]:
    """Return these contacts with those that were merged into them, and those that they were merged into."""
    known: set[int] = set()
    more = {*start}
    c = contacts.c
    while more - known:
        known |= more
        below = tx.scalars(select(c.id).where(c.merged_into.in_(known)))
        above = tx.scalars(select(c.merged_into).where(c.id.in_(known), c.merged_into.is_not(None)))
        more = {*below, *above}
    return tuple(sorted(known))


def _own(tx: Transaction, ids: tuple[int, ...]) -> list[str]:
    return list(tx.scalars(select(addresses.c.key).where(addresses.c.contact_id.in_(ids)).order_by(addresses.c.id)))


def _earlier(tx: Transaction, ids: tuple[int, ...]) -> list[str]:
    """Return addresses that were written to, or once were theirs, and that nobody else has now."""
    if not ids:
        return []
    tables = ((deliveries, _in_any(deliveries)), (left_out, None), (suppressions, None))
    found = {
        key
        for table, indexed in tables
        for key in tx.scalars(
            select(table.c.address_key).where(table.c.contact_id.in_(ids), *([] if indexed is None else [indexed]))
        )
        if key and not key.startswith(PSEUDONYM)
    } | _once(tx, ids)
    others = select(addresses.c.key).where(addresses.c.key.in_(found), addresses.c.contact_id.not_in(ids))
    return sorted(found - {*tx.scalars(others)})


def _once(tx: Transaction, ids: tuple[int, ...]) -> set[str]:
    """Return the addresses that their changes tell of."""
    joined = changes.join(change_values)
    about = (changes.c.contact_id.in_(ids), changes.c.subject.in_((Subject.ADDRESS, Subject.SUPPRESSION)))
    wanted = select(change_values.c["values"]).select_from(joined).where(*about)
    told = (json.loads(values) for values in tx.scalars(wanted))
    return {key for values in told for pair in values.values() for one in pair if (key := _key(one))}


def _key(value: object) -> str:
    """Return the key of what is an address, else ""."""
    try:
        return parse_address(value).key if isinstance(value, str) and "@" in value else ""
    except ValueError:
        return ""


def _in_any(table: Any) -> Any:  # noqa: ANN401 - any table of campaigns, and SQLAlchemy's condition
    """Return the condition that lets the database look into its index by campaign, once for each."""
    return table.c.campaign_id.in_(select(campaigns.c.id))


def _deliveries(tx: Transaction, ids: tuple[int, ...], keys: Iterable[str]) -> tuple[int, ...]:
    d = deliveries.c
    by_key = tx.scalars(select(d.id).where(_in_any(deliveries), d.address_key.in_([*keys])))
    by_contact = tx.scalars(select(d.id).where(_in_any(deliveries), d.contact_id.in_(ids))) if ids else ()
    return tuple(sorted({*by_key, *by_contact}))


def _changes(tx: Transaction, ids: tuple[int, ...], keys: Sequence[str]) -> tuple[int, ...]:
    """Return the changes that are about the person, and those about nobody that name an address of theirs."""
    own = tx.scalars(select(changes.c.id).where(changes.c.contact_id.in_(ids)))
    said = change_values.c["values"]
    holds = or_(*(said.icontains(key, autoescape=True) for key in keys))
    nobodys = select(changes.c.id, said).join_from(changes, change_values).where(changes.c.contact_id.is_(None), holds)
    return tuple(sorted({*own, *(row.id for row in tx.execute(nobodys) if names(row[1], keys))}))


def _named(tx: Transaction, ids: tuple[int, ...], keys: Iterable[str], delivered: tuple[int, ...]) -> tuple[str, ...]:
    """Return the words by which texts may name the person: addresses first, as they are written and as keys."""
    a, d, c = addresses.c, deliveries.c, contacts.c
    written = tx.scalars(select(a.address).where(a.contact_id.in_(ids)))
    names = tx.execute(select(c.name, c.phone).where(c.id.in_(ids))).all()
    sent = tx.execute(select(d.address, d.name).where(d.id.in_(delivered))).all()
    all_addresses = (*keys, *written, *(row.address for row in sent))
    words = (*all_addresses, *(word for row in names for word in row), *(row.name for row in sent))
    return tuple(dict.fromkeys(word for word in words if word and not word.startswith(PSEUDONYM)))


def address_keys(tx: Transaction) -> Iterator[str]:
    """Yield every address key that the ledger holds, each once; what stands in for erased ones is none."""
    columns = (addresses.c.key, suppressions.c.address_key, deliveries.c.address_key, left_out.c.address_key)
    for key in tx.scalars(union(*(select(column) for column in columns))):
        if key and not key.startswith(PSEUDONYM):
            yield key
