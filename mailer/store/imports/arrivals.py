"""What an import brings, written at once: a few statements that read what was planned, and no row by row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    Select,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    true,
    type_coerce,
    update,
)

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.distribution_list import DistributionList
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.imports import plans as planned
from mailer.store.imports.refusals import fresh
from mailer.store.imports.staged_contacts import staged, staged_addresses, staged_languages
from mailer.store.inserting import insert as inserting
from mailer.store.people import searches
from mailer.store.tables.change_schema import contact_search, newcomers
from mailer.store.tables.schema import addresses, contact_languages, contacts, outlets, subscriptions

_FACTS = ("name", "role", "country", "timezone", "beats", "phone", "notes", "embargo_version")


@dataclass(frozen=True, slots=True)
class Arrival:
    """So many new contacts for a list, at what time, by which changeset."""

    target: DistributionList
    number: int
    at: datetime
    changeset: int


def write(tx: Transaction, arrival: Arrival) -> None:
    """Write what was planned: new contacts, what is said of known ones, and who comes onto the list."""
    _add_outlets(tx, arrival)
    if arrival.number:
        _add_contacts(tx, arrival, _ids_before(tx, arrival.number))
    _change_contacts(tx, arrival)
    _change_addresses(tx)
    _join(tx, arrival)
    changes.write_prepared(tx, arrival.changeset, planned.prepared_changes)


def _add_outlets(tx: Transaction, arrival: Arrival) -> None:
    new = planned.planned_outlets.c
    adding = insert(outlets).from_select(["name", "key"], select(new.name, new.key).order_by(new.key))
    added = tx.execute(adding.returning(outlets.c.id, outlets.c.name)).all()
    made = (Change(Subject.OUTLET, row.id, Verb.ADDED, {"name": (None, row.name)}) for row in added)
    changes.write(tx, arrival.changeset, made)


def _ids_before(tx: Transaction, number: int) -> int:
    """Return the number after which ``number`` ids of contacts are ours, whoever adds some next."""
    if tx.dialect.name == "postgresql":
        after = text("SELECT setval('contacts_id_seq', nextval('contacts_id_seq') + :number) - :number")
        return int(tx.scalar(after, {"number": number}) or 0)
    return int(tx.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'contacts'")) or 0)


def _add_contacts(tx: Transaction, arrival: Arrival, before: int) -> None:
    s, of_line = staged.c, fresh.join(staged, staged.c.line == fresh.c.line)
    contact_id = literal(before) + fresh.c.place
    values = {"id": contact_id, **_stored(tx, staged), "kind": _or(s.kind, arrival.target.kind), **_when(arrival)}
    values |= {"created_at": values["updated_at"]}
    joined = of_line.outerjoin(outlets, outlets.c.key == s.outlet_key)
    _fill(tx, contacts, {**values, "outlet_id": outlets.c.id}, select().select_from(joined))
    _fill(tx, contact_search, {"contact_id": contact_id, "text": s.search}, select().select_from(of_line))
    _fill(tx, newcomers, {"contact_id": contact_id}, select().select_from(fresh))
    spoken = fresh.join(staged_languages, staged_languages.c.line == fresh.c.line)
    languages = {"position": staged_languages.c.position, "language": staged_languages.c.language}
    _fill(tx, contact_languages, {"contact_id": contact_id, **languages}, select().select_from(spoken))
    preferred = {"contact_id": contact_id, "address": s.address, "key": s.key, "domain": s.domain}
    _fill(tx, addresses, {**preferred, "is_preferred": true()}, select().select_from(of_line))
    _fill(tx, subscriptions, {"contact_id": contact_id, **_begun(arrival)}, select().select_from(of_line))
    _add_further(tx, contact_id)


def _add_further(tx: Transaction, contact_id: ColumnElement[int]) -> None:
    a = staged_addresses.c
    found = select(contact_id, a.address, a.key, a.domain, ~true()).join(fresh, fresh.c.line == a.line)
    adding = inserting(tx, addresses).from_select([*_ADDRESS], found.where(true()).order_by(a.line))
    tx.execute(adding.on_conflict_do_nothing())
    own = addresses.c.contact_id
    others = select(contact_id).join_from(fresh, staged_addresses, a.line == fresh.c.line)
    others = others.join(addresses, addresses.c.key == a.key).where(own != contact_id)
    searches.refresh(tx, [*tx.scalars(others.distinct())])  # somebody else has it: they are not found by it


def _change_contacts(tx: Transaction, arrival: Arrival) -> None:
    p = planned.planned_contacts
    outlet_id = select(outlets.c.id).where(outlets.c.key == p.c.outlet_key).scalar_subquery()
    values = {**_stored(tx, p), "kind": p.c.kind, "edited": _json(tx, p.c.edited), "outlet_id": outlet_id}
    changing = update(contacts).where(contacts.c.id == p.c.contact_id).values(**values, updated_at=arrival.at)
    tx.execute(changing)
    search = contact_search.c
    tx.execute(update(contact_search).where(search.contact_id == p.c.contact_id).values(text=p.c.search))
    spoken = planned.planned_languages
    tx.execute(delete(contact_languages).where(contact_languages.c.contact_id.in_(select(spoken.c.contact_id))))
    tx.execute(insert(contact_languages).from_select(["contact_id", "position", "language"], select(spoken)))


def _change_addresses(tx: Transaction) -> None:
    p = planned.planned_addresses.c
    owners = [*tx.scalars(select(p.contact_id).distinct())]
    if owners:
        found = select(p.contact_id, p.address, p.key, p.domain, ~true()).where(true())
        adding = inserting(tx, addresses).from_select([*_ADDRESS], found)
        tx.execute(adding.on_conflict_do_nothing())  # somebody new in the same file may just have got it
        searches.refresh(tx, owners)


def _join(tx: Transaction, arrival: Arrival) -> None:
    joins, terms = planned.planned_joins, planned.planned_terms
    joined = joins.join(staged, staged.c.line == joins.c.line)
    _fill(tx, subscriptions, {"contact_id": joins.c.contact_id, **_begun(arrival)}, select().select_from(joined))
    changed = {name: terms.c[name] for name in ("basis", "source", "frequency")}
    tx.execute(update(subscriptions).where(subscriptions.c.id == terms.c.subscription_id).values(**changed))


_ADDRESS = ("contact_id", "address", "key", "domain", "is_preferred")


def _begun(arrival: Arrival) -> dict[str, ColumnElement[Any]]:
    terms, s = arrival.target.terms, staged.c
    return {
        "list_id": literal(arrival.target.id),
        "since": literal(arrival.at, subscriptions.c.since.type),
        "basis": _or(s.basis, terms.basis),
        "source": _or(s.source, terms.source),
        "frequency": _or(s.frequency, terms.frequency),
        "changeset_id": literal(arrival.changeset),
    }


def _when(arrival: Arrival) -> dict[str, ColumnElement[Any]]:
    at = literal(arrival.at, contacts.c.updated_at.type)
    return {"updated_at": at, "changeset_id": literal(arrival.changeset)}


def _stored(tx: Transaction, table: Table) -> dict[str, ColumnElement[Any]]:
    since = func.nullif(table.c.embargo_since, "")
    dated = cast(since, Date) if tx.dialect.name == "postgresql" else type_coerce(since, Date)
    facts = {name: table.c[name] for name in _FACTS}
    return {**facts, "fields": _json(tx, table.c.fields), "embargo_since": dated}


def _json(tx: Transaction, said: ColumnElement[str]) -> ColumnElement[Any]:
    return cast(said, JSON) if tx.dialect.name == "postgresql" else type_coerce(said, JSON)


def _or(said: ColumnElement[str], otherwise: str) -> ColumnElement[str]:
    return case((said == "", literal(str(otherwise))), else_=said)


def _fill(tx: Transaction, table: Table, values: dict[str, ColumnElement[Any]], rows: Select[Any]) -> None:
    tx.execute(insert(table).from_select([*values], rows.add_columns(*values.values())))
