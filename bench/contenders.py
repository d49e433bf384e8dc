"""Who is measured: Postfix's load generator and ours. Each sends to a fresh sink. (Others: peering.py.)"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import sinks
from bench.databases import Databases
from bench.prepared import Prepared, mailer_command
from bench.timing import Ended, timed
from mailer import __version__

BASELINE = "smtp-source -d"
SEND_PHASE = "mailer, send phase"
WHOLE = "mailer resume, whole process"


@dataclass(frozen=True, slots=True)
class Course:
    """What all contenders run on."""

    sink: Path
    prepared: Prepared
    databases: Databases
    connections: int
    rtt_ms: float

    @property
    def number(self) -> int:
        """Return how many messages are sent."""
        return len(self.prepared.addresses)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: ``number`` messages in ``seconds``, of which the sending took ``send_seconds``.

    ``exactly_once`` is None where all messages go to one address: then only their number is known, and it is right.
    """

    number: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    seen: sinks.Seen
    exactly_once: bool | None
    version: str
    send_seconds: float
    start_up_seconds: float | None = None
    load: tuple[float, float] = (0.0, 0.0)

    @property
    def rate(self) -> float:
        """Return messages per second."""
        return self.number / self.seconds


@dataclass(frozen=True, slots=True)
class Contender:
    """A name for the table, and how to run it once."""

    name: str
    run: Callable[[Course], Measured]


def contenders() -> list[Contender]:
    """Return ours, after Postfix's smtp-source where it is installed."""
    ours = [Contender(SEND_PHASE, _send_phase), Contender(WHOLE, _whole_process)]
    return [Contender(BASELINE, _smtp_source), *ours] if shutil.which("smtp-source") else ours


def is_exact(addresses: tuple[str, ...], seen: sinks.Seen) -> bool:
    """Return whether each of the addresses got one message, and nobody else any."""
    counted = (seen.messages, seen.distinct, seen.repeated)
    return counted == (len(addresses), len(addresses), 0) and seen.digest == sinks.digest(addresses)


def _smtp_source(course: Course) -> Measured:
    with sinks.running(course.sink, delay_ms=course.rtt_ms) as sink:
        command = ["smtp-source", "-d", "-s", str(course.connections), "-m", str(course.number)]
        command += ["-f", "press@example.org", "-t", "desk@example.org", "-F", str(course.prepared.sample)]
        ended = timed([*command, f"127.0.0.1:{sink.port}"], {})
    exactness = None if sink.seen.messages == course.number else False
    return _measured(course, ended, sink.seen, exactly_once=exactness, version=_postfix())


def _postfix() -> str:
    told = subprocess.run(["postconf", "-dh", "mail_version"], capture_output=True, text=True, check=False)
    return f"Postfix {told.stdout.strip() or 'of unknown version'}"


def _send_phase(course: Course) -> Measured:
    command = [sys.executable, "-m", "bench.phase", str(course.prepared.workspace), str(course.prepared.campaign)]
    ended, seen = _ours(course, command)
    told = json.loads(ended.output)
    sending = Ended(told["seconds"], told["cpu_seconds"], ended.peak_mb, "")
    return _measured(course, sending, seen, exactly_once=is_exact(course.prepared.addresses, seen))


def _whole_process(course: Course) -> Measured:
    command = mailer_command(course.prepared.workspace, "resume", str(course.prepared.campaign), "--json")
    ended, seen = _ours(course, command)
    return _measured(course, ended, seen, exactly_once=is_exact(course.prepared.addresses, seen))


def _measured(
    course: Course, ended: Ended, seen: sinks.Seen, *, exactly_once: bool | None, version: str = __version__
) -> Measured:
    return Measured(
        number=course.number,
        seconds=ended.seconds,
        cpu_seconds=ended.cpu_seconds,
        peak_mb=ended.peak_mb,
        seen=seen,
        exactly_once=exactly_once,
        version=version,
        send_seconds=ended.seconds,
    )


def _ours(course: Course, command: list[str]) -> tuple[Ended, sinks.Seen]:
    database_url = course.databases.fresh()
    with sinks.running(course.sink, delay_ms=course.rtt_ms) as sink:
        environ = {"MAILER_RELAYS_DEFAULT_URL": f"smtp://127.0.0.1:{sink.port}", "MAILER_DATABASE_URL": database_url}
        ended = timed(command, environ)
    return ended, sink.seen
