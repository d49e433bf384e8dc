"""Subjects of changes, by the names that they have now."""

from collections.abc import Collection, Sequence

from sqlalchemy import Table, select

from mailer.domain.changeset import Subject
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.people import contacts
from mailer.store.tables.schema import distribution_lists, outlets

_TABLES: dict[Subject, tuple[Table, str]] = {
    Subject.LIST: (distribution_lists, "slug"),
    Subject.OUTLET: (outlets, "name"),
}


def names(tx: Transaction, found: Sequence[tuple[str, int, int | None]]) -> list[str]:
    """Return what each subject is called, by its kind, its number and that of the person whom it is about.

    A contact is called by name and address, ``contact #12`` where there is none any more.
    """
    people = contacts.by_id(tx, {person for _, _, person in found if person is not None})
    ids = {kind: {number for subject, number, _ in found if subject == kind} for kind in _TABLES}
    called = {kind: _called(tx, *_TABLES[kind], some) for kind, some in ids.items() if some}
    told: list[str] = []
    for subject, number, person in found:
        if person is None:
            told.append(called.get(Subject(subject), {}).get(number, f"#{number}" if number else ""))
        elif person in people:
            row = people[person].row
            told.append(f"{row.name} <{row.address.address}>" if row.name else row.address.address)
        else:
            told.append(f"contact #{person}")
    return told


def _called(tx: Transaction, table: Table, column: str, ids: Collection[int]) -> dict[int, str]:
    rows = tx.execute(select(table.c.id, table.c[column]).where(among(tx, table.c.id, ids)))
    return {row[0]: row[1] for row in rows}
