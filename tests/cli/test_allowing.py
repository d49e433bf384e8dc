"""``--allow ID --reason TEXT``: an error of the checks that is right this once, and who said so."""

import sqlite3

import pytest

from tests.cli.campaigning import DATE, RELEASE, SPOKESPEOPLE
from tests.cli.conftest import Desk

_REASON = "TK is the name of the lake"
_ALLOW = ("--allow", "E012", "--reason", _REASON)
_SEND = ("send", "wells", "--to", "press", "--yes")


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with a list, and a release in which one check finds an error."""
    workspace.write("releases/wells.md", RELEASE.replace("the lake,", "the lake TK,"))
    workspace.write("spokespeople.toml", SPOKESPEOPLE)
    workspace.run("lists", "create", "press", "--title", "Press")
    workspace.run("contacts", "add", "ana@ana.example.org", "--list", "press")
    return workspace


def test_an_error_stops_a_send_until_it_is_allowed(desk: Desk) -> None:
    stopped = desk.run(*_SEND)
    passed = desk.json(*_SEND, *_ALLOW, "--json")

    assert stopped.code == 65
    assert passed["deliveries"]["sent"] == 1


def test_what_was_allowed_why_and_by_whom_stands_in_the_status_and_in_the_audit(desk: Desk) -> None:
    desk.json(*_SEND, *_ALLOW, "--json")

    (allowed,) = desk.json("status", "wells", "--json")["allowed"]
    (entry,) = desk.json("audit", "ls", "--action", "allow", "--json")
    shown = desk.run("status", "wells").out

    assert (allowed["id"], allowed["reason"]) == ("E012", _REASON)
    assert "@" in allowed["by"]
    assert f"E012 was allowed by {allowed['by']}: {_REASON}" in shown
    assert (entry["who"], entry["about"], entry["subject"]) == (allowed["by"], "wells", "campaign")
    assert entry["values"] == {"E012": [None, _REASON]}
    assert _REASON in desk.run("audit", "ls").out
    assert desk.run("audit", "verify").code == 0


def test_what_was_not_found_is_not_written_down(desk: Desk) -> None:
    desk.write("releases/wells.md", RELEASE)
    desk.json(*_SEND, *_ALLOW, "--json")

    assert desk.json("status", "wells", "--json")["allowed"] == []
    assert desk.json("audit", "ls", "--action", "allow", "--json") == []


def test_a_dry_run_and_a_refused_send_write_nothing_down(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--dry-run", *_ALLOW)
    desk.run("send", "wells", "--to", "press", "--expect", "7", "--yes", *_ALLOW)

    with sqlite3.connect(desk.path / "mailer.db") as ledger:
        assert ledger.execute("SELECT count(*) FROM campaign_allowances").fetchone() == (0,)


def test_another_error_still_stops_it(desk: Desk) -> None:
    written = (desk.path / "releases" / "wells.md").read_text(encoding="utf-8")
    desk.write("releases/wells.md", written.replace(DATE, ""))

    stopped = desk.run(*_SEND, *_ALLOW)

    assert stopped.code == 65
    assert "the release has no date" in stopped.err


def test_check_tells_what_is_allowed_and_exits_0_if_nothing_else_is_wrong(desk: Desk) -> None:
    refused = desk.run("check", "wells")
    allowed = desk.run("check", "wells", *_ALLOW)
    found = desk.json("check", "wells", *_ALLOW, "--json")["findings"]

    assert (refused.code, allowed.code) == (1, 0)
    assert "Allowed." in allowed.out
    assert [one["allowed"] for one in found if one["id"] == "E012"] == [True]
    assert not any(one["allowed"] for one in found if one["id"] != "E012")


def test_ids_are_repeated_or_separated_by_commas_and_may_be_typed_small(desk: Desk) -> None:
    written = (desk.path / "releases" / "wells.md").read_text(encoding="utf-8")
    desk.write("releases/wells.md", written.replace(DATE, ""))

    assert desk.run("check", "wells", "--allow", "e012,E005", "--reason", _REASON).code == 0
    assert desk.run("check", "wells", "--allow", "e012", "--allow", "E005", "--reason", _REASON).code == 0


@pytest.mark.parametrize("command", [("check", "wells"), _SEND])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--allow", "E012"), "--allow needs a reason"),
        (("--allow", "E012", "--reason", "  "), "--allow needs a reason"),
        (("--reason", "why not"), "--reason says why a finding is allowed"),
        (("--allow", "E0I2", "--reason", "so"), "there is no check E0I2"),
        (("--allow", "E0I2", "--reason", "so"), "Did you mean E0"),
        (("--allow", "M001", "--reason", "so"), "M001 cannot be allowed"),
        (("--allow", "E012,M003", "--reason", "so"), "M003 cannot be allowed"),
        (("--allow", "E010", "--reason", "so"), "E010 cannot be allowed"),
    ],
)
def test_what_cannot_be_allowed_like_this_is_refused(
    desk: Desk, command: tuple[str, ...], typed: tuple[str, ...], said: str
) -> None:
    refused = desk.run(*command, *typed)

    assert refused.code == 2
    assert said in refused.err
