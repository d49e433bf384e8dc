"""Contacts handed out as a table: one statement, read bit by bit, so that their number does not matter."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, case, cast, exists, false, func, literal, select

from mailer.domain.subscription import Terms
from mailer.store.database import Transaction
from mailer.store.people import suppressions as forbidden
from mailer.store.people.contacts import BETWEEN
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contact_languages, contacts, outlets, subscriptions, suppressions

_AT_ONCE = 5_000
_FURTHER = ("phone", "notes", "other_addresses", "embargo_since", "embargo_version")


@dataclass(frozen=True, slots=True)
class Among:
    """Which contacts are handed out: all, or who is on a list now; of these the terms that differ from ``usual``."""

    list_id: int | None = None
    usual: Terms | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What somebody among them has something in: of the columns that few have, and of further ones (custom fields)."""

    columns: tuple[str, ...]
    fields: tuple[str, ...]


def left_out(tx: Transaction, among: Among) -> int:
    """Return how many must not be written to; they are not handed out."""
    if tx.execute(select(suppressions.c.id).limit(1)).first() is None:
        return 0
    return tx.scalar(select(func.count()).select_from(_people(among)).where(forbidden.is_blocked())) or 0


def used(tx: Transaction, among: Among) -> Used:
    """Return what there is beyond what everybody has, in a fixed order."""
    c = contacts.c
    others = _has_others() if _is_any_further(tx) else false()
    said = [c.phone != "", c.notes != "", others, c.embargo_since.is_not(None), c.embargo_version != ""]
    has_fields = cast(c.fields, Text) != "{}"
    counted = [func.coalesce(func.max(case((one, 1), else_=0)), 0) for one in (*said, has_fields)]
    *found, with_fields = tx.execute(_handed_out(tx, among, *counted)).one()
    names = tx.scalars(_handed_out(tx, among, _field_names(tx)).where(has_fields).distinct()) if with_fields else ()
    return Used(tuple(name for name, one in zip(_FURTHER, found, strict=True) if one), tuple(sorted(names)))


def rows(tx: Transaction, among: Among, told: Used) -> Iterator[list[Sequence[str]]]:
    """Yield their values as texts, by address key, some thousands at a time.

    The values: address, name, outlet, role, kind, languages, country, time zone, beats, basis, source and frequency,
    then those of ``told``.
    """
    further = _further()
    own: list[Any] = [cast(contacts.c.fields, Text)] if told.fields else []
    columns = [*_values(among), *(further[name] for name in told.columns), *own]
    key = _key(tx)
    wanted = _handed_out(tx, among, *columns).order_by(key).execution_options(stream_results=True)
    for some in tx.execute(wanted).partitions(_AT_ONCE):
        yield [_with_fields(row, told.fields) for row in some] if told.fields else list(some)


def _key(tx: Transaction) -> ColumnElement[str]:
    """Return what to sort by, the same order on both databases.

    SQLite shall not use the index: it reads contacts as they lie and sorts them, instead of jumping to each.
    """
    return addresses.c.key.collate("C") if tx.dialect.name == "postgresql" else addresses.c.key.concat("")


def _with_fields(row: Sequence[Any], names: Sequence[str]) -> Sequence[str]:
    *cells, said = row
    own: dict[str, str] = json.loads(said) if said else {}
    return [*cells, *(own.get(name, "") for name in names)]


def _handed_out(tx: Transaction, among: Among, *columns: ColumnElement[Any]) -> Select[Any]:
    wanted = select(*columns).select_from(_people(among))
    has_any = tx.execute(select(suppressions.c.id).limit(1)).first() is not None
    return wanted.where(~forbidden.is_blocked()) if has_any else wanted


def _people(among: Among) -> FromClause:
    joined = addresses.join(contacts, preferred(contacts.c.id)).outerjoin(outlets, outlets.c.id == contacts.c.outlet_id)
    if among.list_id is None:
        return joined
    s = subscriptions.c
    return joined.join(
        subscriptions, and_(s.contact_id == contacts.c.id, s.list_id == among.list_id, s.ended_at.is_(None))
    )


def _values(among: Among) -> list[ColumnElement[Any]]:
    c = contacts.c
    spoken = contact_languages.alias("spoken")
    ordered = select(spoken.c.language).where(spoken.c.contact_id == c.id).order_by(spoken.c.position)
    return [
        *(addresses.c.address, c.name, func.coalesce(outlets.c.name, ""), c.role, c.kind),
        *(_joined(ordered), c.country, c.timezone, c.beats, *_terms(among)),
    ]


def _terms(among: Among) -> list[ColumnElement[Any]]:
    s, usual = subscriptions.c, among.usual
    if among.list_id is None:
        return [literal("")] * 3
    if usual is None:
        return [s.basis, s.source, s.frequency]
    pairs = ((s.basis, usual.basis), (s.source, usual.source), (s.frequency, usual.frequency))
    return [func.coalesce(func.nullif(said, str(as_usual)), "") for said, as_usual in pairs]


def _further() -> dict[str, ColumnElement[Any]]:
    c, other = contacts.c, addresses.alias("other")
    blocked = select(suppressions.c.address_key).where(suppressions.c.address_key.is_not(None))
    theirs = (other.c.contact_id == c.id, ~other.c.is_preferred, other.c.key.not_in(blocked))
    others = _joined(select(other.c.address).where(*theirs).order_by(other.c.id))
    since = func.coalesce(cast(c.embargo_since, Text), "")
    return dict(zip(_FURTHER, (c.phone, c.notes, others, since, c.embargo_version), strict=True))


def _is_any_further(tx: Transaction) -> bool:
    """Return whether anybody has a further address: to ask it of each takes long, and mostly nobody has."""
    return tx.execute(select(addresses.c.id).where(~addresses.c.is_preferred).limit(1)).first() is not None


def _has_others() -> ColumnElement[bool]:
    other = addresses.alias("another")
    return exists().where(other.c.contact_id == contacts.c.id, ~other.c.is_preferred).correlate(contacts)


def _joined(ordered: Select[tuple[str]]) -> ColumnElement[str]:
    found = ordered.correlate(contacts).subquery()
    (only,) = found.c
    return func.coalesce(select(func.aggregate_strings(only, BETWEEN)).scalar_subquery(), "")


def _field_names(tx: Transaction) -> ColumnElement[str]:
    if tx.dialect.name == "postgresql":
        return func.json_object_keys(contacts.c.fields)
    return func.json_each(contacts.c.fields).table_valued("key", joins_implicitly=True).c.key
