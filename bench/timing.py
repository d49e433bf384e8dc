"""Running one process and saying what it took."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_LOOK_EVERY_MS = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended well. CPU is that of its children too; peak memory is that of the largest of them."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def timed(command: list[str], environ: Mapping[str, str], *, look: Callable[[float], None] = lambda _: None) -> Ended:
    """Run a process; exits where it fails. ``look`` is told all the time how many MB the largest one holds."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environ}, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    peak = _watch(process.pid, look)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        sys.exit(f"bench: {' '.join(command)} ended with {process.returncode}")
    return Ended(seconds, used.ru_utime + used.ru_stime, peak, output)


def _watch(pid: int, look: Callable[[float], None]) -> float:
    """Return the peak memory in MB of a process and its children, when it has ended.

    It is read while they run: afterwards the kernel would count in what their parent had before it became them.
    """
    peak = 0.0
    waiting = select.poll()
    ending = os.pidfd_open(pid)
    waiting.register(ending, select.POLLIN)
    while not waiting.poll(_LOOK_EVERY_MS):
        family = list(_family(pid))
        look(max(_memory(one, "VmRSS:") for one in family))
        peak = max(peak, *(_memory(one, "VmHWM:") for one in family))
    os.close(ending)
    return peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):  # ended meanwhile
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def _memory(pid: int, key: str) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1]) / 1024
    return 0.0
