"""``mailer send`` and the life of a campaign, typed as a user types it; the relay is the outbox."""

import json
from pathlib import Path

import pytest

from tests.cli.campaigning import RELEASE, SPOKESPEOPLE
from tests.cli.conftest import Desk


@pytest.fixture
def desk(workspace: Desk) -> Desk:
    """A workspace with a release and two lists that share somebody."""
    workspace.write("releases/wells.md", RELEASE)
    workspace.write("spokespeople.toml", SPOKESPEOPLE)
    workspace.run("lists", "create", "press", "--title", "Press")
    workspace.run("lists", "create", "partners", "--title", "Partners", "--kind", "partner")
    for name, slug in (("ana", "press"), ("ben", "press"), ("cleo", "partners")):
        workspace.run("contacts", "add", f"{name}@{name}.example.org", "--list", slug)
    workspace.run("subscribe", "ben@ben.example.org", "--list", "partners")
    return workspace


def test_a_dry_run_shows_the_plan_and_changes_nothing(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press,partners", "--dry-run", "--json")

    assert (told["recipients"], told["candidates"], told["left_out"]["duplicate"]) == (3, 4, 1)
    assert desk.json("status", "--json") == []
    assert not list((desk.path / "outbox").glob("*.eml"))


def test_everybody_on_two_lists_gets_it_once_and_the_books_balance(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--to", "partners", "--yes", "--json")

    assert told["state"] == "finished"
    assert told["deliveries"]["sent"] == told["recipients"] == 3
    assert told["balanced"] is True
    assert len(list((desk.path / "outbox").glob("*.eml"))) == 3


@pytest.mark.parametrize("again", ["u@xn--bcher-kva.example", "U@BÜCHER.example", "u\u200b@bücher.example"])
def test_another_spelling_of_a_mailbox_on_a_list_is_a_duplicate(desk: Desk, again: str) -> None:
    desk.run("contacts", "add", "u@bücher.example", "--list", "press")

    told = desk.json("send", "wells", "--to", f"press,{again}", "--yes", "--json")

    written = [path.read_text() for path in (desk.path / "outbox").glob("*.eml")]
    assert (told["recipients"], told["left_out"]["duplicate"]) == (3, 1)
    assert len(written) == 3
    assert sum("To: u@xn--bcher-kva.example\n" in text for text in written) == 1
    assert "already" in desk.run("contacts", "add", again).err


def test_every_state_appears_in_the_json_zero_or_not(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--yes", "--json")

    assert set(told["deliveries"]) == {
        "queued", "held", "sending", "deferred", "uncertain", "sent",
        "bounced", "complained", "failed", "suppressed", "cancelled",
    }  # fmt: skip
    assert set(told["left_out"]) == {
        "suppressed", "unsubscribed", "excluded", "duplicate", "already_had", "no_edition", "no_items", "outlet_cap",
    }  # fmt: skip


def test_a_rehearsal_gives_nobody_a_receipt(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    again = desk.json("send", "wells", "--to", "press", "--dry-run", "--json")

    assert again["left_out"]["already_had"] == 0


def test_without_a_terminal_and_without_yes_nothing_is_sent(desk: Desk) -> None:
    refused = desk.run("send", "wells", "--to", "press")

    assert refused.code == 2
    assert "--yes" in refused.err
    assert desk.json("status", "--json") == []


def test_an_unexpected_number_of_recipients_stops_it(desk: Desk) -> None:
    refused = desk.run("send", "wells", "--to", "press", "--yes", "--expect", "3")

    assert refused.code == 1
    assert "you expected 3 recipients, there are 2" in refused.err


def test_an_unknown_list_is_named_with_the_nearest_one(desk: Desk) -> None:
    refused = desk.run("send", "wells", "--to", "pres", "--yes")

    assert refused.code != 0
    assert "press" in refused.err


def test_a_list_without_contacts_sends_nothing_and_says_so(desk: Desk) -> None:
    desk.run("lists", "create", "empty", "--title", "Empty")

    told = desk.run("send", "wells", "--to", "empty", "--yes")

    assert told.code == 1
    assert "there is nobody on empty" in told.err
    assert desk.json("status", "--json") == []


def test_people_on_an_excluded_list_are_left_out(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--exclude", "partners", "--dry-run", "--json")

    assert (told["recipients"], told["left_out"]["excluded"]) == (1, 1)


def test_a_test_copy_goes_only_to_the_address_given_and_is_marked(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--test", "me@example.net", "--yes", "--json")

    [copy] = (desk.path / "outbox").glob("*.eml")
    written = copy.read_text()
    assert (told["recipients"], told["kind"]) == (1, "test")
    assert "To: me@example.net" in written
    assert "Subject: [TEST] Wells" in written


def test_a_test_copy_never_goes_to_a_list_whatever_its_embargo_and_its_checks_say(desk: Desk) -> None:
    desk.write("releases/secret.md", RELEASE.replace("date", "embargo: 2031-01-01 06:00 Europe/Zurich\ndate"))

    refused = desk.run("send", "secret", "--test", "me@example.net,press", "--yes")

    assert refused.code == 2
    assert "'press' is none" in refused.err
    assert "--to press" in refused.err
    assert desk.json("status", "--json") == []
    assert not list((desk.path / "outbox").glob("*.eml"))


def test_a_scheduled_release_waits_for_its_time(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--at", "in 2h", "--yes", "--json")

    assert told["state"] == "scheduled"
    assert told["deliveries"]["queued"] == 2
    assert desk.run("run", "--once").out == "Nothing is due.\n"
    assert "is scheduled for" in desk.run("resume", str(told["campaign"])).err


def test_what_is_prepared_only_is_sent_by_the_next_run(desk: Desk) -> None:
    told = desk.json("send", "wells", "--to", "press", "--detach", "--yes", "--json")

    done = desk.json("run", "--once", "--json")

    assert told["state"] == "running"
    assert done["campaigns"] == [told["campaign"]]
    assert desk.json("status", "wells", "--json")["state"] == "finished"


def test_a_cancelled_campaign_sends_nothing_more(desk: Desk) -> None:
    campaign = str(desk.json("send", "wells", "--to", "press", "--detach", "--yes", "--json")["campaign"])

    desk.run("cancel", campaign)

    told = desk.json("status", campaign, "--json")
    assert (told["state"], told["deliveries"]["cancelled"], told["balanced"]) == ("cancelled", 2, True)
    assert desk.run("resume", campaign).code == 1


def test_a_paused_campaign_goes_on_when_it_is_resumed(desk: Desk) -> None:
    campaign = str(desk.json("send", "wells", "--to", "press", "--detach", "--yes", "--json")["campaign"])
    desk.run("pause", campaign)
    desk.run("run", "--once")
    assert desk.json("status", campaign, "--json")["deliveries"]["sent"] == 0

    told = desk.json("resume", campaign, "--json")

    assert (told["state"], told["deliveries"]["sent"]) == ("finished", 2)


def test_the_log_tells_each_delivery_as_json_and_csv(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")

    entries = desk.json("log", "--campaign", "wells", "--json")
    rows = desk.run("log", "--csv").out.splitlines()

    assert {entry["address"] for entry in entries} == {"ana@ana.example.org", "ben@ben.example.org"}
    assert set(entries[0]) >= {
        "campaign", "address", "state", "attempts", "relay", "phase",
        "code", "enhanced", "text", "queue_id", "message_id", "at",
    }  # fmt: skip
    assert len(rows) == 3
    assert rows[0].startswith("campaign,address,state,")


def test_explain_says_through_which_list_and_why_not_through_another(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press,partners", "--yes")

    [told] = desk.json("explain", "ben@ben.example.org", "wells", "--json")

    assert (told["state"], told["list"]) == ("sent", "press")
    assert told["left_out"] == [{"list": "partners", "reason": "duplicate"}]
    assert "through press" in desk.run("explain", "ben@ben.example.org").out


def test_what_was_sent_has_no_reason_though_its_reader_left_later(desk: Desk) -> None:
    desk.run("send", "wells", "--to", "press", "--yes")
    desk.run("unsubscribe", "ana@ana.example.org", "--list", "press")

    assert {entry["reason"] for entry in desk.json("log", "--json")} == {""}


def test_an_embargoed_release_is_not_sent_by_accident(desk: Desk) -> None:
    desk.write(
        "releases/secret.md", RELEASE.replace("spokespeople", "embargo: 2031-01-01 06:00 Europe/Zurich\nspokespeople")
    )

    refused = desk.run("send", "secret", "--to", "press", "--yes")
    marked = desk.json("send", "secret", "--to", "press", "--under-embargo", "--yes", "--json")

    assert refused.code == 65
    assert "--at embargo" in refused.err
    written = next((desk.path / "outbox").glob("*.eml")).read_text()
    assert marked["deliveries"]["sent"] == 2
    assert "Subject: EMBARGOED: Wells" in written


def test_a_message_that_cannot_be_built_fails_by_itself(desk: Desk) -> None:
    desk.run("contacts", "add", "nina@example.org", "--name", "é" * 3000, "--list", "press")

    told = desk.json("send", "wells", "--to", "press", "--yes", "--json")

    assert told["deliveries"]["sent"] == 2
    assert told["deliveries"]["failed"] == 1
    assert desk.run("status", "wells").code == 0


def test_json_is_the_only_thing_on_stdout(desk: Desk) -> None:
    printed = desk.run("send", "wells", "--to", "press", "--yes", "--json").out

    assert isinstance(json.loads(printed), dict)


def test_the_workspace_is_found_from_a_folder_inside_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = desk.path / "releases"
    monkeypatch.chdir(inner)

    assert desk.run_here("lists", "ls").code == 0


def test_a_folder_that_is_no_workspace_is_told_how_to_become_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    outside = tmp_path.parent
    monkeypatch.chdir(outside)

    refused = desk.run_here("status")

    assert refused.code == 78
    assert "mailer init" in refused.err
