"""The counting sink: built from ``sink.c``, started fresh for every run, asked at the end what came."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_SOURCE = Path(__file__).with_name("sink.c")
_ALL_ONES = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What a sink counted; ``digest`` is what identifies the set of recipients."""

    messages: int
    distinct: int
    repeated: int
    digest: tuple[int, int]
    bytes: int
    connections: int
    round_trips: int
    cpu_seconds: float


class Sink:
    """A running sink; ``seen`` once it has ended."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen = Seen(0, 0, 0, (0, 0), 0, 0, 0, 0.0)


def build(folder: Path) -> Path:
    """Return the compiled sink; exits with a sentence where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        sys.exit("bench: there is no C compiler (cc); the sink is built from bench/sink.c")
    built = folder / "sink"
    subprocess.run([compiler, "-O3", "-o", str(built), str(_SOURCE)], check=True)
    return built


@contextlib.contextmanager
def running(built: Path, *, delay_ms: float) -> Iterator[Sink]:
    """Yield a fresh sink on a free port; what it saw is known when the block has ended."""
    with subprocess.Popen([built, "--delay-ms", str(delay_ms)], stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise AssertionError("a pipe was asked for")
        sink = Sink(int(process.stdout.readline()))
        try:
            yield sink
        finally:
            process.send_signal(signal.SIGTERM)
            sink.seen = _read(process.stdout.readline())


def digest(addresses: Iterable[str]) -> tuple[int, int]:
    """Return the sum and the exclusive or of the addresses' hashes, as the sink counts them."""
    total = exclusive = 0
    for address in addresses:
        found = _hash(address.encode())
        total = (total + found) & _ALL_ONES
        exclusive ^= found
    return total, exclusive


def _read(line: str) -> Seen:
    counted = json.loads(line)
    return Seen(digest=(counted.pop("sum"), counted.pop("xor")), **counted)


def _hash(octets: bytes) -> int:
    """Return FNV-1a finished as splitmix64 does, like ``hash_of`` in sink.c."""
    h = 0xCBF29CE484222325
    for octet in octets:
        h = (h ^ octet) * 0x100000001B3 & _ALL_ONES
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 & _ALL_ONES
    h = (h ^ h >> 27) * 0x94D049BB133111EB & _ALL_ONES
    return h ^ h >> 31
