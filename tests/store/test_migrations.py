"""The schema, and what bringing it up to date may and may not do."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, select, text

from mailer.domain.campaign import CampaignState
from mailer.domain.delivery import DeliveryState
from mailer.errors import MailerError
from mailer.store import opening, upgrading
from mailer.store.database import Store, open_engine, schema_revision
from mailer.store.opening import open_store
from mailer.store.tables.partial_indexes import whole_metadata
from mailer.store.tables.schema import campaign_states, delivery_states

_LATER = "9999"
_NEXT_REVISION = f'''
"""A sample: contacts get a column, by a rebuild of the table on SQLite."""

import sqlalchemy as sa
from alembic import op

revision = "{_LATER}"
down_revision = "{opening.SCHEMA_REVISION}"


def upgrade():
    with op.batch_alter_table("contacts", recreate="always") as contacts:
        contacts.add_column(sa.Column("shoe_size", sa.Integer()))
'''


def test_the_migrated_schema_is_the_one_in_the_code(store: Store) -> None:
    with store.read() as tx:
        differences = compare_metadata(MigrationContext.configure(tx), whole_metadata)

    assert differences == []


def test_an_empty_database_gets_the_newest_schema(empty_url: str) -> None:
    opened = open_store(empty_url)

    with opened.read() as tx:
        assert schema_revision(tx) == opening.SCHEMA_REVISION
    opened.close()


def test_every_state_has_its_row_and_its_sentence(store: Store) -> None:
    with store.read() as tx:
        of_deliveries = {row.name: row.meaning for row in tx.execute(select(delivery_states))}
        of_campaigns = {row.name: row.meaning for row in tx.execute(select(campaign_states))}

    assert of_deliveries.keys() == {state.value for state in DeliveryState}
    assert of_campaigns.keys() == {state.value for state in CampaignState}
    assert all(of_deliveries.values())
    assert all(of_campaigns.values())


def test_a_schema_of_another_version_is_refused_with_the_cure(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()

    with pytest.raises(MailerError, match="mailer db upgrade"):
        open_store(url)


def test_nothing_is_copied_when_the_database_is_new(tmp_path: Path) -> None:
    backup = upgrading.upgrade(f"sqlite:///{tmp_path / 'mailer.db'}")

    assert backup is None
    assert not (tmp_path / "backups").exists()


@pytest.mark.usefixtures("later_version")
def test_an_older_database_is_copied_before_it_is_changed(migrated_file: Path, tmp_path: Path) -> None:
    path = _with_people(migrated_file, tmp_path)

    backup = upgrading.upgrade(f"sqlite:///{path}")

    assert backup is not None
    assert backup.stat().st_mode & 0o777 == 0o600
    assert _rows(backup, "SELECT version_num FROM alembic_version") == [(opening.SCHEMA_REVISION,)]
    assert _rows(backup, "SELECT name FROM contacts") == [("Amina Example",)]
    assert _rows(path, "SELECT version_num FROM alembic_version") == [(_LATER,)]


@pytest.mark.usefixtures("later_version")
def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(migrated_file: Path, tmp_path: Path) -> None:
    path = _with_people(migrated_file, tmp_path)

    upgrading.upgrade(f"sqlite:///{path}")

    assert _rows(path, "SELECT name, shoe_size FROM contacts") == [("Amina Example", None)]
    assert _rows(path, "SELECT address FROM addresses") == [("amina@example.org",)]
    assert _rows(path, "SELECT language FROM contact_languages") == [("fr",)]


@pytest.mark.usefixtures("later_version")
def test_an_upgrade_that_would_orphan_rows_is_rolled_back(migrated_file: Path, tmp_path: Path) -> None:
    path = _with_people(migrated_file, tmp_path)
    with sqlite3.connect(path) as connection:  # without foreign keys: as a damaged database would have it
        connection.execute("INSERT INTO contact_languages VALUES (99, 0, 'en')")
    connection.close()

    with pytest.raises(MailerError, match="rolled back"):
        upgrading.upgrade(f"sqlite:///{path}")

    assert _rows(path, "SELECT version_num FROM alembic_version") == [(opening.SCHEMA_REVISION,)]


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of mailer that has one revision more."""
    more = tmp_path / "versions"
    more.mkdir()
    (more / f"{_LATER}_a_sample.py").write_text(_NEXT_REVISION)
    own = Path(upgrading.__file__).parent / "migrations"

    def upgrade(config: Config, revision: str) -> None:
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", f"{own / 'versions'}:{more}")
        real_upgrade(config, revision)

    real_upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", upgrade)


def _with_people(migrated: Path, folder: Path) -> Path:
    path = folder / "mailer.db"
    path.write_bytes(migrated.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO contacts (id, name, kind, created_at, updated_at)"
            " VALUES (1, 'Amina Example', 'journalist', '2026-11-24 06:00:00', '2026-11-24 06:00:00')"
        )
        connection.execute(
            "INSERT INTO addresses (contact_id, address, key, domain, is_preferred)"
            " VALUES (1, 'amina@example.org', 'amina@example.org', 'example.org', 1)"
        )
        connection.execute("INSERT INTO contact_languages VALUES (1, 0, 'fr')")
    connection.close()
    return path


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_a_commit_waits_for_the_disk_even_where_the_server_is_set_not_to(url: str) -> None:
    settings = create_engine(url, isolation_level="AUTOCOMMIT")
    with settings.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit = off')
    settings.dispose()

    store = open_store(url)

    with store.begin() as tx:
        assert tx.scalar(text("SHOW synchronous_commit")) == "on"
    store.close()


def test_opening_a_database_twice_leaves_its_locks_in_place(migrated_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    shutil.copy(migrated_file, path)
    store = open_store(f"sqlite:///{path}")
    locking = f"import fcntl; fcntl.lockf(open({str(path)!r}, 'rb+'), fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)"

    with store.begin():
        open_store(f"sqlite:///{path}").close()
        taken = subprocess.run([sys.executable, "-c", locking], capture_output=True, check=False)

    assert taken.returncode != 0
    store.close()


def test_nobody_waits_for_ever_for_a_process_that_hangs_in_a_transaction(store: Store) -> None:
    with store.read() as tx:
        if tx.dialect.name == "sqlite":
            waits = [tx.exec_driver_sql("PRAGMA busy_timeout").scalar_one()]
        else:
            names = ("lock_timeout", "idle_in_transaction_session_timeout")
            waits = [tx.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]

    assert waits in ([20_000], ["20s", "1min"])
