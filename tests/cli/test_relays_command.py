"""``mailer relays``: what they allow, how they are, and a look at one."""

import pytest

from tests.cli.campaigning import PEOPLE
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay


def test_all_relays_are_shown_with_their_limits_and_what_was_used(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PRESET", "exchange-online")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_RATE", "50/second")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_LIMITS_GMAIL_DOMAINS", "gmail.com")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_LIMITS_GMAIL_CONNECTIONS", "2")
    monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", "outbox:spare")
    desk.run("send", "wells", "--to", "press", "--yes")

    shown = desk.run("relays", "ls")
    [default, spare] = desk.json("relays", "ls", "--json")

    assert "50/second, 10,000 in 24 h, gmail: 2 at once" in " ".join(shown.out.split())
    assert "6, 9,994 left" in shown.out
    assert (default["url"], default["preset"], default["rate"]) == (relay.url, "exchange-online", "50/second")
    assert (default["tried_24h"], default["daily_left"], default["trouble"]) == (6, 9994, "")
    assert default["groups"] == [{"name": "gmail", "domains": ["gmail.com"], "rate": "", "connections": 2}]
    assert (spare["name"], spare["rehearsal"], spare["tried_24h"], spare["daily_left"]) == ("spare", True, 0, None)


def test_a_check_shows_the_relay_and_sends_nothing(desk: Desk, relay: ScriptedRelay) -> None:
    told = desk.run("relays", "check")

    assert told.code == 0
    assert "relay.example.org ESMTP" in told.out
    assert "PIPELINING" in told.out
    assert "It takes mail from us." in told.out
    assert relay.messages == []


def test_a_probe_is_one_small_message_and_its_answer(desk: Desk, relay: ScriptedRelay) -> None:
    told = desk.json("relays", "check", "default", "--probe", PEOPLE[0], "--json")

    [message] = relay.messages
    assert (told["probe"]["kind"], told["probe"]["code"]) == ("accepted", 250)
    assert told["probe"]["queue_id"] == message.queue_id
    assert message.recipient == PEOPLE[0]
    assert b"Subject: Test of the relay default\r\n" in message.content
    assert b"Auto-Submitted: auto-generated\r\n" in message.content
    assert desk.json("status", "--json") == []
    assert not list((desk.path / "journals").glob("*.log"))


def test_a_probe_that_is_refused_is_told(desk: Desk, relay: ScriptedRelay) -> None:
    relay.answer("*", "rcpt", "554 5.7.1 Relay access denied")

    told = desk.run("relays", "check", "--probe", "somebody@example.net")

    assert told.code == 1
    assert "Probe: policy at rcpt: 554 5.7.1 Relay access denied" in told.out


def test_a_relay_that_is_down_is_told_and_noted_until_it_stands(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", "smtp://127.0.0.1:9")
    down = desk.run("relays", "check")
    shown = desk.run("relays", "ls")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
    desk.run("relays", "check")

    assert down.code == 69
    assert "127.0.0.1:9 refuses connections" in down.err
    assert "refuses connections (1 in a row" in " ".join(shown.out.split())
    assert desk.json("relays", "ls", "--json")[0]["trouble"] == ""


def test_a_rehearsal_is_a_folder_that_can_be_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", "outbox:mailer.toml/below")
    monkeypatch.setenv("MAILER_RELAYS_OTHER_URL", "outbox:other")

    assert desk.run("relays", "check", "other").code == 0
    assert desk.run("relays", "check", "spare").code == 69


def test_an_unknown_relay_is_refused_with_those_that_there_are(desk: Desk) -> None:
    refused = desk.run("relays", "check", "elsewhere")

    assert refused.code == 78
    assert "there is: default" in refused.err
