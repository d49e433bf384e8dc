"""Pairs of contacts who look like one person and are two: somebody looked, and it is not asked again."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, delete, or_, select

from mailer.store.database import Transaction
from mailer.store.inserting import insert
from mailer.store.tables.change_schema import distinct_pairs


def add(tx: Transaction, one: int, another: int) -> bool:
    """Return whether the two were not known to be distinct before; now they are."""
    first, last = sorted((one, another))
    adding = insert(tx, distinct_pairs).values(contact_id=first, other_id=last).on_conflict_do_nothing()
    return tx.execute(adding).rowcount > 0


def remove(tx: Transaction, one: int, another: int) -> bool:
    """Return whether the two were known to be distinct; now they are not."""
    return tx.execute(delete(distinct_pairs).where(_is(one, another))).rowcount > 0


def are_distinct(tx: Transaction, one: int, another: int) -> bool:
    """Return whether the two were said to be two people."""
    return tx.execute(select(distinct_pairs).where(_is(one, another))).first() is not None


def of(tx: Transaction, contact_id: int) -> set[int]:
    """Return the contacts that were said to be somebody else than this one."""
    p = distinct_pairs.c
    rows = tx.execute(select(p.contact_id, p.other_id).where(or_(p.contact_id == contact_id, p.other_id == contact_id)))
    return {one for row in rows for one in row} - {contact_id}


def among_them(tx: Transaction, ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return the distinct pairs among these contacts, the smaller number first."""
    p, wanted = distinct_pairs.c, [*ids]
    rows = tx.execute(select(p.contact_id, p.other_id).where(p.contact_id.in_(wanted), p.other_id.in_(wanted)))
    return {(row.contact_id, row.other_id) for row in rows}


def inherit(tx: Transaction, kept: int, other: int) -> list[int]:
    """Return those whom ``kept`` is known to be distinct from only now, because ``other`` is."""
    new = of(tx, other) - of(tx, kept) - {kept}
    for one in sorted(new):
        add(tx, kept, one)
    return sorted(new)


def _is(one: int, another: int) -> ColumnElement[bool]:
    first, last = sorted((one, another))
    return and_(distinct_pairs.c.contact_id == first, distinct_pairs.c.other_id == last)
