"""Exporting: rows per second beside a bare ``sqlite3`` SELECT of the same columns into ``csv.writer``.

    python -m bench.export --number 1000000 --rounds 3

Both read the same database. The bare one writes contacts in whatever order they lie, looks for nobody who must not be
written to, and guards no formula; ``sorted`` is the bare one by address, as an export is.
"""

import csv
import sqlite3
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median

import click

from mailer.store.opening import open_store
from mailer.usecases.people.exporting import write_csv

_importing = import_module("bench.import")  # its name is a word of the language
_BARE = """
SELECT a.address, c.name, o.name, c.role, c.kind,
  (SELECT group_concat(language, ';') FROM
    (SELECT language FROM contact_languages WHERE contact_id = c.id ORDER BY position)),
  c.country, c.timezone, c.beats, s.basis, s.source, s.frequency
FROM contacts c JOIN addresses a ON a.contact_id = c.id AND a.is_preferred
LEFT JOIN outlets o ON o.id = c.outlet_id
JOIN subscriptions s ON s.contact_id = c.id AND s.list_id = 1 AND s.ended_at IS NULL
"""
_BY_ADDRESS = " ORDER BY a.key || ''"


@click.command()
@click.option("--number", default=1_000_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option(
    "--database", type=click.Path(path_type=Path), help="One that bench.import has filled; else it is filled."
)
def run(number: int, rounds: int, database: Path | None) -> None:
    """Print rows per second of each, the ratio to the bare one, and their memory."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        place = Path(folder)
        filled = database or _filled(place, number)
        ways = {
            "bare": partial(write_bare, filled, place / "bare.csv", ""),
            "sorted": partial(write_bare, filled, place / "sorted.csv", _BY_ADDRESS),
            "export": partial(write_export, filled, place / "export.csv"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                seconds[name].append(_importing.measured(name, way))
        _refuse_other(place / "sorted.csv", place / "export.csv")
    for name, taken in seconds.items():
        ratio = median(seconds["bare"]) / median(taken)
        click.echo(f"{name}: {number / median(taken):,.0f} rows/s, {ratio:.2f}x the bare one")


def write_export(database: Path, path: Path) -> None:
    """Export the list as ``contacts export --list`` does."""
    store = open_store(f"sqlite:///{database}")
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(store, file.write, by=_importing.BY, list_slug="press")
    store.close()


def write_bare(database: Path, path: Path, order: str) -> None:
    """Write the same columns with nothing but the driver and ``csv``."""
    connection = sqlite3.connect(database)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(connection.execute(_BARE + order))
    connection.close()


def _filled(place: Path, number: int) -> Path:
    path, database = place / "press.csv", place / "press.db"
    _importing.write(path, number)
    _importing.fill(path, database)
    return database


def _refuse_other(bare: Path, ours: Path) -> None:
    with bare.open(encoding="utf-8") as one, ours.open(encoding="utf-8") as other:
        next(other)  # the header
        if any(a != b for a, b in zip(one, other, strict=True)):
            raise SystemExit("the two did not write the same")


if __name__ == "__main__":
    run()
