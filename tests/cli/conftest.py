"""Commands as they are typed, in a workspace of their own; run in this process, so that they are quick."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mailer.cli import exit_code
from tests.cli.campaigning import prepared
from tests.relay.scripted import ScriptedRelay


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace to type commands in."""

    path: Path
    captured: pytest.CaptureFixture[str]

    def run(self, *words: str) -> Typed:
        """Type a command with -C and return what it did."""
        return self.run_here("-C", str(self.path), *words)

    def run_here(self, *words: str) -> Typed:
        """Type a command in the current folder and return what it did."""
        self.captured.readouterr()
        code = exit_code([*words])
        written = self.captured.readouterr()
        return Typed(code, written.out, written.err)

    def json(self, *words: str) -> Any:
        """Type a command with --json and return what it wrote."""
        typed = self.run(*words)
        assert typed.out, typed.err
        return json.loads(typed.out)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A new workspace whose messages go to outbox/."""
    monkeypatch.delenv("MAILER_WORKSPACE", raising=False)
    desk = Desk(tmp_path / "desk", capsys)
    desk.run_here("init", str(desk.path))
    return desk


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    """A relay that takes everything until it is told otherwise, and sees no rule of SMTP broken."""
    with ScriptedRelay() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def desk(
    workspace: Desk, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Desk:
    """A workspace with a release, six people on a list, and the relay; on the database ``url`` if a test asks."""
    if "url" in request.fixturenames:
        monkeypatch.setenv("MAILER_DATABASE_URL", str(request.getfixturevalue("url")))
    return prepared(workspace, relay, monkeypatch)
