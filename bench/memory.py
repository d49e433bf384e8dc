"""How much memory it takes to send to a million, and whether it stays the same along the way.

    python -m bench.memory [--n 1000000] [--connections 4] [--processes 1] [--database sqlite|postgres]

``mailer resume`` sends a prepared campaign to the counting sink, and its memory is read fifty times a second.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import databases, sinks
from bench.contenders import is_exact
from bench.prepared import mailer_command, prepare
from bench.timing import timed

_PARTS = 10


def main() -> int:
    """Measure and print; 1 if a recipient was missed or written to twice."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="mailer-bench-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        folder = Path(name)
        print(f"preparing a campaign for {options.n:,} ...", file=sys.stderr)
        prepared = prepare(
            folder,
            number=options.n,
            connections=options.connections,
            messages_per_connection=100,
            database_url=kept.prepared,
        )
        words = mailer_command(prepared.workspace, "resume", str(prepared.campaign), "--json")
        samples: list[tuple[float, float]] = []
        with sinks.running(sinks.build(folder), delay_ms=0) as sink:
            environ = _environ(kept.prepared, sink.port, options.processes)
            ended = timed(words, environ, look=lambda held: samples.append((time.perf_counter(), held)))
    once = is_exact(prepared.addresses, sink.seen)
    cpu = ended.cpu_seconds / options.n * 1000
    print(f"{options.n:,} messages in {ended.seconds:.0f} s, {options.n / ended.seconds:.0f}/s, {cpu:.3f} cpu-s/1000")
    print(f"peak memory {ended.peak_mb:.0f} MB; along the way {_along(samples)}")
    print(f"exactly once: {'yes' if once else 'NO'}")
    return 0 if once else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Read the memory of mailer resume along a very large campaign.")
    parser.add_argument("--n", type=int, default=1_000_000, help="recipients (default 1000000)")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--processes", type=int, default=1, help="how many send together (default 1)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _environ(database_url: str, port: int, processes: int) -> dict[str, str]:
    found = {"MAILER_DATABASE_URL": database_url, "MAILER_RELAYS_DEFAULT_URL": f"smtp://127.0.0.1:{port}"}
    return found if processes == 1 else {**found, "MAILER_SENDING_PROCESSES": str(processes)}


def _along(samples: Sequence[tuple[float, float]]) -> str:
    """Return the most that was held in each tenth of the time."""
    began, ended = samples[0][0], samples[-1][0]
    most = [0.0] * _PARTS
    for at, held in samples:
        part = min(int((at - began) / (ended - began) * _PARTS), _PARTS - 1)
        most[part] = max(most[part], held)
    return " ".join(f"{held:.0f}" for held in most)


if __name__ == "__main__":
    sys.exit(main())
