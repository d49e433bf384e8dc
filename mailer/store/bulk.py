"""A transaction that writes a million rows, all made from rows that are there: checked as a whole, not one by one.

Each of them points to half a dozen others, and to look those up for every row takes most of the time. What an
INSERT ... SELECT has just read need not be looked up again, if nobody can remove it before the transaction ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

#: Memory while it lasts: for pages on SQLite, which sorts as much in as little, and for each sorting on PostgreSQL.
_PAGES_MB = 32
_SORTING_MB = 256
_MANY = 10_000
_MAY_TRUST = """
SELECT current_setting('is_superuser') = 'on' OR CASE WHEN current_setting('server_version_num')::int >= 150000
  THEN has_parameter_privilege('session_replication_role', 'SET') ELSE false END
"""


@contextmanager
def begin_bulk(connection: Connection, *, is_alone: bool = False) -> Iterator[None]:
    """Begin a transaction on ``connection`` that looks up no parents; committed at the end, rolled back on any error.

    On SQLite a writer is alone. On PostgreSQL the role must be allowed to set ``session_replication_role``, and
    nobody changes contacts, lists and subscriptions meanwhile; another role works too, but takes its time. With
    ``is_alone`` it waits for others who change people before it locks anything they may be waiting for.
    """
    with _on_sqlite(connection) if connection.dialect.name == "sqlite" else _on_postgresql(connection, is_alone):
        yield


def refresh_statistics(tx: Connection, table: Table, written: int) -> None:
    """Let PostgreSQL know how many rows a table has now: by itself it looks a minute later, and plans badly before.

    Not for a few ``written``.
    """
    if tx.dialect.name == "postgresql" and written >= _MANY:
        tx.execute(text(f"ANALYZE {table.name}"))


def make_roomy(connection: Connection) -> None:
    """Give a connection on which much is put down and sorted the memory for it, while no transaction is open."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()  # SQLAlchemy would begin a transaction
        cursor.execute(f"PRAGMA cache_size=-{1024 * _PAGES_MB}")
        cursor.execute(f"PRAGMA temp.cache_size=-{1024 * _PAGES_MB}")
        cursor.close()
        return
    connection.execute(text(f"SET work_mem = '{_SORTING_MB}MB'"))
    connection.execute(text("SET jit = off"))
    connection.commit()


@contextmanager
def _on_sqlite(connection: Connection) -> Iterator[None]:
    cursor = connection.connection.cursor()  # SQLAlchemy would begin a transaction, in which neither can be set
    pages = cursor.execute("PRAGMA cache_size").fetchone()[0]
    cursor.execute(f"PRAGMA cache_size=-{1024 * _PAGES_MB}")
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield
    finally:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size={pages}")
        cursor.close()


@contextmanager
def _on_postgresql(connection: Connection, is_alone: bool) -> Iterator[None]:  # noqa: FBT001 - of begin_bulk
    may_trust = connection.scalar(text(_MAY_TRUST))
    connection.rollback()
    with connection.begin():
        connection.execute(text(f"SET LOCAL work_mem = '{_SORTING_MB}MB'"))
        connection.execute(text("SET LOCAL jit = off"))  # to compile a query once more takes longer than to run it
        if is_alone:
            connection.execute(text("LOCK TABLE changesets IN SHARE ROW EXCLUSIVE MODE"))
        if may_trust:
            connection.execute(text("LOCK TABLE contacts, distribution_lists, subscriptions IN SHARE MODE"))
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
