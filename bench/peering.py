"""Other ways to send a newsletter, each a program of its own in ``peers/``, at its best: styles inlined beforehand."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bench import sinks
from bench.contenders import Contender, Course, Measured, is_exact
from bench.peers.letter import write_letter
from bench.peers.writing import release_as_letter
from bench.timing import timed

_HERE = Path(__file__).parent
_NODEMAILER = "nodemailer, pool"


@dataclass(frozen=True, slots=True)
class Peer:
    """A program in ``peers/``. It sends ``number`` messages, ``far`` to a relay at a distance: enough for a rate."""

    name: str
    program: str
    package: str
    number: int
    far: int


_IN_PYTHON = (
    Peer("Django, one connection", "django_kept", "django", 1000, 60),
    Peer("python-emails, one connection", "emails_kept", "emails", 600, 60),
    Peer("smtplib, one connection", "smtplib_kept", "jinja2", 1000, 60),
    Peer("premailer for each", "premailer_each", "premailer", 300, 60),
)
_IN_NODE = Peer(_NODEMAILER, "nodemailer_pool.js", "nodemailer", 3000, 1500)


def peers(course: Course, folder: Path, database_url: str) -> list[Contender]:
    """Return those that can run here; a line on standard error for each that cannot."""
    letter = folder / "letter.json"
    most = max(peer.number for peer in (*_IN_PYTHON, _IN_NODE))
    write_letter(letter, *release_as_letter(course.prepared.workspace, database_url, course.prepared.addresses[:most]))
    return [
        Contender(peer.name, partial(_run, peer, command=command, environ=environ, letter=letter))
        for peer, command, environ in _available()
    ]


def _available() -> Iterator[tuple[Peer, list[str], dict[str, str]]]:
    modules = _nodemailer()
    if modules is not None:
        yield _IN_NODE, ["node", str(_HERE / "peers" / _IN_NODE.program)], {"NODE_PATH": str(modules)}
    for peer in _IN_PYTHON:
        if find_spec(peer.package) is None:
            print(f"{peer.name}: left out, {peer.package} is not installed (make bench installs it)", file=sys.stderr)
        else:
            yield peer, [sys.executable, "-m", f"bench.peers.{peer.program}"], {}


def _nodemailer() -> Path | None:
    """Return the folder that npm has put nodemailer in, now or at an earlier time; None where it cannot."""
    if not (shutil.which("node") and shutil.which("npm")):
        print(f"{_NODEMAILER}: left out, node and npm are not installed", file=sys.stderr)
        return None
    cache = _cache()
    modules = cache / "node_modules"
    if not (modules / "nodemailer").is_dir():
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(cache), "nodemailer"]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            print(f"{_NODEMAILER}: left out, npm could not install it", file=sys.stderr)
            return None
    return modules


def _cache() -> Path:
    """Return a folder below the temporary one that is ours alone: what lies in it is run."""
    folder = Path(tempfile.gettempdir(), f"mailer-bench-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o022:
        sys.exit(f"bench: {folder} belongs to somebody else; remove it, or set TMPDIR")
    return folder


def _run(peer: Peer, course: Course, *, command: list[str], environ: dict[str, str], letter: Path) -> Measured:
    """Return how the peer sent: its sending alone, since a start weighs more on few messages than on ours."""
    addresses = course.prepared.addresses[: peer.far if course.rtt_ms else peer.number]
    with sinks.running(course.sink, delay_ms=course.rtt_ms) as sink:
        ended = timed([*command, str(sink.port), str(course.connections), str(len(addresses)), str(letter)], environ)
    told = json.loads(ended.output)
    return Measured(
        number=len(addresses),
        seconds=told["seconds"],
        cpu_seconds=told["cpu_seconds"],
        peak_mb=ended.peak_mb,
        seen=sink.seen,
        exactly_once=is_exact(addresses, sink.seen),
        version=told["version"],
        send_seconds=told["seconds"],
        start_up_seconds=ended.seconds - told["seconds"],
    )
