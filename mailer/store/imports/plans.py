"""What an import will write of people who are known: planned outside of the database's way, in temporary tables."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Row, Table, Text, and_, exists, func, insert, or_, select, union, union_all

from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.distribution_list import DistributionList
from mailer.store.database import Transaction
from mailer.store.history.changes import seal
from mailer.store.imports.differences import Difference, differing
from mailer.store.imports.refusals import fresh, is_taken, matched
from mailer.store.imports.staged_contacts import staged, staged_addresses
from mailer.store.inserting import insert as inserting
from mailer.store.tables.schema import addresses, distribution_lists, outlets, subscriptions
from mailer.store.temporary_tables import (
    AT_ONCE,
    analyse,
    batches,
    copy_into,
    key_number,
    make_anew,
    numbers,
    temporary,
    words,
)

#: So many differences are told one by one.
MOST_TOLD = 1000
_TERMS = ("basis", "source", "frequency")

#: What a contact will be, all facts as they are stored.
planned_contacts = temporary(
    "planned_contacts",
    key_number("contact_id"),
    *words("name", "outlet", "outlet_key", "role", "kind", "country", "timezone", "beats", "fields", "phone", "notes"),
    *words("embargo_since", "embargo_version", "edited", "search"),
)
planned_languages = temporary(
    "planned_languages",
    key_number("contact_id"),
    key_number("position"),
    *words("language"),
)
planned_addresses = temporary(
    "planned_addresses",
    Column("key", Text, primary_key=True),
    *numbers("contact_id"),
    *words("address", "domain"),
)
planned_terms = temporary(
    "planned_terms",
    key_number("subscription_id"),
    *numbers("contact_id"),
    *words("basis", "source", "frequency"),
)
#: Known people who come onto the list, by the line that brings them.
planned_joins = temporary(
    "planned_joins",
    key_number("line"),
    *numbers("contact_id"),
)
planned_outlets = temporary(
    "planned_outlets",
    Column("key", Text, primary_key=True),
    *words("name"),
)
#: What will be written down of all this, sealed, numbered from 1.
prepared_changes = temporary(
    "prepared_changes",
    key_number("place"),
    *words("subject"),
    *numbers("subject_id"),
    Column("contact_id", Integer),
    *words("verb", "commitment", "key", "values"),
)
PLANS = (
    planned_contacts,
    planned_languages,
    planned_addresses,
    planned_terms,
    planned_joins,
    prepared_changes,
    planned_outlets,
)


@dataclass(frozen=True, slots=True)
class TermsChange:
    """On what terms somebody is on a list already, and how the file changes them: before and after by name."""

    line: int
    address: str
    list: str
    made: Mapping[str, tuple[Any, Any]]


@dataclass(slots=True)
class Planned:
    """What is planned of known people: the first differences and terms, and how many there are of everything."""

    told: list[Difference] = field(default_factory=list)
    terms: list[TermsChange] = field(default_factory=list)
    changed: int = 0
    joined: int = 0
    updated: int = 0
    known: int = 0


def plan(tx: Transaction, target: DistributionList, now: datetime, *, overwrite_edits: bool) -> Planned:
    """Put down what becomes of the people who are known, and return it in numbers."""
    make_anew(tx, *PLANS)
    planned = Planned()
    if tx.execute(select(matched.c.line).where(matched.c.contact_id.is_not(None)).limit(1)).first():
        _plan_known(tx, target, planned, differing(tx, now, overwrite_edits=overwrite_edits))
    _plan_outlets(tx)
    analyse(tx, *PLANS)
    return planned


def _plan_known(tx: Transaction, target: DistributionList, planned: Planned, found: Iterable[Difference]) -> None:
    places = itertools.count(1)
    for some in batches(found):
        planned.told += some[: max(0, MOST_TOLD - len(planned.told))]
        changed = [one for one in some if one.made]
        planned.changed += len(changed)
        _put_down(tx, changed, places)
    _plan_joins(tx, target.id)
    _plan_addresses(tx, places)
    _plan_terms(tx, target.id, places, planned.terms)
    _count(tx, planned)


def _put_down(tx: Transaction, changed: Sequence[Difference], places: Iterator[int]) -> None:
    spoken = [
        (one.contact_id, position, language)
        for one in changed
        if "languages" in one.made
        for position, language in enumerate(one.after.languages)
    ]
    copy_into(tx, planned_contacts, [one.values() for one in changed])
    copy_into(tx, planned_languages, spoken)
    _prepare(tx, (one.change for one in changed), places)


def _prepare(tx: Transaction, made: Iterable[Change], places: Iterator[int]) -> None:
    copy_into(tx, prepared_changes, [(next(places), *seal(one)) for one in made])


def _plan_joins(tx: Transaction, list_id: int) -> None:
    s = subscriptions.c
    is_on = exists().where(s.contact_id == matched.c.contact_id, s.list_id == list_id, s.ended_at.is_(None))
    joining = select(matched.c.line, matched.c.contact_id).where(matched.c.contact_id.is_not(None), ~is_on, is_taken())
    tx.execute(insert(planned_joins).from_select(["line", "contact_id"], joining))


def _plan_addresses(tx: Transaction, places: Iterator[int]) -> None:
    """Plan the addresses that known people have besides those that we know, each for the first who has it."""
    m = matched.c
    of_rows = and_(staged.c.key == m.key, staged.c.line == m.line)
    own = select(m.line, m.contact_id, *_address(staged)).join(staged, of_rows)
    further = select(m.line, m.contact_id, *_address(staged_addresses))
    further = further.join(staged_addresses, staged_addresses.c.line == m.line)
    every = union_all(*(some.where(m.contact_id.is_not(None), is_taken()) for some in (own, further))).subquery("every")
    is_known = exists().where(addresses.c.key == every.c.key)
    is_coming = exists().where(m.key == every.c.key, m.contact_id.is_(None))
    for row in tx.execute(select(every).where(~is_known, ~is_coming).order_by(every.c.line)).all():
        values = {"contact_id": row.contact_id, "key": row.key, "address": row.address, "domain": row.domain}
        adding = inserting(tx, planned_addresses).values(values)
        if tx.execute(adding.on_conflict_do_nothing().returning(planned_addresses.c.key)).first():
            said = {"address": (None, row.address), "is_preferred": (None, False)}
            _prepare(tx, [Change(Subject.ADDRESS, 0, Verb.ADDED, said, row.contact_id)], places)


def _address(table: Table) -> list[Column[Any]]:
    return [table.c.key, table.c.address, table.c.domain]


def _plan_terms(tx: Transaction, list_id: int, places: Iterator[int], told: list[TermsChange]) -> None:
    s = subscriptions.c
    on_list = and_(s.contact_id == matched.c.contact_id, s.list_id == list_id, s.ended_at.is_(None))
    by_key = and_(staged.c.key == matched.c.key, staged.c.line == matched.c.line)
    differs = or_(*(and_(staged.c[name] != "", staged.c[name] != s[name]) for name in _TERMS))
    said = [func.coalesce(func.nullif(staged.c[name], ""), s[name]).label(f"new_{name}") for name in _TERMS]
    columns: tuple[Any, ...] = (s.id, s.contact_id, distribution_lists.c.slug, *(s[name] for name in _TERMS), *said)
    columns += (staged.c.line, staged.c.address)
    joined = matched.join(staged, by_key).join(subscriptions, on_list)
    joined = joined.join(distribution_lists, distribution_lists.c.id == s.list_id)
    wanted = select(*columns).select_from(joined).where(is_taken(), differs)
    for some in tx.execute(wanted.order_by(staged.c.line)).partitions(AT_ONCE):
        copy_into(tx, planned_terms, [(row.id, row.contact_id, *row[6:9]) for row in some])
        _prepare(tx, map(_change_of_terms, some), places)
        first = some[: max(0, MOST_TOLD - len(told))]
        told += [TermsChange(row.line, row.address, row.slug, _made_of_terms(row)) for row in first]


def _change_of_terms(row: Row[tuple[Any, ...]]) -> Change:
    made = {"list": (row.slug, row.slug), **_made_of_terms(row)}
    return Change(Subject.SUBSCRIPTION, row.id, Verb.CHANGED, made, row.contact_id)


def _made_of_terms(row: Row[tuple[Any, ...]]) -> dict[str, tuple[Any, Any]]:
    before: dict[str, Any] = dict(zip(_TERMS, row[3:6], strict=True))
    after: dict[str, Any] = dict(zip(_TERMS, row[6:9], strict=True))
    return differences(before, after)


def _plan_outlets(tx: Transaction) -> None:
    new = select(staged.c.outlet, staged.c.outlet_key).join(fresh, fresh.c.line == staged.c.line)
    every = union_all(new, select(planned_contacts.c.outlet, planned_contacts.c.outlet_key)).subquery("every")
    is_known = exists().where(outlets.c.key == every.c.outlet_key)
    names = select(every.c.outlet_key, func.min(every.c.outlet)).where(every.c.outlet_key != "", ~is_known)
    tx.execute(insert(planned_outlets).from_select(["key", "name"], names.group_by(every.c.outlet_key)))


def _count(tx: Transaction, planned: Planned) -> None:
    touched = union(*(select(table.c.contact_id) for table in PLANS[:1] + PLANS[2:5])).subquery("touched")
    planned.updated = tx.scalar(select(func.count()).select_from(touched)) or 0
    planned.joined = tx.scalar(select(func.count()).select_from(planned_joins)) or 0
    known = select(func.count()).select_from(matched).where(matched.c.contact_id.is_not(None), is_taken())
    planned.known = tx.scalar(known) or 0
