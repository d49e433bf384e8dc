"""The only writer to the terminal: lines, tables and JSON."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console


def line(text: str = "") -> None:
    """Write a line for a person to stdout."""
    click.echo(text)


def note(text: str) -> None:
    """Write a line for a person to stderr, so that it never mixes with data."""
    click.echo(text, err=True)


def as_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write one JSON value to stdout, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, default=_plain, indent=2 if sys.stdout.isatty() else None))


def table(titles: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """Write a table to stdout; columns numbered in ``right`` are set flush right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, title in enumerate(titles):
        drawn.add_column(title, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(_cell(value)) for value in row))
    console().print(drawn)


def console(*, stderr: bool = False) -> Console:
    """Return the terminal; without one, lines are as long as they need to be."""
    from rich.console import Console

    is_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, soft_wrap=not is_terminal, width=None if is_terminal else 160)


def when(at: datetime | None, zone: str = "UTC") -> str:
    """Return a time as people of the workspace read it: local, to the second."""
    from zoneinfo import ZoneInfo

    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 recipient``, ``1,204 recipients``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
