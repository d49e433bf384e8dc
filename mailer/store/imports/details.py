"""What an import has planned, told person by person: who comes onto the list, and on which other terms somebody is."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, select, union_all

from mailer.store.database import Transaction
from mailer.store.imports.absences import Named
from mailer.store.imports.plans import planned_addresses, planned_joins, planned_terms
from mailer.store.imports.refusals import fresh
from mailer.store.imports.staged_contacts import staged
from mailer.store.tables.schema import addresses, contacts, subscriptions

_TERMS = ("basis", "source", "frequency")


def joining(tx: Transaction, most: int) -> Sequence[Named]:
    """Return the first of those who come onto the list, in the order of the file."""
    new = select(fresh.c.line, staged.c.address, staged.c.name).join(staged, staged.c.line == fresh.c.line)
    name = func.coalesce(func.nullif(staged.c.name, ""), contacts.c.name)
    known = select(staged.c.line, staged.c.address, name).join(planned_joins, planned_joins.c.line == staged.c.line)
    known = known.join(contacts, contacts.c.id == planned_joins.c.contact_id)
    every = union_all(new, known).subquery("every")
    _, address, called = every.c
    wanted = select(address, called).order_by(every.c.line).limit(most)
    return [Named(*row) for row in tx.execute(wanted)]


def other_terms(tx: Transaction, most: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield address, term, before and after of the first subscriptions that get other terms."""
    s, p = subscriptions.c, planned_terms.c
    preferred = and_(addresses.c.contact_id == p.contact_id, addresses.c.is_preferred)
    joined = planned_terms.join(subscriptions, s.id == p.subscription_id).join(addresses, preferred)
    pairs: list[Any] = [one for name in _TERMS for one in (s[name], p[name].label(f"new_{name}"))]
    wanted = select(addresses.c.address, *pairs).select_from(joined).order_by(addresses.c.key).limit(most)
    for address, *said in tx.execute(wanted):
        for name, before, after in zip(_TERMS, said[::2], said[1::2], strict=True):
            if before != after:
                yield address, name, before, after


def further_addresses(tx: Transaction, most: int) -> Iterator[tuple[str, str]]:
    """Yield the preferred address of the first who get a further one, and that one."""
    p = planned_addresses
    preferred = and_(addresses.c.contact_id == p.c.contact_id, addresses.c.is_preferred)
    wanted = select(addresses.c.address, p.c.address.label("further")).select_from(p.join(addresses, preferred))
    for row in tx.execute(wanted.order_by(addresses.c.key, p.c.key).limit(most)):
        yield row.address, row.further
