"""Changesets: begun by whoever changes people, lists or settings; told afterwards, newest first."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, text

from mailer.domain.changeset import Action, Changeset, Counts, Signature
from mailer.store.among import among
from mailer.store.database import Transaction, new_id
from mailer.store.tables.change_schema import changesets
from mailer.store.tables.schema import distribution_lists

_NO_COUNTS = Counts()


def begin(
    tx: Transaction,
    action: Action,
    by: Signature,
    *,
    list_id: int | None = None,
    source: str = "",
    sha256: str = "",
    counts: Counts = _NO_COUNTS,
    undoes: int | None = None,
) -> int:
    """Return the number of a new changeset; what is changed in this transaction names it."""
    values = {
        "action": action,
        "who": by.who,
        "created_at": by.at,
        "list_id": list_id,
        "source": source,
        "sha256": sha256,
        "added": counts.added,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "skipped": counts.skipped,
        "undoes": undoes,
    }
    return new_id(tx, insert(changesets).values(**values).returning(changesets.c.id))


def mark(tx: Transaction) -> tuple[int, int]:
    """Return something that differs after every changeset: as long as it stays, nobody has changed anything."""
    row = tx.execute(select(func.coalesce(func.max(changesets.c.id), 0), func.count())).one()
    return row[0], row[1]


def hold(tx: Transaction) -> None:
    """Let nobody else change anything until the transaction ends (on SQLite the transaction itself sees to it)."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE changesets IN SHARE ROW EXCLUSIVE MODE"))


def find(tx: Transaction, changeset: int) -> Changeset | None:
    """Return the changeset with this number, or None."""
    row = tx.execute(_selection().where(changesets.c.id == changeset)).first()
    return _changeset(row) if row else None


def some(tx: Transaction, ids: Collection[int]) -> list[Changeset]:
    """Return the changesets with these numbers, newest first."""
    wanted = _selection().where(among(tx, changesets.c.id, ids)).order_by(changesets.c.id.desc())
    return [_changeset(row) for row in tx.execute(wanted)]


def newest(tx: Transaction, *, limit: int, before: int | None = None) -> list[Changeset]:
    """Return changesets, newest first, at most ``limit``; with ``before`` only those with smaller numbers."""
    wanted = _selection().order_by(changesets.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(changesets.c.id < before)
    return [_changeset(row) for row in tx.execute(wanted)]


def _selection() -> Select[tuple[Any, ...]]:
    undoing = changesets.alias("undoing")
    columns = (*changesets.c, distribution_lists.c.slug, undoing.c.id.label("undone_by"))
    joined = changesets.outerjoin(distribution_lists, distribution_lists.c.id == changesets.c.list_id)
    return select(*columns).select_from(joined.outerjoin(undoing, undoing.c.undoes == changesets.c.id))


def _changeset(row: Row[tuple[Any, ...]]) -> Changeset:
    return Changeset(
        id=row.id,
        action=Action(row.action),
        by=Signature(row.who, row.created_at),
        source=row.source,
        sha256=row.sha256,
        list=row.slug or "",
        counts=Counts(row.added, row.updated, row.unchanged, row.skipped),
        undoes=row.undoes,
        undone_by=row.undone_by,
    )
