"""Compaction: what was removed from tables leaves the file of the database as well."""

import sqlite3
from collections.abc import Iterable

from sqlalchemy import Engine, text

from mailer.errors import MailerError


def compact(engine: Engine, tables: Iterable[str]) -> bool:
    """Return whether the pages that removed rows stood in were written anew; False if others were in the way.

    SQLite copies the whole file without them and empties its log. PostgreSQL clears the pages of ``tables``; its own
    log, replicas and backups keep what they have until they are recycled.
    """
    return _on_sqlite(engine) if engine.dialect.name == "sqlite" else _on_postgresql(engine, tables)


def _on_sqlite(engine: Engine) -> bool:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA secure_delete=ON")
        if not _emptied(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()):
            return False
        cursor.execute("VACUUM")
        return _emptied(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        hint = "What was to be removed is removed from its tables; make room on the disk and type it again"
        raise MailerError(f"the file of the database cannot be written anew: {error}", hint=hint) from error
    finally:
        connection.close()


def _emptied(row: tuple[int, int, int]) -> bool:
    is_busy, _, _ = row
    return not is_busy


def _on_postgresql(engine: Engine, tables: Iterable[str]) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f"VACUUM {table}"))
    return True
