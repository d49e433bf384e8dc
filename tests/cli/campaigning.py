"""A campaign in a workspace: what is sent to whom, how it is interrupted, and what the ledger says."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mailer.store.opening import open_store

if TYPE_CHECKING:
    import pytest
    from sqlalchemy import Update

    from tests.cli.conftest import Desk
    from tests.relay.scripted import ScriptedRelay

SPOKESPEOPLE = '[leila]\nname = "Leila"\naddress = "leila@example.org"\nphone = "+1 202 555 0111"\n'
#: The head of a release that is sent on the day of its dateline.
DATE = f"date: {datetime.now(UTC).date()}\n"
RELEASE = f"""---
{DATE}spokespeople: leila
---
# Wells reopen around the lake

Nairobi – Forty wells have reopened around the lake, the Example Relief Network said today.

The last sixty follow before the rains.
"""
PEOPLE = [f"p{number}@outlet{number}.example.org" for number in range(6)]


def prepared(workspace: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the workspace with a release and with PEOPLE on the list ``press``; its relay is ``relay``."""
    monkeypatch.setenv("MAILER_RELAYS_DEFAULT_URL", relay.url)
    workspace.write("releases/wells.md", RELEASE)
    workspace.write("spokespeople.toml", SPOKESPEOPLE)
    workspace.run("lists", "create", "press", "--title", "Press")
    workspace.write("lists/press.csv", "address\n" + "\n".join(PEOPLE) + "\n")
    assert workspace.run("contacts", "import", str(workspace.path / "lists" / "press.csv")).code == 0
    return workspace


def fill(desk: Desk, size: int) -> list[str]:
    """Put so many more people on the list, and return the addresses of all."""
    people = [f"r{number:04}@outlet{number % 7}.example.org" for number in range(size)]
    path = desk.write("lists/press.csv", "address\n" + "\n".join(people) + "\n")
    assert desk.run("contacts", "import", str(path)).code == 0
    return sorted(PEOPLE + people)


def mailer(desk: Desk, *words: str) -> subprocess.Popen[str]:
    """Return a command in a process of its own, begun."""
    command = [sys.executable, "-m", "mailer", "-C", str(desk.path), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sending(desk: Desk, relay: ScriptedRelay, *, after: int) -> subprocess.Popen[str]:
    """Return a sender of the release when the relay has got so many messages."""
    process = mailer(desk, "send", "wells", "--to", "press", "--yes")
    wait_for_messages(relay, after)
    return process


def send_and_kill(desk: Desk, relay: ScriptedRelay, *, after: int) -> None:
    """Kill a sender of the release when the relay has got so many messages."""
    process = sending(desk, relay, after=after)
    process.kill()
    process.communicate()


def wait_for_messages(relay: ScriptedRelay, number: int) -> None:
    """Return when the relay has got so many messages."""
    deadline = time.monotonic() + 30
    while len(relay.messages) < number:
        assert time.monotonic() < deadline, "the relay was not sent to"
        time.sleep(0.005)


def recipients(relay: ScriptedRelay) -> list[str]:
    """Return who got something, as often as they did."""
    return sorted(message.recipient for message in relay.messages)


def states(desk: Desk) -> dict[str, int]:
    """Return how many deliveries of the campaign are in each state that has any; its books balance."""
    told = desk.json("status", "wells", "--json")
    assert told["balanced"] is True
    return {state: number for state, number in told["deliveries"].items() if number}


def in_state(desk: Desk, state: str) -> list[str]:
    """Return whose deliveries are in the state."""
    return sorted(entry["address"] for entry in desk.json("log", "--json") if entry["state"] == state)


def begun(desk: Desk) -> int:
    """Return how many messages the journals say were begun; one may be gone by the time it is opened."""
    written = ""
    for journal in (desk.path / "journals").glob("*.log"):
        with contextlib.suppress(FileNotFoundError):
            written += journal.read_text()
    return written.count("begin")


def as_if_earlier(desk: Desk, *changes: Update) -> None:
    """Change the ledger to what it would say if hours had passed."""
    store = open_store(f"sqlite:///{desk.path / 'mailer.db'}")
    with store.begin() as tx:
        for change in changes:
            tx.execute(change)
    store.close()
