"""Where imported addresses come from: said for a file, remembered for its list, and asked for where nobody has."""

from tests.cli.conftest import Desk


def import_people(desk: Desk, *options: str) -> dict[str, object]:
    path = desk.write("lists/open.csv", "address\nnew@example.net\n")
    found: dict[str, object] = desk.json("contacts", "import", str(path), "--list", "open", "--json", *options)
    return found


def test_a_source_that_is_said_is_that_of_each_row_and_remembered(workspace: Desk) -> None:
    workspace.run("lists", "create", "open", "--title", "Open")

    report = import_people(workspace, "--source", "accreditation desk", "--basis", "consent")

    (one,) = workspace.json("contacts", "show", "new@example.net", "--json")["subscriptions"]
    assert (one["source"], one["basis"]) == ("accreditation desk", "consent")
    assert report["notes"] == []
    assert import_people(workspace, "--dry-run")["notes"] == []


def test_off_a_terminal_it_is_taken_and_said_how_to_say_it(workspace: Desk) -> None:
    workspace.run("lists", "create", "open", "--title", "Open")

    report = import_people(workspace)

    assert report["added"] == 1
    assert "mailer lists edit open --source" in str(report["notes"])
    assert "Nobody has said where" in workspace.run("contacts", "import", str(workspace.path / "lists/open.csv")).out


def test_a_dry_run_shows_what_becomes_of_the_consent_of_those_who_are_on_the_list(workspace: Desk) -> None:
    workspace.run("lists", "create", "open", "--title", "Open", "--source", "desk")
    import_people(workspace)
    path = workspace.write("web.csv", "address,basis,source\nnew@example.net,consent,web form\n")
    said = ("contacts", "import", str(path), "--list", "open")

    looked = workspace.json(*said, "--dry-run", "--json")
    shown = workspace.run(*said, "--dry-run").out
    made = workspace.json(*said, "--json")

    assert [(one["line"], one["address"], one["field"], one["before"], one["after"]) for one in looked["changes"]] == [
        (2, "new@example.net", "open: basis", "legitimate-interest", "consent"),
        (2, "new@example.net", "open: source", "desk", "web form"),
    ]
    assert "open: basis" in shown
    assert made["changes"] == looked["changes"]
    assert workspace.json(*said, "--dry-run", "--json")["changes"] == []
