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
