"""Recovery line by line (design 9): who may say what of a sender that died, hangs, or is another machine's."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from mailer.store.tables.schema import deliveries
from tests.cli.campaigning import fill, in_state, prepared, recipients, sending, states
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

SIZE = 300
CONNECTIONS = 4
ASSIST = """
import os, sys
from pathlib import Path
from mailer.bootstrap import open_app
from mailer.usecases.campaigns.running import assist

class Watcher:
    def advance(self, number): pass
    def wants_stop(self): return False

assist(open_app(Path(sys.argv[1]), named=sys.argv[1], environ=dict(os.environ)).desk, 1, Watcher())
"""


@pytest.fixture
def desk(workspace: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A workspace with a release, a list, and a relay that takes its time."""
    monkeypatch.setenv("MAILER_DATABASE_URL", url)
    relay.delay("*", "body", 0.01)
    return prepared(workspace, relay, monkeypatch)


def under_way(desk: Desk, relay: ScriptedRelay) -> tuple[subprocess.Popen[str], list[str]]:
    """Return a sender in the midst of its work, and who is to get the release."""
    people = fill(desk, SIZE)
    process = sending(desk, relay, after=40)
    return process, people


@contextmanager
def stopped(process: subprocess.Popen[str]) -> Iterator[None]:
    """Stop the process for a while, but not in the middle of a transaction (which would stop everybody else too)."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def end_leases(url: str) -> None:
    """Let a minute pass for whoever looks at leases."""
    engine = create_engine(url)
    with engine.begin() as tx:
        leased = update(deliveries).where(deliveries.c.lease_until.is_not(None))
        tx.execute(leased.values(lease_until=datetime.now(UTC)))
    engine.dispose()


def journal_of(desk: Desk) -> Path:
    return next((desk.path / "journals").glob("*.log"))


def killed(desk: Desk, relay: ScriptedRelay) -> list[str]:
    """Return who is to get the release when its sender was killed."""
    process, people = under_way(desk, relay)
    process.kill()
    process.communicate()
    return people


def finish(desk: Desk, relay: ScriptedRelay, people: list[str]) -> list[str]:
    """Return who is in doubt when the campaign has been finished; nobody was lost and nobody got it twice."""
    assert desk.run("resume", "wells").code in {0, 3}
    return in_doubt_in_the_end(desk, relay, people)


def in_doubt_in_the_end(desk: Desk, relay: ScriptedRelay, people: list[str]) -> list[str]:
    doubtful = in_state(desk, "uncertain")
    assert set(states(desk)) <= {"sent", "uncertain"}
    assert set(recipients(relay)) | set(doubtful) == set(people)
    assert set(Counter(recipients(relay)).values()) == {1}
    return doubtful


def test_of_this_boot_with_its_lock_free_the_journal_is_believed(desk: Desk, relay: ScriptedRelay) -> None:
    people = killed(desk, relay)

    assert len(finish(desk, relay, people)) <= CONNECTIONS


def test_of_this_boot_with_its_lock_held_hands_off(desk: Desk, relay: ScriptedRelay, url: str) -> None:
    process, people = under_way(desk, relay)
    with stopped(process):
        end_leases(url)
        before = states(desk)
        desk.run("run", "--once")
        assert states(desk) == before
        assert before["sending"] > 0
    process.communicate(timeout=60)

    assert states(desk) == {"sent": len(people)}
    assert recipients(relay) == people


def test_of_another_boot_all_that_was_claimed_is_in_doubt_and_never_queued(
    desk: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = killed(desk, relay)
    claimed = states(desk)["sending"]
    monkeypatch.setenv("MAILER_HOST", "this-machine-after-a-restart")  # the boot is a part of the same name
    desk.run("run", "--once")
    assert states(desk)["sending"] == claimed  # its lease still runs
    end_leases(url)

    assert len(finish(desk, relay, people)) == claimed


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_a_sound_journal_all_that_was_claimed_is_in_doubt(
    desk: Desk, relay: ScriptedRelay, url: str, damage: str
) -> None:
    people = killed(desk, relay)
    claimed = states(desk)["sending"]
    if damage == "missing":
        journal_of(desk).unlink()
        end_leases(url)
    else:
        journal_of(desk).write_bytes(b"no journal\n" + b"\0" * 100 + b"\n")

    assert len(finish(desk, relay, people)) == claimed


def test_a_journal_cut_off_in_its_last_line_is_believed_to_there(desk: Desk, relay: ScriptedRelay) -> None:
    people = killed(desk, relay)
    journal = journal_of(desk)
    written = journal.read_bytes()
    journal.write_bytes(written + b"begin 29")

    assert len(finish(desk, relay, people)) <= CONNECTIONS


def test_a_machine_that_comes_back_after_its_sender_died_tells_what_the_journal_knows(
    desk: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = killed(desk, relay)
    end_leases(url)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("MAILER_HOST", "another-machine")
        assert desk.run("resume", "wells").code == 3
        assert len(in_state(desk, "uncertain")) > CONNECTIONS

    desk.run("run", "--once")

    assert states(desk).get("queued", 0) == 0
    assert len(in_doubt_in_the_end(desk, relay, people)) <= CONNECTIONS


def test_an_owner_that_comes_back_late_tells_what_it_knows_and_nobody_gets_it_twice(
    desk: Desk, relay: ScriptedRelay, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, people = under_way(desk, relay)
    with stopped(process):
        end_leases(url)
        monkeypatch.setenv("MAILER_HOST", "another-machine")
        assert desk.run("resume", "wells").code == 3
        assert in_state(desk, "uncertain")
    process.communicate(timeout=60)

    desk.run("run", "--once")
    assert states(desk) == {"sent": len(people)}
    assert recipients(relay) == people


def test_two_machines_at_one_campaign_never_send_to_the_same_person(desk: Desk, relay: ScriptedRelay) -> None:
    process, people = under_way(desk, relay)
    command = [sys.executable, "-c", ASSIST, str(desk.path)]
    others = [subprocess.Popen(command, env={**os.environ, "MAILER_HOST": name}) for name in ("second", "third")]
    process.communicate(timeout=120)
    for one in others:
        one.wait(timeout=120)

    desk.run("run", "--once")

    assert (process.returncode, others[0].returncode, others[1].returncode) == (0, 0, 0)
    assert states(desk) == {"sent": len(people)}
    assert recipients(relay) == people
    assert relay.connections > CONNECTIONS
