"""Saved mappings: what the columns of a file are that comes again and again from the same place."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from mailer.store.database import Transaction
from mailer.store.tables.change_schema import header_maps


def all_maps(tx: Transaction) -> dict[str, dict[str, str]]:
    """Return the columns of every saved mapping by its name, the newest first."""
    newest = (header_maps.c.created_at.desc(), header_maps.c.name)
    rows = tx.execute(select(header_maps.c.name, header_maps.c.columns).order_by(*newest))
    return {row.name: dict(row.columns) for row in rows}


def save(tx: Transaction, name: str, columns: Mapping[str, str], now: datetime) -> None:
    """Save a mapping in the place of an earlier one of this name."""
    tx.execute(delete(header_maps).where(header_maps.c.name == name))
    tx.execute(insert(header_maps).values(name=name, columns=dict(columns), created_at=now))
