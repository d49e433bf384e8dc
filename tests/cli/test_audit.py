"""The audit as it is typed; and settings of sending that were found changed."""

import csv
import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Desk


@pytest.fixture
def people(workspace: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace whose list africa was filled by Amal from a file; Ana was given a role later."""
    monkeypatch.setenv("MAILER_USER", "amal@desk")
    workspace.run("lists", "create", "africa")
    file = workspace.write("lists/press.csv", "address,name\nana@example.org,Ana\nben@example.org,=Ben\n")
    workspace.run("contacts", "import", str(file), "--list", "africa")
    workspace.run("contacts", "edit", "ana@example.org", "--role", "Chief")
    return workspace


def test_the_audit_tells_who_did_what_before_and_after(people: Desk) -> None:
    shown = people.run("audit", "ls").out

    assert "amal@desk" in shown
    assert "role: -> Chief" in shown
    assert "2 contacts added from press.csv (sha256 " in shown


def test_the_audit_of_one_changeset_names_each_contact(people: Desk) -> None:
    found = people.json("audit", "ls", "--changeset", "2", "--json")

    assert {one["about"] for one in found} == {"Ana <ana@example.org>", "=Ben <ben@example.org>"}
    assert {(one["source"], len(one["sha256"]), one["verb"]) for one in found} == {("press.csv", 64, "added")}


def test_the_audit_as_csv_has_a_row_for_each_field_and_no_formula(people: Desk) -> None:
    people.run("contacts", "edit", "ben@example.org", "--name", "Ben", "--role", "@home")

    rows = list(csv.DictReader(io.StringIO(people.run("audit", "ls", "--about", "ben@example.org", "--csv").out)))

    assert [(row["field"], row["before"], row["after"]) for row in rows[:2]] == [
        ("name", "'=Ben", "Ben"),
        ("role", "", "'@home"),
    ]


def test_the_audit_is_about_somebody_who_is_known(people: Desk) -> None:
    typed = people.run("audit", "ls", "--about", "afrika")

    assert (typed.code, typed.out) == (2, "")
    assert "neither an address nor a list nor an outlet. Did you mean africa?" in typed.err


def test_an_empty_audit_says_where_to_look(people: Desk) -> None:
    assert people.run("audit", "ls", "--who", "eve").out == "Nothing was found. All that was done: mailer audit ls\n"


def test_verifying_exits_with_one_if_somebody_has_been_at_it(people: Desk) -> None:
    right = people.run("audit", "verify")
    with sqlite3.connect(people.path / "mailer.db") as ledger:
        ledger.execute("UPDATE change_values SET \"values\" = replace(\"values\", 'Chief', 'Boss')")

    wrong = people.run("audit", "verify")

    assert (right.code, wrong.code) == (0, 1)
    assert "WERE TAMPERED WITH" in wrong.out
    assert "role: -> Boss" in wrong.out


def test_a_contact_is_shown_with_where_it_came_from(people: Desk) -> None:
    shown = people.run("contacts", "show", "ana@example.org").out
    origin = people.json("contacts", "show", "ana@example.org", "--json")["origin"]

    assert "Came by import from press.csv (sha256 " in shown
    assert (origin["source"], origin["who"], origin["changeset"]) == ("press.csv", "amal@desk", 2)


def test_settings_of_sending_are_written_down_when_they_are_found_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(desk, "ana@example.org")
    first = _settings(desk)
    _send(desk, "ana@example.org")
    again = _settings(desk)

    monkeypatch.setenv("MAILER_SENDING_UNCERTAIN", "resend")
    _send(desk, "ana@example.org")

    assert (again, len(first)) == (first, 1)
    assert [one["what"].split("; ")[0] for one in _settings(desk)[:-1]] == ["sending.uncertain: hold -> resend"]
    assert "sender.address" in str(first[0]["values"])


def test_a_secret_of_the_settings_is_never_written_down(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", "smtp://spare.example.org")
    monkeypatch.setenv("MAILER_RELAYS_SPARE_USERNAME", "desk")
    monkeypatch.setenv("MAILER_RELAYS_SPARE_PASSWORD", "correct horse")
    _send(desk, "ana@example.org")

    assert _settings(desk)[0]["values"]["relays.spare.password"] == [None, "(given)"]
    assert all(b"correct horse" not in path.read_bytes() for path in _database(desk.path))


def _database(workspace: Path) -> list[Path]:
    found = list(workspace.glob("mailer.db*"))
    assert found
    return found


def _settings(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("audit", "ls", "--action", "settings", "--json")
    return found


def _send(desk: Desk, address: str) -> None:
    typed = desk.run("send", "wells", "--test", address, "--yes")
    assert typed.code == 0, typed.err
