"""Every store test runs twice, on SQLite and on a real PostgreSQL, each test with a database of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.store.database import Store
from mailer.store.opening import open_store


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it, not even a schema."""
    if dialect == "sqlite":
        return f"sqlite:///{tmp_path / 'mailer.db'}"
    return str(request.getfixturevalue("databases")())


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with the schema and nothing in it."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    """A time to be the present."""
    return datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
