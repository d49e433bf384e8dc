"""Opening the ledger: an empty database gets the schema, an old one is refused until it is upgraded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mailer.errors import MailerError
from mailer.store.database import Store, Transaction, open_engine, reading_engine, schema_revision

#: The revision that this code works with; the newest file in ``migrations/versions``.
SCHEMA_REVISION = "0007"


def open_store(url: str, keys: Mapping[str, bytes] | None = None) -> Store:
    """Return the store at ``url``; an empty database gets the schema, MailerError if its schema is another one.

    ``keys`` are those of ``keys.toml``: by them it is known who was erased.
    """
    store = Store(open_engine(url), keys or {})
    try:
        with store.read() as tx:
            found = schema_revision(tx)
        if found != SCHEMA_REVISION:
            _bring_up_to_date(url, found)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def open_reading(url: str) -> Iterator[Transaction]:
    """Yield a transaction that only reads a database that is there; it is neither made nor checked nor changed."""
    engine = reading_engine(url)
    try:
        with engine.connect() as tx:
            yield tx
    finally:
        engine.dispose()


def _bring_up_to_date(url: str, found: str | None) -> None:
    if found is not None:
        raise MailerError(
            f"the database has schema {found}, this version of mailer needs {SCHEMA_REVISION}",
            hint="Run: mailer db upgrade (it makes a backup first)",
        )
    from mailer.store.upgrading import upgrade  # alembic costs most of a second to import

    upgrade(url)
