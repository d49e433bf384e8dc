"""Erasing a person, and what they may ask for before: shown at the command line, on both databases."""

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from mailer.domain.changeset import Action
from mailer.domain.tombstone import bury
from mailer.settings import load_settings
from mailer.store import compaction
from mailer.store.database import Store
from mailer.store.history import changesets
from mailer.store.opening import open_store
from mailer.store.privacy import erased_log
from mailer.store.sending.journals import FileJournal, Origin
from mailer.store.tables.schema import metadata
from tests.cli.campaigning import PEOPLE, states
from tests.cli.conftest import Desk, Typed
from tests.relay.scripted import ScriptedRelay

ADDRESS = "Ana.Ruiz@example.org"
KEY = ADDRESS.casefold()
OTHER = "ana@home.example.net"
NAME = "Ana Rúiz Ñandú"
PHONE = "+1 202 555 0147"
NEIGHBOUR = "jo.ana.ruiz@example.org"
_FILE = f"""\
address,name,outlet,role,country,phone,nickname
{ADDRESS},{NAME},The Acacia Tribune,Editor,KE,{PHONE},Añita
{NEIGHBOUR},Jo,The Acacia Tribune,,KE,,"knows {KEY}"
"""


@pytest.fixture
def ana(desk: Desk) -> Desk:
    """A workspace in which somebody was written to, changed, has left, is suppressed, and stands in files."""
    desk.write("lists/press.csv", _FILE)
    assert desk.run("contacts", "import", str(desk.path / "lists" / "press.csv")).code == 0
    assert desk.run("contacts", "edit", ADDRESS, "--notes", f"{NAME} calls back").code == 0
    allowed = ("--allow", "N009", "--reason", f"asked by {ADDRESS}")
    assert desk.run("send", "wells", "--to", "press", "--yes", *allowed).code == 0
    desk.run("unsubscribe", ADDRESS, "--all")
    desk.run("suppressions", "remove", ADDRESS, "--they-asked")
    desk.run("suppressions", "add", ADDRESS, "--note", f"{NAME} called")
    return desk


@contextlib.contextmanager
def opened(desk: Desk) -> Iterator[Store]:
    """Yield the ledger of the desk."""
    store = open_store(os.environ.get("MAILER_DATABASE_URL") or f"sqlite:///{desk.path / 'mailer.db'}")
    yield store
    store.close()


def erase(desk: Desk, *words: str) -> Typed:
    return desk.run("contacts", "erase", ADDRESS, "--yes", *words)


def spellings(*words: str) -> list[bytes]:
    """Return how the words may stand in a file: as they are, folded, in JSON."""
    every = [one for word in words for one in (word, word.casefold(), json.dumps(word)[1:-1])]
    return [*dict.fromkeys(one.encode() for one in every)]


def is_named(content: bytes, wanted: bytes) -> bool:
    """Return whether the octets hold the word, but for the neighbour whose address ends like it."""
    return wanted in content.replace(NEIGHBOUR.encode(), b"")


@pytest.mark.usefixtures("url")
def test_a_person_is_gone_from_every_table_and_the_books_still_balance(ana: Desk) -> None:
    done = erase(ana)

    assert done.code == 0, done.err
    with opened(ana) as store, store.read() as tx:
        for table in metadata.sorted_tables:
            rows = str(tx.execute(select(table)).all()).encode()
            assert [one for one in spellings(ADDRESS, NAME, PHONE, "Añita") if is_named(rows, one)] == [], table.name
        assert tx.scalar(text("SELECT count(*) FROM deliveries")) == len(PEOPLE) + 2
        assert changesets.newest(tx, limit=1)[0].action is Action.ERASE
    assert states(ana) == {"sent": len(PEOPLE) + 2}
    assert ana.run("contacts", "show", ADDRESS).code == 1
    assert ana.run("contacts", "show", NEIGHBOUR).code == 0


def test_a_search_for_their_octets_finds_nothing_in_the_workspace(ana: Desk) -> None:
    ana.run("preview", "wells", "--as", ADDRESS)
    ana.run("contacts", "access", ADDRESS)
    (ana.path / "outbox").mkdir(exist_ok=True)
    split = f"To: {ADDRESS}\r\nSubject: x\r\n\r\nDear Ana R=C3=BAiz, ana.ru=\r\niz@example.org\r\n".encode()
    (ana.path / "outbox" / "renamed.eml").write_bytes(split)
    (ana.path / "journals" / "old-0-1-ab.log").write_text(f"reply 1 1 permanent rcpt 550 - - no {KEY} here\n")

    done = erase(ana, "--files")

    assert done.code == 0, done.err
    found = [
        (path.name, word)
        for path in ana.path.rglob("*")
        if path.is_file()
        for word in spellings(ADDRESS, NAME, PHONE)
        if is_named(path.read_bytes(), word) and path.name != "press.csv"
    ]
    assert found == []
    assert not (ana.path / "outbox" / "renamed.eml").exists()
    assert "no [erased] here" in (ana.path / "journals" / "old-0-1-ab.log").read_text()
    assert not list((ana.path / "proofs").iterdir())


def test_a_list_file_is_named_with_its_lines_and_edited_only_when_asked(ana: Desk) -> None:
    path = ana.path / "lists" / "press.csv"

    kept = erase(ana)
    assert path.read_text() == _FILE
    struck = erase(ana, "--files")

    lines = _FILE.splitlines(keepends=True)
    assert "line 2 is theirs; --files" in kept.out
    assert "line 3 is about others" in struck.out
    assert path.read_text() == lines[0] + lines[2]


@pytest.mark.usefixtures("url")
def test_nothing_brings_back_who_was_erased_but_their_own_wish(ana: Desk) -> None:
    erase(ana)

    imported = ana.json("contacts", "import", str(ana.path / "lists" / "press.csv"), "--json")
    refused = [
        ana.run("contacts", "add", ADDRESS),
        ana.run("contacts", "add", "new@example.org", "--add-address", ADDRESS),
        ana.run("contacts", "edit", NEIGHBOUR, "--add-address", ADDRESS),
        ana.run("subscribe", ADDRESS, "--list", "press"),
        ana.run("suppressions", "add", ADDRESS),
        ana.run("send", "wells", "--to", ADDRESS, "--yes"),
    ]
    further = ana.write("other.csv", f"address,other addresses\nother@example.org,{ADDRESS}\n")
    others = ana.json("contacts", "import", str(further), "--list", "press", "--json")
    gone = ana.json("suppressions", "import", str(ana.write("left.csv", f"address\n{ADDRESS}\n")), "--json")
    back = ana.run("contacts", "add", ADDRESS, "--they-asked", "--list", "press")

    assert [(one["value"], "erased" in one["reason"]) for one in imported["errors"]] == [(ADDRESS, True)]
    assert [(one["value"], "erased" in one["reason"]) for one in others["errors"]] == [("other@example.org", True)]
    assert (gone["added"], gone["unchanged"]) == (0, 1)
    assert {one.code for one in refused} == {1}
    assert all("erased at their own request on" in one.err and "--they-asked" in one.err for one in refused)
    assert back.code == 0, back.err
    assert ana.run("suppressions", "add", ADDRESS).code == 0


def test_who_came_back_can_be_erased_again(ana: Desk) -> None:
    erase(ana)
    ana.run("contacts", "add", ADDRESS, "--they-asked")

    again = erase(ana)

    assert again.code == 0, again.err
    assert ana.run("contacts", "add", ADDRESS).code == 1
    words = [line.split()[0] for line in (ana.path / "erased.log").read_text().splitlines()]
    assert words == ["erased", "came-back", "erased"]


def test_who_stands_in_an_older_copy_of_the_database_is_erased_again(ana: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(ana.path / "mailer.db") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    erase(ana)
    for leftover in ana.path.glob("mailer.db*"):
        leftover.unlink()
    shutil.copy(copy, ana.path / "mailer.db")

    first = ana.run("lists", "ls")
    second = ana.run("lists", "ls")

    assert (first.code, second.code, second.err) == (0, 0, "")
    assert "erased before" in first.err
    assert "erased again" in first.err
    assert not any(is_named((ana.path / "mailer.db").read_bytes(), word) for word in spellings(ADDRESS, NAME, PHONE))
    assert ana.run("contacts", "show", NEIGHBOUR).code == 0
    assert ana.run("contacts", "add", ADDRESS).code == 1


def test_an_erasure_that_was_interrupted_is_finished_by_the_next_command(ana: Desk) -> None:
    settings = load_settings(ana.path, {})
    erased_log.append(ana.path, [bury(settings.keys, KEY, datetime(2026, 11, 25, tzinfo=UTC))])

    told = ana.run("contacts", "show", ADDRESS)

    assert told.code == 1
    assert "erased again" in told.err


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize("answer", ["451 4.7.1 later", "550 5.1.1 <p0@outlet0.example.org>: P0 is unknown"])
def test_what_waited_for_them_or_had_failed_is_never_sent(desk: Desk, relay: ScriptedRelay, answer: str) -> None:
    relay.answer(PEOPLE[0], "rcpt", answer, times=1)
    desk.run("send", "wells", "--to", "press", "--yes")
    before = len(relay.messages)

    done = desk.run("contacts", "erase", PEOPLE[0], "--yes")
    desk.run("retry", "wells")

    assert done.code == 0, done.err
    assert len(relay.messages) == before == len(PEOPLE) - 1
    assert states(desk) == {"sent": len(PEOPLE) - 1, "suppressed": 1}
    assert "p0@" not in desk.run("log", "--attempts", "--json").out.casefold()


@pytest.mark.usefixtures("url")
def test_while_a_message_is_on_its_way_nothing_is_erased(ana: Desk) -> None:
    claimed = "state = 'sending', claimed_by = 'elsewhere-boot-1-ab.log', lease_until = '2999-01-01 00:00:00.000000'"
    with opened(ana) as store, store.begin() as tx:
        tx.execute(text(f"UPDATE deliveries SET {claimed} WHERE address_key = '{KEY}'"))  # noqa: S608 - written above

    refused = erase(ana)

    assert refused.code == 75
    assert "Try again in a minute" in refused.err
    assert ana.run("contacts", "show", ADDRESS).code == 0
    assert not (ana.path / "erased.log").exists()


def test_others_who_have_the_database_in_use_are_told_and_typing_it_again_finishes(
    ana: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "_PATIENCE_SECONDS", 0)
    with opened(ana) as other, other.read() as tx:
        tx.execute(text("SELECT count(*) FROM contacts"))
        unfinished = erase(ana)
    finished = erase(ana)

    assert (unfinished.code, finished.code) == (75, 0)
    assert "then finish it: mailer contacts erase" in unfinished.err
    assert "may still hold" in unfinished.out
    assert not any(is_named((ana.path / "mailer.db").read_bytes(), word) for word in spellings(ADDRESS, NAME, PHONE))


def test_who_came_back_by_mistake_is_buried_again(ana: Desk) -> None:
    erase(ana)
    ana.run("contacts", "add", ADDRESS, "--they-asked")
    ana.run("contacts", "undo", str(ana.json("contacts", "changes", "--json")[0]["id"]))

    again = erase(ana)

    assert again.code == 0, again.err
    assert ana.run("contacts", "add", ADDRESS).code == 1


def test_a_dry_run_says_the_same_and_changes_nothing(ana: Desk) -> None:
    before = {path: path.read_bytes() for path in ana.path.rglob("*") if path.is_file() and path.suffix != ".db-shm"}

    told = ana.json("contacts", "erase", ADDRESS, "--dry-run", "--json")
    after = {path: path.read_bytes() for path in ana.path.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    done = ana.json("contacts", "erase", ADDRESS, "--yes", "--json")

    assert told["dry_run"] is True
    assert after == before
    assert told["removed"] == done["removed"]
    assert {one["place"] for one in done["removed"]} >= {"contacts", "addresses", "deliveries", "change_values"}


def test_the_certificate_is_kept_and_names_nobody(ana: Desk) -> None:
    backup = ana.path / "backups" / "mailer-1.db"
    backup.parent.mkdir()
    with sqlite3.connect(ana.path / "mailer.db") as source, sqlite3.connect(backup) as target:
        source.backup(target)

    done = ana.json("contacts", "erase", ADDRESS, "--yes", "--reason", "by letter", "--json")

    (path,) = (ana.path / "erasures").iterdir()
    written = path.read_text()
    assert done["path"] == str(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "by letter" in written
    assert done["addresses"][0]["hash"] in written
    assert "backups/mailer-1.db" in written
    assert not [word for word in (ADDRESS, KEY, NAME, PHONE, "ana") if word in written.casefold()]


@pytest.mark.parametrize("reason", [f"letter of {NAME}", f"mail from {KEY}"])
def test_a_reason_that_names_the_person_is_refused(ana: Desk, reason: str) -> None:
    refused = erase(ana, "--reason", reason)

    assert refused.code == 2
    assert ana.run("contacts", "show", ADDRESS).code == 0


def test_nobody_is_erased_by_a_slip(ana: Desk) -> None:
    unknown = ana.run("contacts", "erase", "nobody@example.org", "--yes")
    unasked = ana.run("contacts", "erase", ADDRESS)

    assert (unknown.code, unasked.code) == (1, 2)
    assert "nothing is held of nobody@example.org" in unknown.err
    assert not (ana.path / "erased.log").exists()


def test_nobody_is_erased_without_keys(ana: Desk) -> None:
    (ana.path / "keys.toml").unlink()

    refused = erase(ana)

    assert refused.code == 78
    assert ana.run("contacts", "show", ADDRESS).code == 0


def test_a_lost_key_keeps_everybody_out_rather_than_letting_one_in(ana: Desk) -> None:
    erase(ana)
    keys = ana.path / "keys.toml"
    keys.write_text(f'[keys]\nother1 = "{"ab" * 32}"\n')

    refused = ana.run("contacts", "add", ADDRESS)

    assert refused.code == 78
    assert "Restore it from a backup" in refused.err


@pytest.mark.usefixtures("url")
def test_somebody_is_told_everything_that_is_held_of_them(ana: Desk) -> None:
    held = ana.json("contacts", "access", ADDRESS, "--json")["held"]

    assert held["contacts"][0]["name"] == NAME
    assert held["addresses"][0]["address"] == "Ana.Ruiz@example.org"
    assert held["subscriptions"][0]["ended_reason"] == "unsubscribed"
    assert held["subscriptions"][0]["from_file"] == "press.csv"
    assert held["deliveries"][0]["release"] == "wells"
    assert held["delivery_attempts"][0]["code"] == 250
    assert held["suppressions"][0]["note"] == f"{NAME} called"
    assert {one["done"] for one in held["changes"]} >= {"unsubscribe", "suppress", "unsuppress"}
    assert "commitment" not in held["changes"][0]
    assert any("unsubscribed" in json.dumps(one["values"]) for one in held["change_values"])


def test_the_answer_is_a_page_that_shows_values_and_runs_none(ana: Desk, tmp_path: Path) -> None:
    ana.run("suppressions", "remove", ADDRESS)
    ana.run("suppressions", "add", ADDRESS, "--note", "<script>alert(1)</script>")

    done = ana.run("contacts", "access", ADDRESS, "--out", str(tmp_path / "answer"))

    page, told = sorted((tmp_path / "answer").iterdir())
    html = page.read_text()
    assert done.code == 0, done.err
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert NAME in html
    assert json.loads(told.read_text())["held"]["contacts"][0]["name"] == NAME
    assert page.stat().st_mode & 0o777 == 0o600
    assert "ana" not in page.name


def test_who_was_erased_is_told_what_is_left(ana: Desk) -> None:
    erase(ana)

    held = ana.json("contacts", "access", ADDRESS, "--json")["held"]

    assert set(held) == {"deliveries", "delivery_attempts", "tombstones"}
    assert held["deliveries"][0]["address"].startswith("erased-")


def test_with_a_person_go_the_contacts_that_were_merged_into_theirs(ana: Desk) -> None:
    ana.run("contacts", "add", OTHER, "--name", "A. R.")
    with opened(ana) as store, store.begin() as tx:
        ids = {row.key: row.contact_id for row in tx.execute(text("SELECT key, contact_id FROM addresses"))}
        tx.execute(text(f"UPDATE addresses SET is_preferred = false, contact_id = {ids[KEY]} WHERE key = '{OTHER}'"))  # noqa: S608 - numbers
        tx.execute(text(f"UPDATE contacts SET merged_into = {ids[KEY]} WHERE id = {ids[OTHER]}"))  # noqa: S608 - numbers

    done = ana.run("contacts", "erase", OTHER, "--yes")

    assert done.code == 0, done.err
    assert ana.run("contacts", "add", OTHER).code == 1
    assert ana.run("contacts", "add", ADDRESS).code == 1
    assert len((ana.path / "erased.log").read_text().splitlines()) == 2


def test_with_a_person_go_the_addresses_that_once_were_theirs(ana: Desk) -> None:
    ana.run("suppressions", "remove", ADDRESS)
    moved = ("--add-address", OTHER, "--prefer", OTHER, "--remove-address", ADDRESS)
    assert ana.run("contacts", "edit", ADDRESS, *moved).code == 0

    assert ana.run("contacts", "erase", OTHER, "--yes").code == 0

    assert ana.run("contacts", "add", ADDRESS).code == 1


def test_with_a_person_goes_an_address_that_they_had_for_a_while(ana: Desk) -> None:
    for how in ("--add-address", "--remove-address"):
        assert ana.run("contacts", "edit", NEIGHBOUR, how, "x@home.example.net").code == 0

    assert ana.run("contacts", "erase", NEIGHBOUR, "--yes").code == 0

    assert ana.run("contacts", "add", "x@home.example.net").code == 1


def test_what_cannot_be_looked_into_is_told(ana: Desk) -> None:
    (ana.path / "lists" / "press.xlsx").write_bytes(b"PK\x03\x04\x00\x00")

    assert "press.xlsx" in erase(ana).out


def test_a_journal_that_somebody_is_writing_is_told(ana: Desk) -> None:
    journal = FileJournal(ana.path / "journals", Origin("host", "boot"))
    journal.flush()
    with (ana.path / "journals" / journal.name).open("a") as file:
        file.write(f"reply 1 1 permanent rcpt 550 - - no {KEY} here\n")

    assert "is being written by a sender" in erase(ana).out


def test_the_history_of_lists_in_git_is_told_and_left_alone(ana: Desk) -> None:
    objects = ana.path / "lists" / ".git" / "objects"
    objects.mkdir(parents=True)
    (objects / "pack").write_bytes(b"PACK\x00" + KEY.encode())

    told = erase(ana, "--files").out

    assert "git keeps each line that ever was in a list" in told
    assert "objects" not in told
    assert KEY.encode() in (objects / "pack").read_bytes()
