"""What an import has planned, told person by person: who comes onto the list, and with which further addresses."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, union_all

from mailer.store.database import Transaction
from mailer.store.imports.absences import Named
from mailer.store.imports.plans import planned_addresses, planned_joins
from mailer.store.imports.refusals import fresh
from mailer.store.imports.staged_contacts import staged
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts


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


def bases(tx: Transaction, usual: str) -> dict[str, int]:
    """Return on what basis how many come onto the list, the most frequent first; ``usual`` is that of the list."""
    lines = union_all(select(fresh.c.line), select(planned_joins.c.line)).subquery("lines")
    basis = func.coalesce(func.nullif(staged.c.basis, ""), usual)
    wanted = select(basis.label("basis"), func.count().label("number")).join(lines, lines.c.line == staged.c.line)
    rows = tx.execute(wanted.group_by(basis).order_by(func.count().desc(), basis)).all()
    return {row.basis: row.number for row in rows}


def further_addresses(tx: Transaction, most: int) -> Iterator[tuple[str, str]]:
    """Yield the preferred address of the first who get a further one, and that one."""
    p = planned_addresses
    joined = p.join(addresses, preferred(p.c.contact_id))
    wanted = select(addresses.c.address, p.c.address.label("further")).select_from(joined)
    for row in tx.execute(wanted.order_by(addresses.c.key, p.c.key).limit(most)):
        yield row.address, row.further
