"""A workspace with a campaign that waits to be sent, made with the commands that a press officer would type."""

import compileall
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.people import LISTS, People, fill

_HERE = Path(__file__).parent
_ROOT = _HERE.parent
RELEASE = "tavo-schools"
_OUTLETS = 211
_TYPED = 100_000
_WELL = (0, 75)  # a campaign that is only prepared is "not finished"

_SETTINGS = """\
[organisation]
name = "Aurelia Relief Network"
postal_address = "12 Harbour Lane, Port Aurelia"
domains = ["example.org", "news.example.org"]
timezone = "Europe/Zurich"
website = "https://www.example.org"

[sender]
name = "Aurelia Press Desk"
address = "press@example.org"

[relays.default]
url = "smtp://127.0.0.1:25"
connections = {connections}
messages_per_connection = {messages_per_connection}

[relays.paper]
url = "outbox:outbox"

[web]
base_url = "https://press.example.org"
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workspace whose campaign ``campaign`` goes to ``addresses``; ``sample`` is one of its messages as a file."""

    workspace: Path
    campaign: int
    addresses: tuple[str, ...]
    sample: Path


def new_workspace(folder: Path, *, connections: int = 4, messages_per_connection: int = 100) -> Path:
    """Return a workspace below ``folder`` that has the release and nobody to send it to.

    Python is given its compiled modules, as an installed package has them: without, each start compiles them anew where
    PYTHONDONTWRITEBYTECODE is set.
    """
    compileall.compile_dir(_ROOT / "mailer", quiet=1)
    workspace = folder / "workspace"
    run_mailer(None, "init", str(workspace))
    settings = _SETTINGS.format(connections=connections, messages_per_connection=messages_per_connection)
    (workspace / "mailer.toml").write_text(settings)
    shutil.copy(_ROOT / "spokespeople.toml", workspace)
    shutil.copy(_HERE / "release.md", workspace / "releases" / f"{RELEASE}.md")
    return workspace


def prepare(
    folder: Path, *, number: int, connections: int, messages_per_connection: int, database_url: str
) -> Prepared:
    """Return a workspace below ``folder`` with ``number`` contacts and a campaign that goes to all of them.

    Up to ``_TYPED`` of them come in as a press officer would bring them in; more are filled into the database.
    """
    workspace = new_workspace(folder, connections=connections, messages_per_connection=messages_per_connection)
    environ = {"MAILER_DATABASE_URL": database_url}
    addresses = (_import if number <= _TYPED else _fill)(workspace, number, environ)
    send = ("send", RELEASE, "--json", "--yes", "--to")
    run_mailer(workspace, *send, addresses[0], "--relay", "paper", environ=environ)
    frozen = json.loads(run_mailer(workspace, *send, LISTS[0], "--detach", "--expect", str(number), environ=environ))
    return Prepared(workspace, frozen["campaign"], addresses, _sample(workspace))


def _import(workspace: Path, number: int, environ: Mapping[str, str]) -> tuple[str, ...]:
    people = workspace / "people.csv"
    addresses = _write_contacts(people, number)
    facts = ("--title", "Press, Tavo", "--basis", "legitimate-interest", "--source", "bench")
    run_mailer(workspace, "lists", "create", LISTS[0], *facts, environ=environ)
    run_mailer(workspace, "contacts", "import", str(people), "--list", LISTS[0], environ=environ)
    return addresses


def _fill(_: Path, number: int, environ: Mapping[str, str]) -> tuple[str, ...]:
    people = People(number, outlets=_OUTLETS)
    fill(environ["MAILER_DATABASE_URL"], people)
    return people.addresses()


def run_mailer(workspace: Path | None, *arguments: str, environ: Mapping[str, str] | None = None) -> str:
    """Return what a ``mailer`` command prints; exits with its words where it fails."""
    command = mailer_command(workspace, *arguments)
    done = subprocess.run(
        command, env={**os.environ, **(environ or {})}, cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in _WELL:
        sys.exit(f"bench: {' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def mailer_command(workspace: Path | None, *arguments: str) -> list[str]:
    """Return the words that start ``mailer`` in this Python."""
    place = [] if workspace is None else ["-C", str(workspace)]
    return [sys.executable, "-m", "mailer", *place, *arguments]


def copy_file(prepared: Path, copy: Path) -> None:
    """Copy a SQLite database as it stands, with what is still in its write-ahead log."""
    for leftover in copy.parent.glob(f"{copy.name}*"):
        leftover.unlink()
    source, target = sqlite3.connect(prepared), sqlite3.connect(copy)
    source.backup(target)
    target.close()
    source.close()


def _write_contacts(path: Path, number: int) -> tuple[str, ...]:
    addresses = tuple(f"desk.{n:06d}@outlet-{n % _OUTLETS}.example.org" for n in range(number))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("address", "name", "outlet", "kind", "language", "country"))
        for n, address in enumerate(addresses):
            writer.writerow((address, f"Reader Number {n}", f"Outlet {n % _OUTLETS}", "journalist", "en", "CH"))
    return addresses


def _sample(workspace: Path) -> Path:
    """Return a real message with bare LF: smtp-source writes the line ends itself."""
    written = next((workspace / "outbox").rglob("*.eml"))
    sample = workspace / "sample.eml"
    sample.write_bytes(written.read_bytes().replace(b"\r\n", b"\n"))
    return sample
