"""Rules of lists as conditions over contacts, the same ones on both databases.

Databases fold the case of letters each in its own way, SQLite only that of ASCII. So the values that stand in a column
are read, each once, and the rule itself says which of them it accepts; the condition is that the column is one of them.

Where a table is asked about each contact, it is by EXISTS: inside an ``or``, PostgreSQL goes through all rows of a
larger IN (SELECT ...) for every contact.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, false, func, not_, or_, select, true

from mailer.domain.rule import And, Comparison, Fact, Not, Operator, Or, Rule
from mailer.domain.spelling import folded
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.tables.schema import (
    addresses,
    contact_languages,
    contacts,
    distribution_lists,
    outlets,
    subscriptions,
)

_BETWEEN = ";"


def matching(tx: Transaction, rule: Rule) -> ColumnElement[bool]:
    """Return the condition, in a query over contacts, that the rule holds for them. It is never NULL."""
    match rule:
        case Comparison():
            return _CONDITIONS[rule.fact](tx, rule)
        case Not(part):
            return not_(matching(tx, part))
        case And(parts):
            return and_(true(), *(matching(tx, part) for part in parts))
        case Or(parts):
            return or_(false(), *(matching(tx, part) for part in parts))


def in_use(tx: Transaction, fact: Fact, *, most: int) -> tuple[str, ...]:
    """Return values of a fact that contacts have, at most ``most``, in alphabetical order; () for some facts."""
    columns: dict[Fact, ColumnElement[str]] = {
        Fact.COUNTRY: contacts.c.country,
        Fact.TIMEZONE: contacts.c.timezone,
        Fact.LANGUAGE: contact_languages.c.language,
        Fact.FIRST_LANGUAGE: contact_languages.c.language,
        Fact.BEAT: contacts.c.beats,
        Fact.OUTLET: outlets.c.name,
    }  # of the others there are too many, or none
    if fact not in columns:
        return ()
    column = columns[fact]
    found = tx.scalars(select(column).where(column != "").distinct().order_by(column).limit(most))
    return tuple(sorted({part for value in found for part in _parts(fact, value)}))[:most]


def _kind(tx: Transaction, one: Comparison) -> ColumnElement[bool]:
    return among(tx, contacts.c.kind, one.values)


def _embargo(tx: Transaction, one: Comparison) -> ColumnElement[bool]:  # noqa: ARG001 - as all of them are called
    has_agreed = contacts.c.embargo_since.is_not(None)
    return or_(false(), *(has_agreed if value == "yes" else not_(has_agreed) for value in one.values))


def _text(column: ColumnElement[str]) -> Callable[[Transaction, Comparison], ColumnElement[bool]]:
    return lambda tx, one: _told(tx, one, column)


def _told(tx: Transaction, one: Comparison, column: ColumnElement[str]) -> ColumnElement[bool]:
    if one.operator is Operator.EMPTY:
        return column == ""
    stored = select(column).select_from(contacts).where(column != "").distinct()
    return among(tx, column, _accepted(tx, one, stored))


def _accepted(tx: Transaction, one: Comparison, stored: Select[Any]) -> list[str]:
    return [value for value in tx.scalars(stored) if one.accepts(_parts(one.fact, value))]


def _parts(fact: Fact, value: str) -> list[str]:
    return [part for part in value.split(_BETWEEN) if part] if fact is Fact.BEAT else [value]


def _outlet(tx: Transaction, one: Comparison) -> ColumnElement[bool]:
    at = contacts.c.outlet_id
    if one.operator is Operator.EMPTY:
        return at.is_(None)
    rows = tx.execute(select(outlets.c.id, outlets.c.name))
    return and_(at.is_not(None), among(tx, at, [row.id for row in rows if one.accepts([row.name])]))


def _language(tx: Transaction, one: Comparison) -> ColumnElement[bool]:
    spoken = contact_languages.c
    own = exists().where(spoken.contact_id == contacts.c.id)
    if one.fact is Fact.FIRST_LANGUAGE:
        own = own.where(spoken.position == 0)
    if one.operator is Operator.EMPTY:
        return not_(own)
    return own.where(among(tx, spoken.language, _accepted(tx, one, select(spoken.language).distinct())))


def _address(tx: Transaction, one: Comparison) -> ColumnElement[bool]:
    a = addresses.c
    column = a.key if one.fact is Fact.ADDRESS else a.domain
    if one.operator is Operator.CONTAINS:  # what is compared has no capital letters: LIKE does as well
        fits = or_(false(), *(column.contains(value, autoescape=True) for value in one.values))
        return exists().where(a.contact_id == contacts.c.id, fits)
    return contacts.c.id.in_(select(a.contact_id).where(among(tx, column, one.values)))


def _list(tx: Transaction, one: Comparison) -> ColumnElement[bool]:
    s = subscriptions.c
    slug = distribution_lists.c.slug
    ids = list(tx.scalars(select(distribution_lists.c.id).where(among(tx, slug, one.values))))
    on_list = (among(tx, s.list_id, ids), s.contact_id == contacts.c.id, s.ended_at.is_(None))
    return exists().where(*on_list)


def _field(tx: Transaction, one: Comparison) -> ColumnElement[bool]:
    """Return the condition for a custom field, whose name is spelled in any of the ways that files spelled it."""
    held = [_told(tx, one, _of_field(tx, name)) for name in _spellings(tx, one.name)]
    return and_(true(), *held) if one.operator is Operator.EMPTY else or_(false(), *held)


def _of_field(tx: Transaction, name: str) -> ColumnElement[str]:
    """Return what a contact's custom field says, "" if there is none; SQLite's paths could not name every field."""
    fields = contacts.c.fields
    if tx.dialect.name == "postgresql":
        return func.coalesce(cast(fields[name].as_string(), Text), "")
    one = func.json_each(fields).table_valued("key", "value")
    value = select(cast(one.c.value, Text)).where(one.c.key == name).correlate(contacts).scalar_subquery()
    return func.coalesce(value, "")


def _spellings(tx: Transaction, name: str) -> Iterable[str]:
    if tx.dialect.name == "postgresql":
        names = select(func.json_object_keys(contacts.c.fields)).distinct()
    else:
        each = func.json_each(contacts.c.fields).table_valued("key")
        names = select(each.c.key).select_from(contacts.join(each, true())).distinct()
    return sorted(found for found in tx.scalars(names) if folded(found) == folded(name))


_Condition = Callable[[Transaction, Comparison], ColumnElement[Any]]

_CONDITIONS: dict[Fact, _Condition] = {
    Fact.KIND: _kind,
    Fact.COUNTRY: _text(contacts.c.country),
    Fact.LANGUAGE: _language,
    Fact.FIRST_LANGUAGE: _language,
    Fact.BEAT: _text(contacts.c.beats),
    Fact.OUTLET: _outlet,
    Fact.ROLE: _text(contacts.c.role),
    Fact.NAME: _text(contacts.c.name),
    Fact.ADDRESS: _address,
    Fact.DOMAIN: _address,
    Fact.TIMEZONE: _text(contacts.c.timezone),
    Fact.LIST: _list,
    Fact.EMBARGO: _embargo,
    Fact.FIELD: _field,
}
