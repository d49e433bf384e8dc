"""Several relays: chosen by list or by hand, and standing in for each other."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.cli.campaigning import PEOPLE, fill, prepared, recipients, send_and_kill
from tests.cli.conftest import Desk
from tests.cli.test_relay_health import DOWN
from tests.relay.scripted import Moment, ScriptedRelay


@pytest.fixture
def spare() -> Iterator[ScriptedRelay]:
    """A second relay, which the settings call ``spare``."""
    with ScriptedRelay() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def desk(workspace: Desk, relay: ScriptedRelay, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace with a release, six people on a list, and two relays."""
    monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", spare.url)
    return prepared(workspace, relay, monkeypatch)


def test_the_relay_of_the_list_is_chosen_and_shown(
    desk: Desk, relay: ScriptedRelay, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_SPARE_LISTS", "press, not-there-yet")

    planned = desk.json("send", "wells", "--to", "press", "--dry-run", "--json")
    told = desk.run("send", "wells", "--to", "press", "--yes")

    assert planned["relay"] == "spare"
    assert "Through relay spare." in told.out
    assert (recipients(relay), recipients(spare)) == ([], PEOPLE)
    assert {entry["relay"] for entry in desk.json("log", "--json")} == {"spare"}


def test_what_is_typed_is_stronger(desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_SPARE_LISTS", "press")

    desk.run("send", "wells", "--to", "press", "--relay", "default", "--yes")

    assert recipients(relay) == PEOPLE


def test_one_relay_alone_is_not_worth_a_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILER_RELAYS_SPARE_URL")

    assert "Through relay" not in desk.run("send", "wells", "--to", "press", "--dry-run").out


@pytest.fixture
def standby(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same, where the second relay stands in for the first."""
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_FALLBACK", "spare")
    return desk


def test_where_the_relay_is_down_the_fallback_takes_all(
    standby: Desk, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)

    told = standby.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 0
    assert recipients(spare) == PEOPLE
    assert {entry["relay"] for entry in standby.json("log", "--json")} == {"spare"}
    assert standby.json("status", "wells", "--json")["balanced"] is True


def test_a_relay_that_goes_away_in_the_middle_is_stood_in_for_and_nobody_gets_it_twice(
    standby: Desk, relay: ScriptedRelay, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = fill(standby, 100)
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CONNECTIONS", "1")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_USERNAME", "press")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "right")
    relay.users = {"press": "right"}
    relay.answer("press", "auth", "235 2.7.0 signed in", times=2)
    relay.answer("press", "auth", "535 5.7.8 this account is locked")
    relay.drop(people[40], Moment.AFTER_DOT, times=1)

    told = standby.run("send", "wells", "--to", "press", "--yes")

    log = standby.json("log", "--json")
    [doubtful] = [entry for entry in log if entry["state"] == "uncertain"]
    got = Counter(recipients(relay) + recipients(spare))
    assert told.code == 3
    assert (doubtful["address"], doubtful["relay"]) == (people[40], "default")
    assert set(got.values()) == {1}
    assert sorted([*got, people[40]]) == people
    assert Counter(entry["relay"] for entry in log) == {
        "default": len(relay.messages) + 1,
        "spare": len(spare.messages),
    }
    assert spare.messages
    assert standby.json("status", "wells", "--json")["relay_trouble"].endswith("535 5.7.8 this account is locked")


def test_the_limits_are_those_of_the_relay_that_is_really_used(
    standby: Desk, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_DAILY_LIMIT", "1")
    monkeypatch.setenv("MAILER_RELAYS_SPARE_DAILY_LIMIT", "4")

    told = standby.run("send", "wells", "--to", "press", "--yes")

    assert told.code == 75
    assert len(spare.messages) == 4
    assert "limit of relay spare is reached" in told.out


def test_where_none_of_them_can_be_reached_nothing_is_marked(standby: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)
    monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", DOWN)

    refused = standby.run("send", "wells", "--to", "press", "--yes")

    assert refused.code == 69
    assert standby.json("status", "--json") == []


def test_a_timer_goes_straight_to_the_fallback_while_the_password_is_refused(
    standby: Desk, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedRelay(users={"press": "right"}) as strict:
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", strict.url)
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_USERNAME", "press")
        monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "wrong")
        standby.run("relays", "check")
        standby.run("send", "wells", "--to", "press", "--detach", "--yes")

        told = standby.run("run", "--once")

        assert told.code == 0
        assert len(strict.said("AUTH")) == 1
        assert recipients(spare) == PEOPLE


def test_after_a_crash_the_log_still_names_the_relay_that_was_used(
    standby: Desk, spare: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", DOWN)
    people = fill(standby, 100)
    spare.delay("*", "body", 0.02)
    send_and_kill(standby, spare, after=30)

    standby.run("resume", "wells")

    log = standby.json("log", "--json")
    assert {entry["relay"] for entry in log} == {"spare"}
    assert {entry["state"] for entry in log} <= {"sent", "uncertain"}
    assert len(log) == len(people)
    assert set(Counter(recipients(spare)).values()) == {1}
