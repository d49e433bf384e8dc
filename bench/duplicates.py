"""How long it takes to find those among a million contacts who may be the same person, and the memory it takes.

    python -m bench.duplicates [--contacts 1000000] [--rounds 3] [--database sqlite|postgres]

Every contact has a name, an outlet, a phone number and an address at a provider that disregards dots, so that each rule
looks at each of them; one in a hundred is somebody again. What is timed is the use case, in a process of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bench import databases
from bench.people import People, fill
from mailer.store.opening import open_store
from mailer.usecases.people.comparing import find_duplicates

_PER_OUTLET = 50
_AGAIN = """
UPDATE contacts SET name = 'Number Reader ' || (id - 1), outlet_id = (SELECT outlet_id FROM contacts AS one
WHERE one.id = contacts.id - 1) WHERE id % 100 = 0
"""
_PHONES = "UPDATE contacts SET phone = '+1 202 ' || (5550000000 + id)"
_ADDRESSES = "UPDATE addresses SET domain = 'gmail.com', key = replace(key, '.example.org', '.') || id || '@gmail.com'"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time how duplicates are found.")
    parser.add_argument("--contacts", type=int, default=1_000_000, help="how many (default 1000000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often (default 3)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.url:
        return _one(options.url)
    with (
        tempfile.TemporaryDirectory(prefix="mailer-bench-") as name,
        databases.opened(options.database, Path(name)) as kept,
    ):
        print(f"filling the database with {options.contacts:,} contacts ...", file=sys.stderr)
        _prepare(kept.prepared, options.contacts)
        print(f"load before: {os.getloadavg()[0]:.2f}")
        for _ in range(options.rounds):
            command = [sys.executable, "-m", "bench.duplicates", "--url", kept.prepared]
            subprocess.run(command, check=True)
    return 0


def _prepare(url: str, number: int) -> None:
    fill(url, People(number, number // _PER_OUTLET))
    store = open_store(url)
    with store.begin() as tx:
        for statement in (_PHONES, _ADDRESSES, _AGAIN):
            tx.execute(text(statement))
    store.close()


def _one(url: str) -> int:
    store = open_store(url)
    wall, cpu = time.perf_counter(), time.process_time()
    found = find_duplicates(store, limit=20)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    print(
        f"{found.number:,} groups in {wall:.2f} s ({cpu:.2f} s of CPU in this process), peak {peak:.0f} MB", flush=True
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
