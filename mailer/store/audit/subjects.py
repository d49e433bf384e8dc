"""Subjects of changes, by the names that they have now."""

from collections.abc import Collection, Sequence

from sqlalchemy import Column, FromClause, select

from mailer.domain.changeset import Subject
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.people import contacts
from mailer.store.tables.schema import campaigns, distribution_lists, outlets, releases

_TABLES: dict[Subject, tuple[FromClause, Column[int], Column[str]]] = {
    Subject.LIST: (distribution_lists, distribution_lists.c.id, distribution_lists.c.slug),
    Subject.OUTLET: (outlets, outlets.c.id, outlets.c.name),
    Subject.CAMPAIGN: (campaigns.join(releases), campaigns.c.id, releases.c.slug),
}


def names(tx: Transaction, found: Sequence[tuple[str, int, int | None]]) -> list[str]:
    """Return what each subject is called, by its kind, its number and that of the person whom it is about.

    A contact is called by name and address, ``contact #12`` where there is none any more.
    """
    people = contacts.by_id(tx, {person for _, _, person in found if person is not None})
    ids = {kind: {number for subject, number, _ in found if subject == kind} for kind in _TABLES}
    called = {kind: _called(tx, *_TABLES[kind], ids=some) for kind, some in ids.items() if some}
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


def _called(
    tx: Transaction, table: FromClause, number: Column[int], name: Column[str], *, ids: Collection[int]
) -> dict[int, str]:
    rows = tx.execute(select(number, name).select_from(table).where(among(tx, number, ids)))
    return {row[0]: row[1] for row in rows}
