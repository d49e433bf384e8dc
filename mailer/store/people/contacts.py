"""Contacts with their languages and addresses: found by address, added and changed many at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, text, update

from mailer.domain.address import Address
from mailer.domain.contact import ContactKind, ContactRow
from mailer.domain.outlet import outlet_key
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.people import outlets as outlet_rows
from mailer.store.people import searches
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contact_languages, contacts, outlets

#: Between languages and between beats, where several stand in one text.
BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class Known:
    """A contact that is in the database; ``row`` carries the preferred address."""

    id: int
    row: ContactRow


def hold(tx: Transaction) -> None:
    """Let nobody else add addresses until the transaction ends (on SQLite the transaction itself sees to it).

    Changesets first, as all do who hold them: two who took the locks in different order would wait for each other.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE changesets, addresses IN SHARE ROW EXCLUSIVE MODE"))


def known(tx: Transaction, keys: Iterable[str]) -> dict[str, Known]:
    """Return the contacts that have these address keys, by that key."""
    rows = tx.execute(select(addresses.c.key, addresses.c.contact_id).where(among(tx, addresses.c.key, [*keys])))
    owners = {row.key: row.contact_id for row in rows}
    found = by_id(tx, owners.values())
    return {key: found[contact_id] for key, contact_id in owners.items()}


def by_id(tx: Transaction, ids: Iterable[int]) -> dict[int, Known]:
    """Return the contacts with these ids."""
    wanted = {*ids}
    spoken = _languages(tx, wanted)
    rows = tx.execute(selection().where(among(tx, contacts.c.id, wanted)))
    return {row.id: Known(row.id, contact_row(row, spoken.get(row.id, ()))) for row in rows}


def address_list(tx: Transaction, contact_id: int) -> tuple[Address, ...]:
    """Return the contact's addresses, the preferred one first."""
    return addresses_of(tx, [contact_id]).get(contact_id, ())


def addresses_of(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[Address, ...]]:
    """Return the addresses of each of these contacts, the preferred one first."""
    found: dict[int, list[Address]] = {}
    wanted = select(addresses).where(among(tx, addresses.c.contact_id, ids))
    for row in tx.execute(wanted.order_by(addresses.c.is_preferred.desc(), addresses.c.id)):
        found.setdefault(row.contact_id, []).append(Address(row.address, row.key, row.domain))
    return {contact_id: tuple(some) for contact_id, some in found.items()}


def keys_with(tx: Transaction, key: str) -> tuple[str, ...]:
    """Return this address key, then the others of the contact who has it, if anybody does."""
    owner = select(addresses.c.contact_id).where(addresses.c.key == key)
    theirs = tx.scalars(select(addresses.c.key).where(addresses.c.contact_id.in_(owner)).order_by(addresses.c.id))
    return tuple(dict.fromkeys([key, *theirs]))


def add(tx: Transaction, rows: Sequence[ContactRow], now: datetime, *, changeset: int) -> list[int]:
    """Return the ids of new contacts, in order of ``rows``, each of which has a kind and addresses that are new."""
    if not rows:
        return []
    offices = outlet_rows.ids(tx, (row.outlet for row in rows))
    when = {"created_at": now, "updated_at": now, "changeset_id": changeset}
    adding = insert(contacts).returning(contacts.c.id, sort_by_parameter_order=True)
    ids: list[int] = list(tx.scalars(adding, [{**_facts(row, offices), **when} for row in rows]))
    owned = zip(ids, rows, strict=True)
    tx.execute(insert(addresses), [one for contact_id, row in owned for one in _addresses(row, contact_id)])
    _speak(tx, dict(zip(ids, rows, strict=True)))
    searches.refresh(tx, ids)
    return ids


def put(tx: Transaction, changed: Mapping[int, ContactRow], more: Mapping[int, Mapping[str, Any]]) -> None:
    """Write all that ``changed`` says of these contacts, and ``more`` columns of each; who does so tells the change."""
    offices = outlet_rows.ids(tx, (row.outlet for row in changed.values()))
    for one, row in changed.items():
        tx.execute(update(contacts).where(contacts.c.id == one).values(**_facts(row, offices), **more[one]))
    tx.execute(delete(contact_languages).where(among(tx, contact_languages.c.contact_id, changed)))
    _speak(tx, changed)
    searches.refresh(tx, [*changed])


def selection() -> Select[tuple[Any, ...]]:
    """Return the query for contacts with preferred address and outlet; its rows are what ``contact_row`` reads."""
    joined = contacts.join(addresses, preferred(contacts.c.id))
    names = "id name role kind country timezone beats fields phone notes embargo_since embargo_version"
    person = [contacts.c[name] for name in names.split()]
    return select(
        *person, outlets.c.name.label("outlet"), addresses.c.address, addresses.c.key, addresses.c.domain
    ).select_from(joined.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id))


def contact_row(row: Row[tuple[Any, ...]], languages: tuple[str, ...]) -> ContactRow:
    """Return a row of ``selection`` as the value that the rest of the program knows."""
    return ContactRow(
        line=0,
        address=Address(row.address, row.key, row.domain),
        name=row.name,
        outlet=row.outlet or "",
        role=row.role,
        kind=ContactKind(row.kind),
        languages=languages,
        country=row.country,
        timezone=row.timezone,
        beats=tuple(beat for beat in row.beats.split(BETWEEN) if beat),
        fields=dict(row.fields),
        phone=row.phone,
        notes=row.notes,
        embargo_since=row.embargo_since,
        embargo_version=row.embargo_version,
    )


def _languages(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    spoken: dict[int, tuple[str, ...]] = {}
    wanted = select(contact_languages).where(among(tx, contact_languages.c.contact_id, ids))
    for row in tx.execute(wanted.order_by(contact_languages.c.contact_id, contact_languages.c.position)):
        spoken[row.contact_id] = (*spoken.get(row.contact_id, ()), row.language)
    return spoken


def _facts(row: ContactRow, offices: Mapping[str, int]) -> dict[str, object]:
    return {
        "name": row.name,
        "outlet_id": offices.get(outlet_key(row.outlet)),
        "role": row.role,
        "kind": row.kind,
        "country": row.country,
        "timezone": row.timezone,
        "beats": BETWEEN.join(row.beats),
        "fields": dict(row.fields),
        "phone": row.phone,
        "notes": row.notes,
        "embargo_since": row.embargo_since,
        "embargo_version": row.embargo_version,
    }


def _addresses(row: ContactRow, contact_id: int) -> list[dict[str, object]]:
    return [
        {
            "contact_id": contact_id,
            "address": at.address,
            "key": at.key,
            "domain": at.domain,
            "is_preferred": at is row.address,
        }
        for at in (row.address, *row.others)
    ]


def _speak(tx: Transaction, spoken: Mapping[int, ContactRow]) -> None:
    rows = [
        {"contact_id": contact_id, "position": position, "language": language}
        for contact_id, row in spoken.items()
        for position, language in enumerate(row.languages)
    ]
    if rows:
        tx.execute(insert(contact_languages), rows)
