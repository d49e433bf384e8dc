"""Who in a staged file is new by address and looks like somebody who is known; told, never decided."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from mailer.domain.likeness import MOST_WITH_A_PHONE, Likeness, ProbableDuplicate, name_key, phone_key
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.imports.refusals import fresh
from mailer.store.imports.staged_contacts import staged
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts, outlets
from mailer.store.temporary_tables import AT_ONCE

#: Where more are new, `contacts duplicates` afterwards is the better way, and the memory for it is spared.
_MOST_NEW = 50_000
_MOST_TOLD = 1000

_Keys = dict[tuple[str, str], tuple[int, str]]


def alike(tx: Transaction) -> list[ProbableDuplicate]:
    """Return the new people who look like known ones, by line, the first thousand; none where very many are new."""
    if (tx.scalar(select(func.count()).select_from(fresh)) or 0) > _MOST_NEW:
        return []
    keys = _keys(tx)
    found = {(one.line, one.like): one for one in (*_of_persons(_by_phone(tx, keys)), *_by_name(tx, keys))}
    return sorted(found.values(), key=lambda one: (one.line, one.like))[:_MOST_TOLD]


def _keys(tx: Transaction) -> _Keys:
    s = staged.c
    says_enough = or_(and_(s.name != "", s.outlet_key != ""), s.phone != "")
    new = select(s.line, s.address, s.name, s.outlet_key, s.phone).join(fresh, fresh.c.line == s.line)
    keys: _Keys = {}
    for row in tx.execute(new.where(says_enough).order_by(s.line)):
        for key in _of(row):
            keys.setdefault(key, (row.line, row.address))
    return keys


def _of(row: Row[Any, Any, Any, Any, Any]) -> Iterator[tuple[str, str]]:
    name, phone = name_key(row.name), phone_key(row.phone)
    if name and row.outlet_key:
        yield row.outlet_key, name
    if phone:
        yield "", phone


def _by_name(tx: Transaction, keys: _Keys) -> Iterator[ProbableDuplicate]:
    offices = {outlet for outlet, _ in keys if outlet}
    wanted = _known().join(outlets, outlets.c.id == contacts.c.outlet_id).where(among(tx, outlets.c.key, offices))
    if offices:
        yield from _compared(tx, wanted.add_columns(outlets.c.key.label("outlet")), keys, Likeness.NAME)


def _by_phone(tx: Transaction, keys: _Keys) -> Iterator[ProbableDuplicate]:
    if any(not outlet for outlet, _ in keys):
        yield from _compared(tx, _known().where(contacts.c.phone != ""), keys, Likeness.PHONE)


def _of_persons(found: Iterator[ProbableDuplicate]) -> Iterator[ProbableDuplicate]:
    """Yield those who share a phone with few: what many have is the number of a switchboard."""
    for _, alike in groupby(sorted(found, key=attrgetter("line")), key=attrgetter("line")):
        sharing = list(alike)
        if len(sharing) < MOST_WITH_A_PHONE:
            yield from sharing


def _known() -> Select[Any]:
    columns = (contacts.c.name, contacts.c.phone, addresses.c.address)
    return select(*columns).join_from(contacts, addresses, preferred(contacts.c.id))


def _compared(tx: Transaction, wanted: Select[Any], keys: _Keys, kind: Likeness) -> Iterator[ProbableDuplicate]:
    for rows in tx.execute(wanted.execution_options(yield_per=AT_ONCE)).partitions():
        for row in rows:
            key = (row.outlet, name_key(row.name)) if kind is Likeness.NAME else ("", phone_key(row.phone))
            if key in keys:
                yield ProbableDuplicate(*keys[key], row.address, kind)
