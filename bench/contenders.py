"""Who is measured: each sends the same number of messages to a fresh sink."""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import sinks
from bench.databases import Databases
from bench.prepared import Prepared, mailer_command

_ROOT = Path(__file__).parent.parent
_LOOK_EVERY_MS = 20


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
    """One run. ``exactly_once`` is None where all messages go to one address, so that only their number is known."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    seen: sinks.Seen
    exactly_once: bool | None


@dataclass(frozen=True, slots=True)
class Contender:
    """A name for the table, and how to run it once."""

    name: str
    run: Callable[[Course], Measured]


def contenders() -> list[Contender]:
    """Return everybody who can run here, Postfix's smtp-source first where it is installed."""
    ours = [Contender("mailer, send phase", _send_phase), Contender("mailer resume, whole process", _whole_process)]
    return [Contender("smtp-source -d", _smtp_source), *ours] if shutil.which("smtp-source") else ours


def _smtp_source(course: Course) -> Measured:
    with sinks.running(course.sink, delay_ms=course.rtt_ms) as sink:
        command = ["smtp-source", "-d", "-s", str(course.connections), "-m", str(course.number)]
        command += ["-f", "press@example.org", "-t", "desk@example.org", "-F", str(course.prepared.sample)]
        ended = _timed([*command, f"127.0.0.1:{sink.port}"], {})
    return Measured(ended.seconds, ended.cpu_seconds, ended.peak_mb, sink.seen, None)


def _send_phase(course: Course) -> Measured:
    command = [sys.executable, "-m", "bench.phase", str(course.prepared.workspace), str(course.prepared.campaign)]
    ended, seen = _ours(course, command)
    told = json.loads(ended.output)
    return Measured(told["seconds"], told["cpu_seconds"], ended.peak_mb, seen, _is_exact(course, seen))


def _whole_process(course: Course) -> Measured:
    command = mailer_command(course.prepared.workspace, "resume", str(course.prepared.campaign), "--json")
    ended, seen = _ours(course, command)
    return Measured(ended.seconds, ended.cpu_seconds, ended.peak_mb, seen, _is_exact(course, seen))


def _is_exact(course: Course, seen: sinks.Seen) -> bool:
    counted = (seen.messages, seen.distinct, seen.repeated)
    return counted == (course.number, course.number, 0) and seen.digest == sinks.digest(course.prepared.addresses)


@dataclass(frozen=True, slots=True)
class _Ended:
    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def _ours(course: Course, command: list[str]) -> tuple[_Ended, sinks.Seen]:
    database_url = course.databases.fresh()
    with sinks.running(course.sink, delay_ms=course.rtt_ms) as sink:
        environ = {"MAILER_RELAYS_DEFAULT_URL": f"smtp://127.0.0.1:{sink.port}", "MAILER_DATABASE_URL": database_url}
        ended = _timed(command, environ)
    return ended, sink.seen


def _timed(command: list[str], environ: dict[str, str]) -> _Ended:
    """Run a process. Its peak memory is read while it runs: afterwards the kernel would count the parent's in."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environ}, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    peak = _watch(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        sys.exit(f"bench: {' '.join(command)} ended with {process.returncode}")
    return _Ended(seconds, used.ru_utime + used.ru_stime, peak, output)


def _watch(pid: int) -> float:
    """Return the peak memory in MB of a process, when it has ended."""
    peak = 0.0
    waiting = select.poll()
    ending = os.pidfd_open(pid)
    waiting.register(ending, select.POLLIN)
    while not waiting.poll(_LOOK_EVERY_MS):
        peak = _peak(pid) or peak
    os.close(ending)
    return peak


def _peak(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
