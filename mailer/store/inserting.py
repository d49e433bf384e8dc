"""INSERT statements that can step aside for rows that are there already, in the words of the database in use."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from mailer.store.database import Transaction


def insert(tx: Transaction, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT with ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
