"""Likenesses among contacts: who may be the same person, found by keys that are put down and grouped.

A key is a number (a hash) beside a contact, so that a million of them are a narrow table which the database sorts.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from mailer.domain.address import parse_address
from mailer.domain.likeness import MOST_WITH_A_PHONE, TAGGING, Likeness, mailbox, name_key, phone_key, skeleton
from mailer.store.among import among
from mailer.store.doubles import distinct_pairs as pairs
from mailer.store.inserting import write
from mailer.store.tables.change_schema import distinct_pairs
from mailer.store.tables.schema import addresses, contacts, subscriptions
from mailer.store.temporary_tables import AT_ONCE, batches, make_anew, numbers, temporary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Row

    from mailer.store.database import Transaction
    from mailer.store.inserting import Insert

_ADDRESS = re.compile(r"[^\s@<>\"',;:()\[\]]+@[^\s@<>\"',;:()\[\]]+\.[^\s@<>\"',;:()\[\]]+")
_KINDS = tuple(Likeness)
_likenesses = temporary(
    "likenesses",
    Column("key", BigInteger, nullable=False),
    *numbers("kind", "contact_id"),
)
_groups = temporary(
    "likeness_groups",
    Column("key", BigInteger, nullable=False),
    *numbers("best", "kinds", "first", "size"),
)

_COLUMNS = ("key", "kind", "contact_id")
#: How many may have it in common, where it says nothing of more.
_MOST = {Likeness.OTHER_ADDRESS: 2, Likeness.PHONE: MOST_WITH_A_PHONE}
_ANY = 2**31 - 1
_PAIR, _TELLING = 2, 3

#: A contact, and a key that is equal for those who are alike; "" is like nobody.
_Keyed = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Contacts (by number) who may be one person, and what they have in common, the surest first."""

    contacts: tuple[int, ...]
    likenesses: tuple[Likeness, ...]


def find(tx: Transaction, *, list_id: int | None = None) -> int:
    """Return how many groups of contacts are alike, those who were said to be distinct left out; ``page`` has them.

    With ``list_id`` only those with somebody who is on this list. They are put down in temporary tables of ``tx``.
    """
    make_anew(tx, _likenesses, _groups)
    for kind, found in (
        (Likeness.SCRIPT, _by_script(tx)),
        (Likeness.OTHER_ADDRESS, _by_other_address(tx)),
        (Likeness.NAME, _by_name(tx)),
        (Likeness.MAILBOX, _by_mailbox(tx)),
        (Likeness.PHONE, _by_phone(tx)),
    ):
        _put_down(tx, kind, found)
    tx.execute(insert(_groups).from_select(list(_groups.c.keys()), _grouped()))
    _drop_told_apart(tx)
    if list_id is not None:
        _drop_strangers(tx, list_id)
    return tx.scalar(select(func.count()).select_from(_groups)) or 0


def page(tx: Transaction, *, limit: int, skip: int = 0) -> list[Alike]:
    """Return groups that ``find`` put down, the surest first, at most ``limit`` after the first ``skip``."""
    g, a = _groups.c, _likenesses.c
    chosen = tx.execute(select(g.key, g.kinds).order_by(g.best, g.first, g.key).limit(limit).offset(skip)).all()
    wanted = select(a.key, a.contact_id).where(among(tx, a.key, [row.key for row in chosen])).distinct()
    members: dict[int, list[int]] = {}
    for row in tx.execute(wanted.order_by(a.contact_id)):
        members.setdefault(row.key, []).append(row.contact_id)
    return [
        Alike(tuple(members[row.key]), tuple(one for bit, one in enumerate(_KINDS) if row.kinds >> bit & 1))
        for row in chosen
    ]


def _put_down(tx: Transaction, kind: Likeness, found: Iterable[_Keyed]) -> None:
    at = _KINDS.index(kind)
    for some in batches((_hashed(at, said), at, contact_id) for contact_id, said in found if said):
        write(tx, _likenesses, _COLUMNS, some, otherwise=_nothing_else)


def _hashed(at: int, said: str) -> int:
    """Return the same key in every process, so that pages that are asked for one by one are of the same order."""
    return int.from_bytes(blake2b(f"{at} {said}".encode(), digest_size=8).digest(), "big", signed=True)


def _by_script(tx: Transaction) -> Iterator[_Keyed]:
    """Yield the addresses that are not in plain Latin letters, and those in plain ones that they look like."""
    a = addresses.c
    is_other = a.key.regexp_match("[^ -~]") if tx.dialect.name == "postgresql" else a.key.op("GLOB")("*[^ -~]*")
    wanted = select(a.contact_id, a.key).where(or_(is_other, a.key.like("%xn--%")))
    for rows in _pages(tx, wanted):
        alike = [(row.contact_id, skeleton(row.key)) for row in rows]
        yield from alike
        yield from _owners(tx, {key for _, key in alike})


def _by_other_address(tx: Transaction) -> Iterator[_Keyed]:
    """Yield who has the address of somebody else among the further columns, and whose it is."""
    c = contacts.c
    wanted = select(c.id, c.fields).where(cast(c.fields, Text).like("%@%"), c.merged_into.is_(None))
    for rows in _pages(tx, wanted):
        said = [(row.id, key) for row in rows for key in _addresses_in(row.fields)]
        owners = list(_owners(tx, {key for _, key in said}))
        known = {key for _, key in owners}
        yield from (one for one in said if one[1] in known)
        yield from owners


def _by_name(tx: Transaction) -> Iterator[_Keyed]:
    c = contacts.c
    of_outlet = (c.name != "", c.outlet_id.is_not(None), c.merged_into.is_(None))
    for rows in _pages(tx, select(c.id, c.outlet_id, c.name).where(*of_outlet)):
        for row in rows:
            key = name_key(row.name)
            yield row.id, f"{row.outlet_id} {key}" if key else ""


def _by_mailbox(tx: Transaction) -> Iterator[_Keyed]:
    a = addresses.c
    for rows in _pages(tx, select(a.contact_id, a.key).where(a.domain.in_(sorted(TAGGING)))):
        yield from ((row.contact_id, mailbox(row.key)) for row in rows)


def _by_phone(tx: Transaction) -> Iterator[_Keyed]:
    c = contacts.c
    for rows in _pages(tx, select(c.id, c.phone).where(c.phone != "", c.merged_into.is_(None))):
        yield from ((row.id, phone_key(row.phone)) for row in rows)


def _pages(tx: Transaction, wanted: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    yield from tx.execute(wanted.execution_options(yield_per=AT_ONCE)).partitions()


def _owners(tx: Transaction, keys: Collection[str]) -> Iterator[_Keyed]:
    rows = tx.execute(select(addresses.c.contact_id, addresses.c.key).where(among(tx, addresses.c.key, keys)))
    return ((row.contact_id, row.key) for row in rows)


def _addresses_in(fields: Mapping[str, str]) -> set[str]:
    found = set()
    for text in _ADDRESS.findall(" ".join(map(str, fields.values()))):
        with contextlib.suppress(ValueError):  # something with an @ that is no address
            found.add(parse_address(text).key)
    return found


def _grouped() -> Select[Any]:
    """Return the query for the groups: those of the same people are one, with all that these have in common.

    What many have is the number of a switchboard, or the address of their desk.
    """
    a, p = _likenesses.c, distinct_pairs.c
    first, last, size = func.min(a.contact_id), func.max(a.contact_id), func.count(a.contact_id.distinct())
    most = case({_KINDS.index(kind): number for kind, number in _MOST.items()}, value=a.kind, else_=_ANY)
    told = (
        first.label("first"),
        last.label("last"),
        size.label("size"),
        func.sum(a.contact_id.distinct()).label("sum"),
    )
    alike = select(a.key, a.kind, *told).group_by(a.key, a.kind).having(first != last, size <= most)
    g = alike.subquery("alike").c
    bits = func.sum(case({at: 2**at for at in range(len(_KINDS))}, value=g.kind))
    are_two = exists().where(p.contact_id == g.first, p.other_id == g.last)
    columns = (func.min(g.key), func.min(g.kind), bits, g.first, g.size)
    same = (g.first, g.last, g.size, g.sum, case((g.size > _TELLING, g.key)))  # a sum tells three people from others
    return select(*columns).where(~and_(g.size == _PAIR, are_two)).group_by(*same)


def _drop_told_apart(tx: Transaction) -> None:
    """Drop the groups of more than two of whom each two were said to be distinct."""
    a, g, p = _likenesses.c, _groups.c, distinct_pairs.c
    told = select(p.contact_id).union(select(p.other_id))
    large = select(g.key).where(g.size > _PAIR)
    keys = tx.scalars(select(a.key).where(a.key.in_(large), a.contact_id.in_(told)).distinct()).all()
    for key in keys:
        ids = sorted(set(tx.scalars(select(a.contact_id).where(a.key == key))))
        if set(itertools.combinations(ids, 2)) <= pairs.among_them(tx, ids):
            tx.execute(delete(_groups).where(g.key == key))


def _drop_strangers(tx: Transaction, list_id: int) -> None:
    """Drop the groups without anybody who is on the list."""
    a, s = _likenesses.c, subscriptions.c
    is_on = exists().where(s.contact_id == a.contact_id, s.list_id == list_id, s.ended_at.is_(None))
    tx.execute(delete(_groups).where(_groups.c.key.not_in(select(a.key).where(is_on))))


def _nothing_else(adding: Insert) -> Insert:
    return adding
