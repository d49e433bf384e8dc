"""Programs of the system, real ones: Debian's Postfix as a relay, Chromium as a reader. Absent ones are skipped.

Commands are typed in processes of their own, as a person would.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.peers.chromium import Chromium
from tests.peers.postfix import Postfix

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What a command with --json wrote."""
        assert self.out, self.err
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace to type commands in."""

    path: Path

    def type(self, *words: str) -> Typed:
        """Type a command and return what it did."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
        command = [sys.executable, "-m", "mailer", "-C", str(self.path), *words]
        ran = subprocess.run(command, cwd=_ROOT, env=environ, capture_output=True, text=True, check=False)
        return Typed(ran.returncode, ran.stdout, ran.stderr)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A new workspace with the example release; its messages go to outbox/."""
    made = Desk(tmp_path / "desk")
    made.path.mkdir()
    found = made.type("init", str(made.path))
    assert found.code == 0, found.err
    shutil.copy(_ROOT / "mailer.toml", made.path)
    shutil.copy(_ROOT / "spokespeople.toml", made.path)
    shutil.copytree(_ROOT / "releases", made.path / "releases", dirs_exist_ok=True)
    return made


@pytest.fixture(scope="session")
def postfix() -> Iterator[Postfix]:
    """A running Postfix of our own, in folders of its own."""
    if missing := Postfix.missing():
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)  # Postfix works as a user of its own
    server = Postfix.prepared(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def relayed(desk: Desk, postfix: Postfix) -> Callable[..., Desk]:
    """A function that gives the workspace Postfix as its relay and the addresses given as the list ``press``."""

    def make(addresses: list[str]) -> Desk:
        settings = (desk.path / "mailer.toml").read_text(encoding="utf-8")
        relay = f'url = "smtp://localhost:{postfix.port}"\ntls = "required"\nca_file = "{postfix.certificate}"'
        desk.write("mailer.toml", settings.replace('url = "outbox:outbox"', relay))
        people = desk.write("people.csv", "\n".join(["address,language", *(f"{one},en" for one in addresses)]) + "\n")
        create = ("--title", "Press", "--basis", "legitimate-interest", "--source", "peers")
        assert desk.type("lists", "create", "press", *create).code == 0
        assert desk.type("contacts", "import", str(people), "--list", "press").code == 0
        return desk

    return make


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """A Chromium without a window."""
    found = Chromium.found()
    if found is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    return found
