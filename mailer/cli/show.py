"""The only writer to the terminal: lines, tables and JSON."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console
    from rich.progress import Progress

_ENDLESS = 10_000
_FOLDED = 40  # what is longer may be folded to this before columns are left out
_SHORT = 28  # what is no longer stays on one line wherever there is room
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def line(text: str = "") -> None:
    """Write a line for a person to stdout."""
    click.echo(_harmless(text))


def note(text: str) -> None:
    """Write a line for a person to stderr, so that it never mixes with data."""
    click.echo(_harmless(text), err=True)


def warning(text: str) -> None:
    """Write a line that must not be overlooked to stdout: in red on a terminal."""
    click.secho(_harmless(text), fg="red", bold=True)


def as_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write one JSON value to stdout, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, default=plain, indent=2 if sys.stdout.isatty() else None))


def table(
    titles: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = (), spare: Sequence[int] = ()
) -> None:
    """Write a table to stdout; columns numbered in ``right`` are set flush right.

    On a narrow terminal columns in ``spare`` are left out, the first one first; then long values are folded.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = [[_cell(value) for value in row] for row in rows]
    screen = console()
    widths = _fitting([titles, *cells], spare, screen.width)
    is_tight = sum(width for width in widths.values() if width <= _SHORT) + 3 * len(widths) > screen.width
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, width in widths.items():
        side: Literal["left", "right"] = "right" if number in right else "left"
        drawn.add_column(titles[number], justify=side, overflow="fold", no_wrap=width <= _SHORT and not is_tight)
    for row in cells:
        drawn.add_row(*(Text(row[number]) for number in widths))
    screen.print(drawn)


def console(*, stderr: bool = False) -> Console:
    """Return the terminal; without one, lines are as long as they need to be."""
    from rich.console import Console

    is_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, soft_wrap=not is_terminal, width=None if is_terminal else _ENDLESS)


class Bar:
    """How far a file has been read, on a terminal only."""

    def __init__(self, what: str, drawn: Progress | None) -> None:
        self._what = f"Reading {what}"
        self._drawn = drawn
        self._task = drawn.add_task(self._what, total=None) if drawn else None

    def advance(self, number: int) -> None:
        """Show that so many rows were read."""
        if self._drawn is not None and self._task is not None:
            self._drawn.update(self._task, description=f"{self._what}: {number:,} rows")

    def paused(self, ask: Callable[[], str]) -> Callable[[], str]:
        """Return ``ask``, in whose way the bar is not."""

        def asking() -> str:
            if self._drawn is not None:
                self._drawn.stop()
            return ask()

        return asking


@contextmanager
def progress(what: str) -> Iterator[Bar]:
    """Yield the bar that shows how far ``what`` has been read."""
    if not sys.stderr.isatty():
        yield Bar(what, None)
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as drawn:
        yield Bar(what, drawn)


def when(at: datetime | None, zone: str = "UTC") -> str:
    """Return a time as people of the workspace read it: local, to the second."""
    from zoneinfo import ZoneInfo

    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 recipient``, ``1,204 recipients``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def plain(value: object) -> str:
    """Return a value as it stands in JSON and CSV: times in UTC with a Z, "" for None."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def harmless_cell(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _fitting(lines: Sequence[Sequence[str]], spare: Sequence[int], room: int) -> dict[int, int]:
    """Return the columns that are shown in ``room``, each with its width."""
    from rich.cells import cell_len

    widths = {number: max(cell_len(line[number]) for line in lines) for number in range(len(lines[0]))}
    for number in spare:
        if sum(min(width, _FOLDED) for width in widths.values()) + 3 * (len(widths) - 1) <= room:
            break
        del widths[number]
    return widths


def _cell(value: object) -> str:
    return "" if value is None else _harmless(str(value))


def _harmless(text: str) -> str:
    """Return the text without what would steer a terminal; it may come from a list or from a relay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
