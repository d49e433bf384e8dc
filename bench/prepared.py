"""A workspace with a campaign that waits to be sent, made with the commands that a press officer would type."""

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

_HERE = Path(__file__).parent
_ROOT = _HERE.parent
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


def prepare(
    folder: Path, *, number: int, connections: int, messages_per_connection: int, database_url: str
) -> Prepared:
    """Return a workspace below ``folder`` with ``number`` contacts and a campaign that goes to all of them."""
    workspace = folder / "workspace"
    run_mailer(None, "init", str(workspace))
    settings = _SETTINGS.format(connections=connections, messages_per_connection=messages_per_connection)
    (workspace / "mailer.toml").write_text(settings)
    shutil.copy(_ROOT / "spokespeople.toml", workspace)
    release = shutil.copy(_HERE / "release.md", workspace / "releases" / "tavo-schools.md")
    addresses = _write_contacts(workspace / "people.csv", number)
    environ = {"MAILER_DATABASE_URL": database_url}
    create = (
        "lists",
        "create",
        "bench",
        "--title",
        "Press, Tavo",
        "--basis",
        "legitimate-interest",
        "--source",
        "bench",
    )
    run_mailer(workspace, *create, environ=environ)
    run_mailer(workspace, "contacts", "import", str(workspace / "people.csv"), "--list", "bench", environ=environ)
    send = ("send", str(release), "--json", "--yes", "--to")
    run_mailer(workspace, *send, addresses[0], "--relay", "paper", environ=environ)
    frozen = json.loads(run_mailer(workspace, *send, "bench", "--detach", "--expect", str(number), environ=environ))
    return Prepared(workspace, frozen["campaign"], addresses, _sample(workspace))


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
    addresses = tuple(f"desk.{n:06d}@outlet-{n % 211}.example.org" for n in range(number))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("address", "name", "outlet", "kind", "language", "country"))
        for n, address in enumerate(addresses):
            writer.writerow((address, f"Reader Number {n}", f"Outlet {n % 211}", "journalist", "en", "CH"))
    return addresses


def _sample(workspace: Path) -> Path:
    """Return a real message with bare LF: smtp-source writes the line ends itself."""
    written = next((workspace / "outbox").rglob("*.eml"))
    sample = workspace / "sample.eml"
    sample.write_bytes(written.read_bytes().replace(b"\r\n", b"\n"))
    return sample
