"""Disks that take no more, real ones: what is sent is written down, and what cannot be written down is not sent."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.campaigning import fill, in_state, mailer, recipients
from tests.cli.conftest import Desk
from tests.relay.scripted import ScriptedRelay

Mount = Callable[[Path, str], None]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """What mounts a disk of memory at a folder, with options; it is gone when the test has ended."""
    mounted: list[Path] = []

    def at(folder: Path, options: str) -> None:
        folder.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("a disk can only be mounted by root, and not in every container")
        mounted.append(folder)

    yield at
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def change(disk: Path, options: str) -> None:
    """Give a mounted disk other options."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def test_a_journal_on_a_disk_that_fills_up_pauses_the_campaign_and_loses_nobody(
    desk: Desk, relay: ScriptedRelay, mount: Mount
) -> None:
    people = fill(desk, 600)
    mount(desk.path / "journals", "size=32k")
    process = mailer(desk, "send", "wells", "--to", "press", "--yes")
    _, said = process.communicate(timeout=60)

    books = desk.json("status", "wells", "--json")
    assert process.returncode == 1
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert (books["state"], books["balanced"]) == ("paused", True)
    assert "journal" in books["paused_reason"]
    assert 0 < len(relay.messages) < 600
    change(desk.path / "journals", "size=10m")
    assert desk.run("resume", "wells").code in {0, 3}
    assert Counter(recipients(relay)).most_common(1)[0][1] == 1
    assert set(recipients(relay)) | set(in_state(desk, "uncertain")) == set(people)


def test_nothing_is_sent_from_a_disk_that_is_read_only(desk: Desk, relay: ScriptedRelay, mount: Mount) -> None:
    mount(desk.path / "journals", "size=1m")
    desk.run("send", "wells", "--to", "press", "--detach", "--yes")
    change(desk.path / "journals", "ro")

    told = desk.run("resume", "wells")

    assert told.code == 1
    assert "Read-only file system" in told.err
    assert relay.messages == []
    assert desk.json("status", "wells", "--json")["balanced"]
    change(desk.path / "journals", "rw")
    assert desk.run("resume", "wells").code == 0
    assert len(recipients(relay)) == len(set(recipients(relay))) == 6


def test_a_file_that_no_disk_has_room_for_changes_nothing(
    desk: Desk, mount: Mount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"n{n}@example.org,{'A long name of somebody ' * 40}{n}" for n in range(40_000)]
    path = desk.write("lists/press.csv", "\n".join(["address,name", *rows]))
    before = desk.json("lists", "show", "press", "--json")
    mount(tmp_path / "small", "size=1m")
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "small"))

    process = mailer(desk, "contacts", "import", str(path))
    _, said = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "disk is full. Make room" in said
    assert "Traceback" not in said
    assert desk.json("lists", "show", "press", "--json") == before
