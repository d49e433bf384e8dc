"""Programs of the system, real ones: Debian's Postfix and Exim as relays, Chromium as a reader. Absent: skipped.

Commands are typed in processes of their own, as a person would.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import update

from mailer.domain.delivery import DeliveryState
from mailer.store.opening import open_store
from mailer.store.tables.schema import deliveries
from tests.peers.chromium import Chromium
from tests.peers.dovecot import Dovecot
from tests.peers.exim import Exim
from tests.peers.postfix import Postfix
from tests.peers.relay import USERNAME, Relay

_R = TypeVar("_R", Postfix, Exim)

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
        process = self.begin(*words)
        out, err = process.communicate()
        return Typed(process.returncode, out, err)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Type a command and do not wait for it."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
        command = [sys.executable, "-m", "mailer", "-C", str(self.path), *words]
        piped = subprocess.PIPE
        return subprocess.Popen(command, cwd=_ROOT, env=environ, stdout=piped, stderr=piped, text=True)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def hand_to(self, relay: Relay, *, port: int = 0, password: str = "", token: str = "", auth: str = "") -> None:
        """Make ``relay`` the one of this workspace; sign in to it with a ``password``, or a ``token`` by ``auth``."""
        lines = [f'url = "smtp://localhost:{port or relay.port}"', f'ca_file = "{relay.certificate}"']
        if password:
            self.write("password", password).chmod(0o600)
            lines += [f'username = "{USERNAME}"', 'password = "file:password"']
        if token:
            self.write("token", token).chmod(0o600)
            lines += [f'username = "{USERNAME}"', f'auth = "{auth}"', 'token = "file:token"']
        settings = (_ROOT / "mailer.toml").read_text(encoding="utf-8")
        self.write("mailer.toml", settings.replace('url = "outbox:outbox"', "\n".join(lines)))

    def hasten(self) -> None:
        """Make everything that was put off due now."""
        store = open_store(f"sqlite:///{self.path / 'mailer.db'}")
        with store.begin() as tx:
            put_off = update(deliveries).where(deliveries.c.state == DeliveryState.DEFERRED)
            tx.execute(put_off.values(next_attempt_at=datetime.now(UTC)))
        store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A new workspace with the example release; its messages go to outbox/."""
    return _founded(tmp_path / "desk")


def _founded(path: Path) -> Desk:
    made = Desk(path)
    made.path.mkdir()
    found = made.type("init", str(made.path))
    assert found.code == 0, found.err
    shutil.copy(_ROOT / "mailer.toml", made.path)
    shutil.copy(_ROOT / "spokespeople.toml", made.path)
    shutil.copytree(_ROOT / "releases", made.path / "releases", dirs_exist_ok=True)
    return made


def people(number: int) -> list[str]:
    """Return so many addresses, at several outlets."""
    return [f"desk-{one:03}@outlet{one % 7}.example.org" for one in range(number)]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Desk]:
    """A function that returns a workspace, to be copied, with the list ``press`` of so many people."""

    @cache
    def fill(number: int) -> Desk:
        desk = _founded(tmp_path_factory.mktemp("filled") / "desk")
        rows = desk.write("people.csv", "address,language\n" + "".join(f"{one},en\n" for one in people(number)))
        create = ("--title", "Press", "--basis", "legitimate-interest", "--source", "peers")
        assert desk.type("lists", "create", "press", *create).code == 0
        assert desk.type("contacts", "import", str(rows), "--list", "press").code == 0
        return desk

    return fill


@pytest.fixture(scope="session")
def postfix() -> Iterator[Postfix]:
    """A running Postfix of our own, in folders of its own."""
    with _running(Postfix) as server:
        yield server


@pytest.fixture(scope="session")
def exim() -> Iterator[Exim]:
    """A running Exim of our own, in folders of its own."""
    with _running(Exim) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot(postfix: Postfix) -> Iterator[Dovecot]:
    """A running Dovecot of our own, which tells our Postfix whether a token is good."""
    if missing := Dovecot.missing():
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        server = Dovecot.prepared(Path(name), postfix.tokens)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def _running(kind: type[_R]) -> Iterator[_R]:
    if missing := kind.missing():
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix=f"{kind.__name__.lower()}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # it works as a user of its own
        server = kind.prepared(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture(params=["postfix", "exim"])
def relay(request: pytest.FixtureRequest) -> Relay:
    """Each of the two in turn, with a log that begins anew."""
    server: Relay = request.getfixturevalue(request.param)
    server.begin_anew()
    return server


@pytest.fixture
def relayed(tmp_path: Path, filled: Callable[[int], Desk], relay: Relay) -> Callable[..., Desk]:
    """A function that returns a workspace of this relay with so many people on the list ``press``.

    ``port`` and ``password``: how to sign in, if at all.
    """

    def make(number: int, *, port: int = 0, password: str = "") -> Desk:
        desk = Desk(shutil.copytree(filled(number).path, tmp_path / "desk"))
        desk.hand_to(relay, port=port, password=password)
        return desk

    return make


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """A Chromium without a window."""
    found = Chromium.found()
    if found is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    return found
