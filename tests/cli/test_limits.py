"""A campaign through a relay with limits: spaced, stopped for the day, and told when it goes on."""

from collections import Counter

import pytest

from tests.cli.campaigning import PEOPLE, mailer, recipients
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay


def test_a_rate_that_is_slower_than_the_relay_is_waited_for(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_RATE", "240/minute")

    told = desk.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 0
    assert recipients(relay) == PEOPLE


def test_the_daily_limit_ends_the_day_and_says_when_it_goes_on(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_DAILY_LIMIT", "4")

    first = desk.run("send", "wells", "--to", "press", "--yes")
    before = relay.connections
    by_timer = desk.run("run", "--once")
    assert relay.connections == before
    by_hand = desk.run("resume", "wells")

    books = desk.json("status", "wells", "--json")
    assert (first.code, by_timer.code, by_hand.code) == (75, 0, 75)
    assert "The rate or daily limit of relay default is reached; next at" in first.out
    assert "Campaign 1 waits: the rate or daily limit of relay default is reached" in by_timer.out
    assert (books["deliveries"]["sent"], books["deliveries"]["queued"], books["balanced"]) == (4, 2, True)
    assert books["next_at"] is not None


def test_a_spent_group_of_domains_holds_up_nobody_else(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_LIMITS_SLOW_DOMAINS", "outlet1.example.org,outlet2.example.org")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_LIMITS_SLOW_RATE", "2/hour")

    told = desk.run("send", "wells", "--to", "press", "--yes")

    slow = {address for address in PEOPLE if address.startswith(("p1@", "p2@"))}
    assert told.code == 75
    assert "next at" in told.out
    assert set(recipients(relay)) >= set(PEOPLE) - slow
    assert len(set(recipients(relay)) & slow) == 1


def test_two_processes_keep_to_one_daily_limit(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_DAILY_LIMIT", "7")
    desk.write("releases/rivers.md", (desk.path / "releases/wells.md").read_text())

    both = [mailer(desk, "send", name, "--to", "press", "--yes") for name in ("wells", "rivers")]
    for process in both:
        process.communicate()

    got = Counter(message.recipient for message in relay.messages)
    assert sum(got.values()) == 7
    assert sorted(process.returncode for process in both) in ([0, 75], [75, 75])


def test_waiting_for_a_token_does_not_keep_a_slow_answer_from_being_read(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_RATE", "240/minute")
    relay.delay("*", "body", 0.4)

    assert desk.run("send", "wells", "--to", "press", "--yes").code == 0
    assert relay.open_connections == 0
    assert recipients(relay) == PEOPLE
