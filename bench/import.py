"""Importing: rows per second beside a bare ``sqlite3.executemany`` that fills the same tables from the same file.

    python -m bench.import --number 1000000 --rounds 3

Both read the file with ``csv``, and write contacts, search texts, languages, addresses and subscriptions with all their
indexes in one durable transaction. The bare one validates nothing, looks for nobody twice and plans nothing.
"""

import csv
import itertools
import json
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import click

from bench.people import People
from mailer.domain.changeset import Signature
from mailer.domain.contact import ContactKind
from mailer.store.opening import open_store
from mailer.usecases.people.importing import import_contacts
from mailer.usecases.people.listing import create_list

_HEADER = ("address", "name", "outlet", "role", "kind", "language", "country", "beats")
_LANGUAGES = ("en", "en;fr", "fr", "es", "ar;en", "ru")
_NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
_AT = "2026-11-24 06:00:00.000000"
BY = Signature("bench@example.org", _NOW)


@click.command()
@click.option("--number", default=1_000_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--again", is_flag=True, help="Import the file a second time too: everybody is known, nothing changes.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder for files and databases, kept afterwards.")
def run(number: int, rounds: int, keep: Path | None, *, again: bool) -> None:
    """Print rows per second of both, their ratio, and the memory of an import."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        place = keep or Path(folder)
        path = place / "press.csv"
        write(path, number)
        click.echo(f"{number:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        ways = {"bare": fill_bare, "import": fill, **({"again": fill} if again else {})}
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for old in place.glob("*.db*"):
                old.unlink()
            for name, way in ways.items():
                database = place / ("bare.db" if name == "bare" else "import.db")
                seconds[name].append(measured(name, partial(way, path, database)))
    bare = median(seconds["bare"])
    for name, taken in seconds.items():
        rate = number / median(taken)
        click.echo(f"{name}: {rate:,.0f} rows/s, {bare / median(taken):.2f}x the bare one")


def write(path: Path, number: int) -> None:
    """Write a file of so many people, in an order that is not that of their addresses."""
    people = People(number, outlets=max(1, number // 200))
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(_HEADER)
        written.writerows(_row(people, n) for n in range(1, number + 1))


def fill(path: Path, database: Path) -> None:
    """Import the file onto a list."""
    store = open_store(f"sqlite:///{database}")
    with store.read() as tx:
        is_new = tx.exec_driver_sql("SELECT count(*) FROM distribution_lists").scalar() == 0
    if is_new:
        create_list(store, "press", title="", kind=ContactKind.JOURNALIST, basis=None, source="bench", by=BY)
    report = import_contacts(store, path, list_slug="press", dry_run=False, by=BY)
    store.close()
    if report.skipped or report.updated:
        raise SystemExit(f"{report.skipped} rows were refused, {report.updated} updated")


def fill_bare(path: Path, database: Path) -> None:
    """Fill the tables that an import fills, with nothing but the driver."""
    open_store(f"sqlite:///{database}").close()
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous=FULL")
    offices: dict[str, int] = {}
    with connection, path.open(encoding="utf-8", newline="") as file:
        connection.execute(
            "INSERT INTO distribution_lists (id, slug, title, basis, source, created_at)"
            " VALUES (1, 'press', 'Press', 'legitimate-interest', 'bench', ?)",
            (_AT,),
        )
        rows = csv.reader(file)
        next(rows)
        numbered = enumerate(rows, start=1)
        while some := list(itertools.islice(numbered, 10_000)):
            _fill_some(connection, some, offices)
    connection.close()


def _fill_some(connection: sqlite3.Connection, some: list[tuple[int, list[str]]], offices: dict[str, int]) -> None:
    for _, row in some:
        if row[2] not in offices:
            offices[row[2]] = len(offices) + 1
            connection.execute(
                "INSERT INTO outlets (id, name, key) VALUES (?, ?, ?)", (offices[row[2]], row[2], row[2].lower())
            )
    connection.executemany(
        "INSERT INTO contacts (id, name, outlet_id, role, kind, country, beats, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((n, row[1], offices[row[2]], row[3], row[4], row[6], row[7], _AT, _AT) for n, row in some),
    )
    connection.executemany(
        "INSERT INTO contact_search VALUES (?, ?)",
        ((n, "\n".join((row[1], row[3], row[2], row[0])).lower()) for n, row in some),
    )
    spoken = ((n, at, one) for n, row in some for at, one in enumerate(row[5].split(";")))
    connection.executemany("INSERT INTO contact_languages VALUES (?, ?, ?)", spoken)
    connection.executemany(
        "INSERT INTO addresses (contact_id, address, key, domain, is_preferred) VALUES (?, ?, ?, ?, 1)",
        ((n, row[0], row[0], row[0].partition("@")[2]) for n, row in some),
    )
    connection.executemany(
        "INSERT INTO subscriptions (list_id, contact_id, since, source, basis)"
        " VALUES (1, ?, ?, 'bench', 'legitimate-interest')",
        ((n, _AT) for n, _ in some),
    )


def _row(people: People, n: int) -> Iterator[str]:
    yield people.address(n)
    yield f"Reader Number {n}"
    yield f"Outlet {people.outlet(n)}"
    yield ("Editor", "Africa correspondent", "Health reporter")[n % 3]
    yield "journalist"
    yield _LANGUAGES[n % len(_LANGUAGES)]
    yield ("CH", "KE", "FR", "SO")[n % 4]
    yield ("health", "migration;climate", "")[n % 3]


def measured(name: str, way: Callable[[], None]) -> float:
    """Return the seconds that it took, in a process of its own; they and its memory are printed."""
    forking = multiprocessing.get_context("fork")
    reader, writer = forking.Pipe(duplex=False)

    def child() -> None:
        began = time.perf_counter()
        way()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        writer.send((time.perf_counter() - began, peak))

    worker: Any = forking.Process(target=child)
    worker.start()
    worker.join()
    if worker.exitcode:
        raise SystemExit(worker.exitcode)
    taken, peak = reader.recv()
    click.echo(json.dumps({"way": name, "seconds": round(taken, 2), "peak_mb": round(peak)}))
    return float(taken)


if __name__ == "__main__":
    run()
