"""How long it takes to find somebody among a million contacts.

    python -m bench.finding [--contacts 1000000] [--rounds 5] [--database sqlite|postgres]

What is timed is the use case, after start-up, in one process: the workspace is open, each search reads anew.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import databases
from bench.people import People, fill
from mailer.store.database import Store
from mailer.store.opening import open_store
from mailer.usecases.people import finding

_PER_OUTLET, _PER_SUPPRESSED = 50, 50


def main() -> int:
    """Measure and print."""
    options = _options()
    people = People(options.contacts, options.contacts // _PER_OUTLET, options.contacts // _PER_SUPPRESSED)
    with (
        tempfile.TemporaryDirectory(prefix="mailer-bench-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        print(f"filling the database with {people.number:,} contacts ...", file=sys.stderr)
        fill(kept.prepared, people)
        store = open_store(kept.prepared)
        print(f"{options.database}: {people.number:,} contacts, {options.rounds} rounds, load {os.getloadavg()[0]:.2f}")
        print(f"{'looked for':36}{'found':>6}{'seconds':>9}{'min':>9}{'max':>9}")
        for words in _searches(people):
            print(_line(store, words, options.rounds))
        store.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time how people are found.")
    parser.add_argument("--contacts", type=int, default=1_000_000, help="how many (default 1000000)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is looked for (default 5)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _searches(people: People) -> tuple[tuple[str, ...], ...]:
    middle = people.number // 2
    return (
        ("READER", f"{middle}"),
        ("e",),
        (people.address(middle),),
        ("éditor", f"outlet {people.outlet(middle)}"),
        (f"outlet:outlet {people.outlet(middle)}",),
        ("+1 202 555 0100",),
        ("nobody", "at", "all"),
        (f"#{middle}",),
    )


def _line(store: Store, words: Sequence[str], rounds: int) -> str:
    times: list[float] = []
    found = 0
    for _ in range(rounds):
        began = time.perf_counter()
        found = len(finding.find_contacts(store, words))
        times.append(time.perf_counter() - began)
    return f"{' '.join(words):36}{found:6}{median(times):9.3f}{min(times):9.3f}{max(times):9.3f}"


if __name__ == "__main__":
    sys.exit(main())
