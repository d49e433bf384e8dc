"""Who was erased, as the ledger and the file beside it know it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mailer.domain.tombstone import bury
from mailer.errors import MailerError, SettingsError
from mailer.store import compaction
from mailer.store.database import Store
from mailer.store.opening import open_store
from mailer.store.privacy import erased_log, tombstones
from tests.store.ledger import begun

KEYS = {"old1": b"o" * 32, "new1": b"n" * 32}


@pytest.fixture
def keyed(url: str) -> Iterator[Store]:
    """A store with the keys of a workspace."""
    opened = open_store(url, KEYS)
    yield opened
    opened.close()


def test_where_nobody_was_erased_no_address_is_looked_at(store: Store) -> None:
    with store.read() as tx:
        keys = iter(["ana@example.org"])
        assert tombstones.erased(tx, keys) == {}
        assert list(keys) == ["ana@example.org"]


def test_the_erased_among_many_are_found_whichever_key_they_were_hashed_with(keyed: Store, now: datetime) -> None:
    with keyed.begin() as tx:
        tombstones.add(tx, [bury({"old1": KEYS["old1"]}, "ana@example.org", now), bury(KEYS, "eva@example.org", now)])
    many = (f"n{number}@example.org" for number in range(1000))

    with keyed.read() as tx:
        found = tombstones.erased(tx, [*many, "ana@example.org", "eva@example.org"])

    assert found == {"ana@example.org": now, "eva@example.org": now}


def test_who_came_back_is_not_kept_out_and_it_is_written_down(keyed: Store, now: datetime) -> None:
    with keyed.begin() as tx:
        tombstones.add(tx, [bury(KEYS, "ana@example.org", now)])

    with keyed.begin() as tx:
        later = now.replace(hour=now.hour + 1)
        was_erased = tombstones.lift(tx, ["ana@example.org"], later, changeset=begun(tx, now))
        was_not = tombstones.lift(tx, ["bob@example.org"], later, changeset=begun(tx, now))

    with keyed.read() as tx:
        assert (was_erased, was_not, tombstones.number(tx)) == (1, 0, 2)
        assert tombstones.erased(tx, ["ana@example.org"]) == {}


def test_without_the_key_of_a_tombstone_nobody_is_let_in(url: str, now: datetime) -> None:
    store = open_store(url, {"new1": KEYS["new1"]})
    with store.begin() as tx:
        tombstones.add(tx, [bury({"old1": KEYS["old1"]}, "ana@example.org", now)])

    with pytest.raises(SettingsError, match=r"keys\.toml lacks the key 'old1'"), store.read() as tx:
        tombstones.erased(tx, ["bob@example.org"])
    store.close()


def test_the_file_only_grows_and_is_its_owners_alone(tmp_path: Path, now: datetime) -> None:
    ana, eva = bury(KEYS, "ana@example.org", now), bury(KEYS, "eva@example.org", now)

    erased_log.append(tmp_path, [ana])
    erased_log.append(tmp_path, [eva])

    assert erased_log.read(tmp_path) == [ana, eva]
    assert erased_log.number(tmp_path) == 2
    assert (tmp_path / "erased.log").stat().st_mode & 0o777 == 0o600
    assert "ana" not in (tmp_path / "erased.log").read_text()


def test_a_line_that_is_none_is_named(tmp_path: Path, now: datetime) -> None:
    erased_log.append(tmp_path, [bury(KEYS, "ana@example.org", now)])
    with (tmp_path / "erased.log").open("a") as file:
        file.write("erased new1 ab\n")

    with pytest.raises(MailerError, match="line 2 is no tombstone"):
        erased_log.read(tmp_path)


def test_a_file_that_cannot_be_written_stops_everything(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "erased.log").mkdir()

    with pytest.raises(MailerError, match="Nothing was erased"):
        erased_log.append(tmp_path, [bury(KEYS, "ana@example.org", now)])


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_database_in_use_is_told_and_not_waited_for_long(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "_PATIENCE_SECONDS", 0)
    other = open_store(url)

    with other.read() as tx:
        tombstones.number(tx)
        with store.begin() as writing:
            begun(writing, datetime.now().astimezone())
        assert store.compact([]) is False
    assert store.compact([]) is True
    other.close()
