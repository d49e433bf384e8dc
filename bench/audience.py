"""How long it takes to find out who gets a release, and to freeze it, among a million contacts.

    python -m bench.audience [--contacts 1000000] [--rounds 3] [--database sqlite|postgres]

What is timed, and where, is in bench/README.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import databases
from bench.freezing import Frozen
from bench.people import LISTS, People, fill
from bench.prepared import RELEASE, new_workspace

_PER_OUTLET, _PER_SUPPRESSED = 50, 50
_STEPS = (("plan", "plan_seconds", "plan_cpu_seconds"), ("freeze", "freeze_seconds", "freeze_cpu_seconds"))


def main() -> int:
    """Measure and print."""
    options = _options()
    people = People(options.contacts, options.contacts // _PER_OUTLET, options.contacts // _PER_SUPPRESSED)
    print(f"load before: {os.getloadavg()[0]:.2f}")
    with (
        tempfile.TemporaryDirectory(prefix="mailer-bench-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        workspace = new_workspace(Path(name))
        print(f"filling the database with {people.number:,} contacts ...", file=sys.stderr)
        fill(kept.prepared, people)
        rounds = [_one(workspace, kept.fresh()) for _ in range(options.rounds)]
    print(_table(options.database, rounds))
    print(f"load after: {os.getloadavg()[0]:.2f}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time how an audience of three lists is planned and frozen.")
    parser.add_argument("--contacts", type=int, default=1_000_000, help="how many (default 1000000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often it is frozen (default 3)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _one(workspace: Path, url: str) -> Frozen:
    command = [sys.executable, "-m", "bench.freezing", str(workspace), RELEASE, *LISTS]
    environ = {**os.environ, "MAILER_DATABASE_URL": url}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench: {' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return Frozen(**json.loads(done.stdout))


def _table(database: str, rounds: Sequence[Frozen]) -> str:
    one = rounds[0]
    lines = [
        (
            f"{database}: {one.recipients:,} recipients of {one.candidates:,} candidates, {len(rounds)} rounds, "
            f"peak memory of the process {max(found.peak_mb for found in rounds):.0f} MB"
        ),
        f"{'step':8}{'seconds':>9}{'min':>9}{'max':>9}{'cpu-s':>9}",
    ]
    for name, seconds, cpu in _STEPS:
        times = [getattr(found, seconds) for found in rounds]
        used = median(getattr(found, cpu) for found in rounds)
        lines.append(f"{name:8}{median(times):9.2f}{min(times):9.2f}{max(times):9.2f}{used:9.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
