"""A relay that is down, refuses the password, or refuses us: tried with patience, and never through a whole list."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest

from mailer.transport import opening
from mailer.transport.smtp import SmtpTransport
from mailer.transport.timeouts import Timeouts
from tests.cli.campaigning import PEOPLE, fill, recipients
from tests.cli.conftest import Desk
from tests.relay.scripted import Moment, ScriptedRelay

DOWN = "smtp://127.0.0.1:9"


def later(desk: Desk) -> None:
    """Let the time pass until the relay is tried again."""
    with sqlite3.connect(Path(desk.path / "mailer.db")) as connection:
        connection.execute("UPDATE relay_health SET retry_at = '2000-01-01 00:00:00.000000' WHERE retry_at IS NOT NULL")
    connection.close()


def test_a_relay_that_is_down_is_left_alone_by_the_timer_but_not_by_a_person(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)
    first = desk.run("run", "--once")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)

    second = desk.json("run", "--once", "--json")
    status = desk.run("status", "wells")
    by_hand = desk.run("resume", "wells")

    assert first.code == 69
    assert second["campaigns"] == second["problems"] == []
    assert "127.0.0.1:9 refuses connections" in second["waiting"][0]["message"]
    assert "next try at" in second["waiting"][0]["message"]
    assert "Relay default: 127.0.0.1:9 refuses connections (1 try in vain since" in status.out
    assert by_hand.code == 0
    assert recipients(relay) == PEOPLE
    assert desk.json("status", "wells", "--json")["relay_trouble"] == ""


def test_the_timer_goes_on_by_itself_when_the_relay_is_back(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)
    desk.run("run", "--once")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
    later(desk)

    assert desk.run("run", "--once").code == 0
    assert recipients(relay) == PEOPLE


def test_after_ten_failures_in_a_row_the_campaign_waits_for_a_person(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)
    states = []
    for _ in range(10):
        desk.run("run", "--once")
        states.append(desk.json("status", "wells", "--json")["state"])
        later(desk)

    books = desk.json("status", "wells", "--json")
    assert states == ["running"] * 9 + ["paused"]
    assert "refuses connections" in books["paused_reason"]
    assert (books["deliveries"]["queued"], books["balanced"]) == (6, True)
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
    assert desk.run("resume", "wells").code == 0
    assert recipients(relay) == PEOPLE


@pytest.mark.parametrize("is_useful", [False, True])
def test_a_relay_that_lets_us_in_and_then_hangs_up_is_in_trouble_too_unless_it_took_something(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch, *, is_useful: bool
) -> None:
    brief = Timeouts(grace=0.1, backoff=0.01, longest_backoff=0.05, quit=1)
    monkeypatch.setattr(opening, "SmtpTransport", partial(SmtpTransport, timeouts=brief))
    fill(desk, 20)
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    in_turn = [entry["address"] for entry in desk.json("log", "--json")]
    for number in range(10):
        relay.script.rules.clear()
        for reader in set(in_turn) - {in_turn[number] if is_useful else ""}:
            relay.drop(reader, Moment.AFTER_RCPT)
        assert desk.run("run", "--once").code == 69
        later(desk)

    books = desk.json("status", "wells", "--json")
    assert books["state"] == ("running" if is_useful else "paused")
    assert (len(relay.messages), books["balanced"]) == (10 if is_useful else 0, True)


def test_a_wrong_password_pauses_at_once_and_is_never_tried_again_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    desk.write("releases/rivers.md", (desk.path / "releases/wells.md").read_text())
    desk.run("send", "rivers", "--to", "press", "--detach", "--yes")
    with ScriptedRelay(users={"press": "right"}) as strict:
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", strict.url)
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_USERNAME", "press")
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "wrong")
        first = desk.run("run", "--once")
        for _ in range(3):
            later(desk)
            again = desk.json("run", "--once", "--json")

        books = desk.json("status", "wells", "--json")
        assert first.code == 69
        assert books["state"] == "paused"
        assert "refused the user name or password" in books["paused_reason"]
        assert len(strict.said("AUTH")) == 1
        assert "mailer resume 2" in again["waiting"][0]["message"]
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "right")
        assert desk.run("resume", "wells").code == 0
        assert desk.run("run", "--once").code == 0
        assert len(strict.messages) == 12


def test_a_password_that_is_refused_in_the_middle_pauses_as_well(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedRelay(users={"press": "right"}) as strict:
        strict.answer("press", "auth", "235 2.7.0 signed in", times=2)
        strict.answer("press", "auth", "535 5.7.8 this account is locked")
        strict.drop("*", Moment.AFTER_REPLY, times=1)
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", strict.url)
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CONNECTIONS", "1")
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_USERNAME", "press")
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "right")
        told = desk.run("send", "wells", "--to", "press", "--yes")

        books = desk.json("status", "wells", "--json")
        assert told.code == 69
        assert books["state"] == "paused"
        assert "this account is locked" in books["paused_reason"]
        assert len(strict.said("AUTH")) == 3


@pytest.mark.parametrize("phase", ["rcpt", "mail"])
def test_relay_access_denied_never_burns_through_a_list(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CONNECTIONS", "16")
    fill(desk, 1000)
    relay.answer("*", phase, "554 5.7.1 Relay access denied")
    relay.delay("*", phase, 0.2)

    told = desk.run("send", "wells", "--to", "press", "--yes")

    books = desk.json("status", "wells", "--json")
    assert told.code == 1
    assert books["state"] == "paused"
    assert "554 5.7.1 Relay access denied" in books["paused_reason"]
    assert (books["deliveries"]["failed"], books["balanced"]) == (0, True)
    assert len([one for one in desk.json("log", "--attempts", "--json") if one["at"]]) <= 8
    assert (relay.messages, books["deliveries"]["queued"]) == ([], 1006 - books["deliveries"]["deferred"])


@pytest.mark.parametrize("phase", ["rcpt", "mail"])
def test_nor_through_a_list_of_one_domain(desk: Desk, relay: ScriptedRelay, phase: str) -> None:
    path = desk.write("lists/press.csv", "address\n" + "".join(f"r{n}@one.example.org\n" for n in range(1000)))
    desk.run("lists", "create", "staff", "--title", "Staff")
    desk.run("contacts", "import", str(path), "--list", "staff")
    relay.answer("*", phase, "554 5.7.1 Relay access denied")

    told = desk.run("send", "wells", "--to", "staff", "--yes")

    books = desk.json("status", "wells", "--json")
    assert told.code == 1
    assert "554 5.7.1 Relay access denied" in books["paused_reason"]
    assert (books["deliveries"]["failed"], books["balanced"]) == (0, True)
    assert 20 <= books["deliveries"]["deferred"] <= 28
