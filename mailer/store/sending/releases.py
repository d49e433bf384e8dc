"""Releases that have been sent, or prepared to be: the items that receipts are about."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text, update

from mailer.store.database import Transaction, new_id
from mailer.store.tables.schema import releases

if TYPE_CHECKING:
    from mailer.domain.release import Release


def lock(tx: Transaction) -> None:
    """Let nobody else prepare or reopen a campaign until the transaction ends; first of all, for a fresh view.

    On SQLite the transaction itself sees to it.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE"))


def release_id(tx: Transaction, slug: str) -> int | None:
    """Return the id of the release with ``slug``, or None if it was never prepared."""
    found: int | None = tx.scalar(select(releases.c.id).where(releases.c.slug == slug))
    return found


def save(tx: Transaction, release: "Release", now: datetime) -> int:
    """Return the id of the release, written or brought up to date."""
    facts = {"kind": release.kind, "headline": release.editions[0].headline, "date": release.date}
    known = release_id(tx, release.slug)
    if known is not None:
        tx.execute(update(releases).where(releases.c.id == known).values(**facts))
        return known
    adding = insert(releases).values(slug=release.slug, created_at=now, **facts)
    return new_id(tx, adding.returning(releases.c.id))
