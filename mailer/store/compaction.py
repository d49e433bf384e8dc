"""Compaction: what was removed from tables leaves the file of the database as well."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, text

from mailer.errors import MailerError

#: How long others may have the database in use; their transactions are short.
_PATIENCE_SECONDS = 3


def compact(engine: Engine, tables: Iterable[str]) -> bool:
    """Return whether the pages that removed rows stood in were written anew; False if others were in the way.

    SQLite copies the whole file without them and empties its log. PostgreSQL clears the pages of ``tables``; its own
    log, replicas and backups keep what they have until they are recycled.
    """
    return _on_sqlite(engine) if engine.dialect.name == "sqlite" else _on_postgresql(engine, tables)


def _on_sqlite(engine: Engine) -> bool:
    pooled = engine.raw_connection()
    cursor = pooled.cursor()
    usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_SECONDS * 1000}")
    try:
        return _written_anew(cursor)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        hint = "It is gone from the tables; make room on the disk and type the command again"
        raise MailerError(f"the file of the database cannot be written anew: {error}", hint=hint) from error
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")
        pooled.close()


def _written_anew(cursor: Any) -> bool:  # noqa: ANN401 - a DBAPI cursor
    """Return whether the file is written anew and its log is empty: both want to be alone for a moment."""
    if not _is_log_empty(cursor):
        return False
    cursor.execute("VACUUM")
    return _is_log_empty(cursor)


def _is_log_empty(cursor: Any) -> bool:  # noqa: ANN401 - the same
    is_busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _on_postgresql(engine: Engine, tables: Iterable[str]) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f"VACUUM {table}"))
    return True
