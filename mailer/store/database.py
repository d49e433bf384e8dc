"""The door to the database: opening it, transactions, and its clock."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from sqlalchemy import JSON, Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.expression import FunctionElement

from mailer.errors import MailerError, NotFinished
from mailer.store.bulk import begin_bulk, make_roomy

#: What use cases pass around: opaque to them.
Transaction = Connection

_BUSY_SECONDS = 20
_SOON = 2
#: A transaction that was begun and left alone for so long is ended by PostgreSQL: its process was stopped or cut off.
_HUNG_SECONDS = 60
#: How databases say that somebody else was in the way.
_BUSY = ("locked", "lock timeout", "deadlock detected", "could not serialize")
#: What to do where they say why they cannot be used.
_HINTS = (
    ("not a database", "Put a copy from backups/ in its place"),
    ("malformed", "Put a copy from backups/ in its place"),
    ("readonly", "Its file, the folder of it or the disk cannot be written to: mend that, nothing was lost"),
    ("disk is full", "Make room on the disk, and where temporary files are (SQLITE_TMPDIR); nothing was lost"),
    ("No space left", "Make room on its disk, nothing was lost"),
)


#: The keys of a workspace that has none.
_NO_KEYS: Mapping[str, bytes] = MappingProxyType({})


class Store:
    """A database that use cases open transactions on. Made by ``open_store``."""

    def __init__(self, engine: Engine, keys: Mapping[str, bytes] = _NO_KEYS) -> None:
        engine.update_execution_options(mailer_keys=keys)
        self._engine = engine

    @contextmanager
    def begin(self, *, is_still: bool = False, is_large: bool = False, is_alone: bool = False) -> Iterator[Transaction]:
        """Yield a transaction that may write; committed durably at the end, rolled back on any error.

        With ``is_still`` all its statements see what the first of them saw (a LOCK does not count as one), with
        ``is_large`` it is one that ``begin_bulk`` begins, and with ``is_alone`` nobody else changes people meanwhile.
        """
        with _readable_errors(), self._engine.connect() as tx:
            if is_still and tx.dialect.name == "postgresql":
                tx.execution_options(isolation_level="REPEATABLE READ")
            with begin_bulk(tx, is_alone=is_alone) if is_large else tx.begin():
                yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that only reads and blocks nobody."""
        with _readable_errors(), self._engine.connect().execution_options(mailer_reads=True) as tx:
            yield tx

    @contextmanager
    def apart(self) -> Iterator["Workbench"]:
        """Yield a connection of its own, where temporary tables last from one transaction to the next."""
        with _readable_errors(), self._engine.connect() as connection:
            connection.detach()  # closed for good afterwards, with all that was put down on it
            make_roomy(connection)
            yield Workbench(connection)

    def compact(self, tables: Iterable[str]) -> bool:
        """Return whether what was removed from these tables has left the file too, as far as a database can see to it.

        False where another process had the database in use for too long.
        """
        from mailer.store.compaction import compact

        with _readable_errors():
            return compact(self._engine, tables)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @property
    def url(self) -> str:
        """Return the database's URL without its password."""
        return self._engine.url.render_as_string(hide_password=True)


class Workbench:
    """A connection whose temporary tables stand beside the database, in nobody's way. Made by ``Store.apart``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that only reads and blocks nobody, but may write to temporary tables."""
        self._connection.execution_options(mailer_reads=True)
        with _readable_errors(), self._connection.begin():
            yield self._connection

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Yield a transaction that may write much, one that ``begin_bulk`` begins, while nobody else changes people."""
        self._connection.execution_options(mailer_reads=False)
        with _readable_errors(), begin_bulk(self._connection, is_alone=True):
            yield self._connection


def open_engine(url: str) -> Engine:
    """Return an engine with our rules: on SQLite foreign keys, WAL, full durability, BEGIN IMMEDIATE for writers."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=4)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        _make_private(Path(path))
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading_engine(url: str) -> Engine:
    """Return an engine that can only read, and gives up soon."""
    if not url.startswith("sqlite"):
        return create_engine(
            url, connect_args={"connect_timeout": _SOON, "options": "-c default_transaction_read_only=on"}
        )
    path = quote(url.removeprefix("sqlite:///"))
    return create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", connect_args={"timeout": _SOON})


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, for its owner alone: it holds personal data. Its WAL takes the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):  # SQLite says better what is wrong
        # never one that is there: closing it would end the locks that this process may hold on it through SQLite
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def keys_of(tx: Transaction) -> Mapping[str, bytes]:
    """Return the keys of ``keys.toml`` by key id, which the store was opened with."""
    keys: Mapping[str, bytes] = tx.get_execution_options().get("mailer_keys", _NO_KEYS)
    return keys


def schema_revision(tx: Transaction) -> str | None:
    """Return the revision of the schema in the database, or None for an empty one."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    found: str | None = tx.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def clock(tx: Transaction) -> datetime:
    """Return the database's present time (aware UTC); leases are measured by it."""
    if tx.dialect.name == "sqlite":
        return datetime.now(UTC)
    at = tx.scalar(select(func.clock_timestamp()))
    return at.astimezone(UTC) if at else datetime.now(UTC)


def new_id(tx: Transaction, adding: ReturningInsert[Any]) -> int:
    """Return the id of the one row that ``adding`` writes and returns."""
    return int(tx.execute(adding).scalar_one())


class json_object(FunctionElement[dict[str, str]]):  # noqa: N801 - reads as a function in expressions
    """An SQL expression that gives a JSON object of the names and values given in turn."""

    type = JSON()
    inherit_cache = True


@compiles(json_object, "sqlite")
def _json_object_sqlite(element: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return f"json_object({compiler.process(element.clauses, **options)})"


@compiles(json_object, "postgresql")
def _json_object_postgresql(element: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return f"json_build_object({compiler.process(element.clauses, **options)})"


def _prepare_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - a DBAPI connection
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - a DBAPI connection
    """Make commits durable (a claim must outlive a crash), and let nobody wait for ever for a process that hangs."""
    connection.execute(f"SET lock_timeout = '{_BUSY_SECONDS}s'")
    connection.execute(f"SET idle_in_transaction_session_timeout = '{_HUNG_SECONDS}s'")
    connection.execute(
        "SELECT set_config(name, 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'"
    )
    connection.commit()


def _begin_sqlite(tx: Connection) -> None:
    reads = tx.get_execution_options().get("mailer_reads", False)
    tx.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if type(error) not in {DatabaseError, OperationalError}:
            raise
        reason = str(error.orig).strip().splitlines()[0]
        if any(word in reason for word in _BUSY):
            raise NotFinished("another process is writing to the database", hint="Try again in a moment") from error
        hint = next((hint for word, hint in _HINTS if word in reason), "Check [database] url in mailer.toml")
        raise MailerError(f"the database cannot be used: {reason}", hint=hint) from error
