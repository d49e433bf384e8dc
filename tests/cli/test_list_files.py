"""Lists as files: ``lists sync`` and ``lists export`` as they are typed."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Desk

_HEADER = "address,name,outlet,role,kind,language,country,timezone,beats,basis,source,frequency"


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with a list of two people, from its files."""
    workspace.write("lists/press.csv", "address,name\nana@example.org,Ana\nben@example.org,Ben\n")
    workspace.write("lists/press.toml", 'title = "Press, Africa"\nsource = "the card index"\n')
    workspace.run("lists", "sync", "--yes")
    return workspace


def test_a_list_is_made_changed_and_told_like_a_diff(desk: Desk) -> None:
    desk.write("lists/press.csv", "address,name\nana@example.org,Anna\ndia@example.org,Dia\nnobody,\n")
    desk.write("lists/press.toml", 'title = "Press"\n')

    told = desk.run("lists", "sync", "--yes")

    assert told.code == 0
    assert told.out.splitlines()[:5] == [
        "press",
        "  ~ title: Press, Africa -> Press",
        "  + dia@example.org Dia",
        "  ~ ana@example.org name: Ana -> Anna",
        "  ! line 4: nobody 'nobody' is not a mail address: An email address must have an @-sign",
    ]
    assert "Not in the file, and staying on the list (--prune ends that): ben@example.org" in told.out
    assert "Changed press. To take it back: mailer contacts undo 2" in told.out
    assert desk.json("lists", "show", "press", "--json")["active"] == 3


def test_without_a_person_and_without_yes_nothing_is_changed(desk: Desk) -> None:
    desk.write("lists/press.csv", "address,name\nana@example.org,Anna\n")

    told = desk.run("lists", "sync")
    dry = desk.run("lists", "sync", "--dry-run")

    assert (told.code, dry.code) == (2, 0)
    assert "~ ana@example.org name: Ana -> Anna" in told.out
    assert "add --yes" in told.err
    assert told.out == dry.out
    assert len(desk.json("contacts", "changes", "--json")) == 1


def test_what_is_synced_again_says_so(desk: Desk) -> None:
    told = desk.run("lists", "sync")

    assert (told.code, told.out) == (0, "press: nothing to change\n")


def test_pruning_is_shown_asked_for_and_taken_back(desk: Desk) -> None:
    desk.write("lists/press.csv", "address,name\nana@example.org,Ana\n")

    (done,) = desk.json("lists", "sync", "press", "--prune", "--yes", "--json")
    undone = desk.run("contacts", "undo", str(done["changeset"]))

    assert (done["ended"], done["leaving"]) == (1, [{"address": "ben@example.org", "name": "Ben"}])
    assert undone.code == 0
    assert desk.json("lists", "show", "press", "--json")["active"] == 2


def test_the_json_of_a_plan_that_is_only_looked_at_has_no_changeset(desk: Desk) -> None:
    desk.write("lists/press.csv", "address,name\nana@example.org,Anna\n")

    (planned,) = desk.json("lists", "sync", "--dry-run", "--json")

    assert (planned["changeset"], planned["not_in_file"]) == (None, 1)
    assert desk.run("lists", "sync", "--json").out == ""


def test_a_file_that_cannot_be_read_is_bad_input_and_leaves_the_others(desk: Desk) -> None:
    desk.write("lists/africa.csv", "address\ncy@example.org\n")
    desk.write("lists/zulu.toml", 'tytle = "Zulu"\n')

    told = desk.run("lists", "sync", "--yes")

    assert told.code == 65
    assert "zulu.toml: there is no key 'tytle'. Did you mean 'title'?" in told.err
    assert [one["slug"] for one in desk.json("lists", "ls", "--json")] == ["press"]


def test_an_export_writes_one_form_and_then_touches_nothing(desk: Desk) -> None:
    first = desk.run("lists", "export")
    again = desk.run("lists", "export")

    assert first.out == "Wrote lists/press.csv (changed).\n"
    assert again.out == "The files say the same as the lists.\n"
    assert (desk.path / "lists" / "press.csv").read_text() == (
        f"{_HEADER}\nana@example.org,Ana,,,journalist,,,,,,,\nben@example.org,Ben,,,journalist,,,,,,,\n"
    )


def test_every_list_is_exported_where_that_is_said(desk: Desk) -> None:
    desk.run("lists", "create", "partners", "--kind", "partner", "--source", "the network")

    kept = desk.json("lists", "export", "--all", "--json")

    assert [(one["file"], one["file_is"]) for one in kept] == [
        ("lists/partners.csv", "new"),
        ("lists/partners.toml", "new"),
        ("lists/press.csv", "changed"),
        ("lists/press.toml", "same"),
    ]
    assert (desk.path / "lists" / "partners.toml").read_text() == (
        'title = "Partners"\nkind = "partner"\nbasis = "legitimate-interest"\nsource = "the network"\n'
    )
    assert desk.path.joinpath("lists", "partners.csv").stat().st_mode & 0o777 == 0o600


def test_a_list_file_that_is_a_link_is_written_where_it_leads(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "press.csv"
    (desk.path / "lists" / "press.csv").rename(elsewhere)
    (desk.path / "lists" / "press.csv").symlink_to(elsewhere)

    desk.run("lists", "export")

    assert (desk.path / "lists" / "press.csv").is_symlink()
    assert elsewhere.read_text().startswith(_HEADER)


def test_contacts_are_exported_whole_and_safe_for_a_spreadsheet(desk: Desk) -> None:
    desk.run("contacts", "add", "+cy@example.org", "--name", "=Cy", "--language", "fr,en", "--list", "press")

    rows: list[dict[str, Any]] = list(csv.DictReader(StringIO(desk.run("contacts", "export", "--list", "press").out)))
    records = desk.json("contacts", "export", "--list", "press", "--json")

    assert (rows[0]["address"], rows[0]["name"], rows[0]["language"]) == ("'+cy@example.org", "'=Cy", "fr;en")
    assert (records[0]["address"], records[0]["name"], records[0]["languages"]) == (
        "+cy@example.org",
        "=Cy",
        ["fr", "en"],
    )
    assert {row["source"] for row in rows} == {"the card index"}
