"""Several processes send one campaign: everybody once, whoever of them dies."""

import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.campaigning import fill, in_state, prepared, recipients, sending, states, wait_for_messages
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

CONNECTIONS = 6


@pytest.fixture
def desk(workspace: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace whose large campaigns are sent by three processes."""
    monkeypatch.setenv("MAILER_DATABASE_URL", url)
    monkeypatch.setenv("MAILER_SENDING_PROCESSES", "3")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_CONNECTIONS", str(CONNECTIONS))
    return prepared(workspace, relay, monkeypatch)


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that ``process`` has forked."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def started(desk: Desk, relay: ScriptedRelay, size: int = 1600) -> tuple[subprocess.Popen[str], list[str]]:
    """Return a sender in the midst of its work, and who is to get the release."""
    people = fill(desk, size)
    relay.delay("*", "body", 0.005)
    process = sending(desk, relay, after=100)
    assert len(children(process)) == 2
    return process, people


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"


def test_together_they_send_once_to_everybody_through_the_connections_of_one(desk: Desk, relay: ScriptedRelay) -> None:
    process, people = started(desk, relay)
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert states(desk) == {"sent": len(people)}
    assert recipients(relay) == people
    assert len({number for number, line in relay.commands if line.startswith("MAIL")}) >= CONNECTIONS


def test_what_a_killed_one_had_is_sent_by_the_others(desk: Desk, relay: ScriptedRelay) -> None:
    process, people = started(desk, relay)
    os.kill(children(process)[0], signal.SIGKILL)
    process.communicate(timeout=60)

    doubtful = in_state(desk, "uncertain")
    assert process.returncode == (3 if doubtful else 0)
    assert len(doubtful) <= CONNECTIONS // 3
    assert states(desk)["sent"] == len(people) - len(doubtful)
    assert set(Counter(recipients(relay)).values()) == {1}


def test_when_the_first_is_killed_the_others_stop_and_all_goes_on_later(desk: Desk, relay: ScriptedRelay) -> None:
    process, people = started(desk, relay)
    others = children(process)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 30
    while not all(is_gone(pid) for pid in others):
        assert time.monotonic() < deadline, "they go on without the first"
        time.sleep(0.02)
    assert len(relay.messages) < len(people)

    assert desk.run("resume", "wells").code in {0, 3}

    assert set(recipients(relay)) | set(in_state(desk, "uncertain")) == set(people)
    assert set(Counter(recipients(relay)).values()) == {1}
    assert len(in_state(desk, "uncertain")) <= CONNECTIONS


def test_a_pause_stops_all_of_them(desk: Desk, relay: ScriptedRelay) -> None:
    process, people = started(desk, relay)
    desk.run("pause", "wells")
    process.communicate(timeout=60)

    counted = states(desk)
    assert process.returncode == 1
    assert counted["sent"] + counted["queued"] == len(people)
    assert len(relay.messages) == counted["sent"]


def test_ctrl_c_stops_all_of_them_politely(desk: Desk, relay: ScriptedRelay) -> None:
    process, people = started(desk, relay)
    for pid in (process.pid, *children(process)):
        os.kill(pid, signal.SIGINT)
    process.communicate(timeout=60)

    counted = states(desk)
    assert process.returncode == 75
    assert counted["sent"] + counted["queued"] == len(people)
    assert len(relay.messages) == counted["sent"]


def stop_between_transactions(url: str, pids: list[int]) -> None:
    """Stop the processes where none of them keeps the others from writing."""
    while True:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0.1, isolation_level=None) as ledger:
            try:
                ledger.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                for pid in pids:
                    os.kill(pid, signal.SIGCONT)
                time.sleep(0.01)
            else:
                return


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_the_others_give_back_goes_through_the_relay_that_stands_in(
    desk: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_FALLBACK", "spare")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_USERNAME", "press")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "right")
    relay.users = {"press": "right"}
    with ScriptedRelay() as spare:
        monkeypatch.setenv("MAILER_RELAYS_SPARE_URL", spare.url)
        process, people = started(desk, relay, 3000)
        others = children(process)
        stop_between_transactions(url, others)
        relay.answer("press", "auth", "535 5.7.8 this account is locked")
        relay.hang_up_all()
        wait_for_messages(spare, 1)
        before: dict[str, int] = {}
        now = states(desk)
        while now != before:  # until all that the first can send is sent
            time.sleep(1)
            before, now = now, states(desk)
        for pid in others:
            os.kill(pid, signal.SIGCONT)
        _, said = process.communicate(timeout=60)

    doubtful = in_state(desk, "uncertain")
    assert now["sending"] > CONNECTIONS
    assert process.returncode == (3 if doubtful else 0), said
    assert len(doubtful) <= CONNECTIONS
    got = recipients(relay) + recipients(spare)
    assert set(Counter(got).values()) == {1}
    assert {*got, *doubtful} == set(people)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_befalls_all_of_them_at_once_is_one_failure_of_the_relay(
    desk: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_USERNAME", "press")
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_PASSWORD", "right")
    relay.users = {"press": "right"}
    process, _ = started(desk, relay, 3000)
    relay.answer("press", "auth", "535 5.7.8 this account is locked")
    relay.hang_up_all()
    process.communicate(timeout=60)

    [shown] = desk.json("relays", "ls", "--json")
    assert process.returncode == 69
    assert (shown["failures"], shown["retry_at"]) == (1, None)
