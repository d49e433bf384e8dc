"""Changesets: which file changed the contacts, when, and how much."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from mailer.store.database import Transaction
from mailer.store.schema import changesets


@dataclass(frozen=True, slots=True)
class Changeset:
    """One import that was written down: the file's name and SHA-256, its list, and what became of its rows."""

    list_id: int
    source: str
    sha256: str
    added: int
    updated: int
    unchanged: int
    skipped: int


def add(tx: Transaction, new: Changeset, now: datetime) -> int:
    """Return the number of the changeset, written."""
    values = {
        "list_id": new.list_id,
        "source": new.source,
        "sha256": new.sha256,
        "added": new.added,
        "updated": new.updated,
        "unchanged": new.unchanged,
        "skipped": new.skipped,
    }
    written: int = tx.execute(
        insert(changesets).values(**values, created_at=now).returning(changesets.c.id)
    ).scalar_one()
    return written
