"""Bringing the schema up to date, after a backup copy."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, event

from mailer.errors import MailerError
from mailer.store.database import open_engine, schema_revision


def upgrade(url: str) -> Path | None:
    """Bring the schema at ``url`` to the newest revision; return the backup made first, if there was anything to keep.

    On SQLite foreign keys are off while tables are rebuilt (else child rows would go) and checked afterwards.
    """
    engine = open_engine(url)
    try:
        backup = _back_up(url, engine)
        if url.startswith("sqlite"):
            event.listen(engine, "connect", _without_foreign_keys)
        _migrate(engine, backup)
    finally:
        engine.dispose()
    return backup


def _migrate(engine: Engine, backup: Path | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _check_foreign_keys(connection, backup)


def _back_up(url: str, engine: Engine) -> Path | None:
    with engine.connect().execution_options(mailer_reads=True) as tx:
        found = schema_revision(tx)
    engine.dispose()
    path = Path(url.removeprefix("sqlite:///"))
    if found is None or not url.startswith("sqlite") or not path.is_file():
        return None
    target = path.parent / "backups" / f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-schema-{found}.db"
    target.parent.mkdir(exist_ok=True, mode=0o700)
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    target.chmod(0o600)
    return target


def _without_foreign_keys(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_foreign_keys(connection: Connection, backup: Path | None) -> None:
    if connection.dialect.name != "sqlite":
        return
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise MailerError(
            f"the upgrade would leave {len(broken)} rows without their parent and was rolled back",
            hint=f"Nothing was changed; the backup is {backup}",
        )
