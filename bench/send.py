"""How fast a prepared campaign is sent, beside Postfix's smtp-source.

    python -m bench.send [--rounds 5] [--n 10000] [--connections 4] [--rtt-ms 0] [--chunking]
                           [--database sqlite|postgres]

Exits 1 if a recipient got a message twice or not at all. What the columns mean is in bench/README.md.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import databases, sinks
from bench.contenders import Contender, Course, Measured, contenders
from bench.prepared import prepare

_COLUMNS = (
    ("contender", 29), ("N", 6), ("msgs/s", 7), ("min", 7), ("max", 7), ("ratio", 6), ("cpu-s/1000", 10),
    ("peak MB", 7), ("sink cpu-s/1000", 15), ("trips/msg", 9), ("conns", 5), ("KB/msg", 6), ("exactly once", 12),
)  # fmt: skip

Results = dict[str, list[Measured]]


def main() -> int:
    """Measure and print; 1 if a recipient was missed or written to twice."""
    options = _options()
    if options.chunking:
        os.environ["MAILER_RELAYS_DEFAULT_CHUNKING"] = "true"
    if shutil.which("smtp-source") is None:
        print("smtp-source is not installed (Debian package postfix), so there is nothing to compare with.")
    print(f"load before: {os.getloadavg()[0]:.2f}")
    with (
        tempfile.TemporaryDirectory(prefix="mailer-bench-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        course = _course(options, Path(name), kept)
        results = _measure(course, options.rounds)
    print(_table(results, course.number))
    print(f"load after: {os.getloadavg()[0]:.2f}\n{_remarks(results)}")
    return 0 if all(run.exactly_once is not False for runs in results.values() for run in runs) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Send a prepared campaign, beside smtp-source, to a counting sink.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default 5)")
    parser.add_argument("--n", type=int, default=10_000, help="recipients (default 10000)")
    parser.add_argument("--connections", type=int, default=4, help="connections of each contender (default 4)")
    parser.add_argument(
        "--messages-per-connection", type=int, default=100, help="ours; smtp-source never ends one (default 100)"
    )
    parser.add_argument("--rtt-ms", type=float, default=0, help="how long the sink waits before each flush of replies")
    parser.add_argument("--chunking", action="store_true", help="ours in chunks, a window of messages on the wire")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _course(options: argparse.Namespace, folder: Path, kept: databases.Databases) -> Course:
    prepared = prepare(
        folder,
        number=options.n,
        connections=options.connections,
        messages_per_connection=options.messages_per_connection,
        database_url=kept.prepared,
    )
    return Course(sinks.build(folder), prepared, kept, options.connections, options.rtt_ms)


def _measure(course: Course, rounds: int) -> Results:
    """Let everybody run once per round, in the other order every second round."""
    everybody = contenders()
    results: Results = {one.name: [] for one in everybody}
    for number in range(rounds):
        for contender in everybody if number % 2 == 0 else reversed(everybody):
            results[contender.name].append(_one(contender, course, number))
    return results


def _one(contender: Contender, course: Course, number: int) -> Measured:
    measured = contender.run(course)
    if measured.seen.messages != course.number:
        print(f"{contender.name}: {measured.seen.messages} messages came instead of {course.number}", file=sys.stderr)
    print(f"  round {number + 1}: {contender.name:29} {course.number / measured.seconds:8.0f}/s", file=sys.stderr)
    return measured


def _table(results: Results, number: int) -> str:
    heading = "  ".join(name.ljust(width) if not at else name.rjust(width) for at, (name, width) in enumerate(_COLUMNS))
    baseline = next(iter(results.values()))
    rows = [_row(name, runs, baseline, number) for name, runs in results.items()]
    return "\n".join([heading, *rows])


def _row(name: str, runs: Sequence[Measured], baseline: Sequence[Measured], number: int) -> str:
    rates = [number / run.seconds for run in runs]
    thousands = number / 1000
    cells = (
        name,
        str(number),
        f"{median(rates):.0f}",
        f"{min(rates):.0f}",
        f"{max(rates):.0f}",
        f"{median(base.seconds / run.seconds for run, base in zip(runs, baseline, strict=True)):.3f}",
        f"{median(run.cpu_seconds for run in runs) / thousands:.3f}",
        f"{max(run.peak_mb for run in runs):.0f}",
        f"{median(run.seen.cpu_seconds for run in runs) / thousands:.3f}",
        f"{median(run.seen.round_trips for run in runs) / number:.2f}",
        f"{median(run.seen.connections for run in runs):.0f}",
        f"{median(run.seen.bytes for run in runs) / number / 1000:.1f}",
        _exactness(runs),
    )
    widths = [width for _, width in _COLUMNS]
    return "  ".join(
        cell.ljust(width) if not at else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )


def _exactness(runs: Sequence[Measured]) -> str:
    if any(run.exactly_once is None for run in runs):
        return "count only"
    return "yes" if all(run.exactly_once for run in runs) else "NO"


def _remarks(results: Results) -> str:
    """Return what one must know to believe the table: who the first row is, and how steady it was."""
    name, runs = next(iter(results.items()))
    times = [run.seconds for run in runs]
    spread = (max(times) - min(times)) / median(times)
    caution = " This machine was too busy: measure again." if spread > 0.3 else ""
    return f"ratio: median of the per-round ratios to {name}, whose own times spread by {spread:.0%}.{caution}"


if __name__ == "__main__":
    sys.exit(main())
