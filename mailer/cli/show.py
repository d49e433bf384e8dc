"""The only writer to the terminal: lines, tables, JSON and CSV."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

_ENDLESS = 10_000
_TITLE = {"bold": True}
_TONES: Mapping[str, Mapping[str, Any]] = {"bad": {"fg": "red", "bold": True}, "past": {"dim": True}}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Toned(NamedTuple):  # no dataclass: what those import would slow --help
    """A cell of a table in a tone of its own, where there are colours."""

    text: str
    tone: str

    def __str__(self) -> str:
        return self.text


def bad(value: object) -> Toned:
    """Return a cell that must not be overlooked."""
    return Toned(_cell(value), "bad")


def past(value: object) -> Toned:
    """Return a cell that does not count any more."""
    return Toned(_cell(value), "past")


def line(text: str = "") -> None:
    """Write a line for a person to stdout."""
    click.echo(_harmless(text))


def note(text: str) -> None:
    """Write a line for a person to stderr, so that it never mixes with data."""
    click.echo(_harmless(text), err=True)


def warning(text: str) -> None:
    """Write a line that must not be overlooked to stdout: in red on a terminal."""
    click.echo(click.style(_harmless(text), **_TONES["bad"]) if _has_colours() else _harmless(text))


def way_back(changeset: int | None) -> None:
    """Say how a change is taken back, or without one that it was a dry run."""
    if changeset is None:
        dry_run()
    else:
        line(f"To take it back: mailer contacts undo {changeset}")


def dry_run() -> None:
    """Say that it was one."""
    line("Nothing was changed: this was a dry run.")


def as_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write one JSON value to stdout, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, default=plain, indent=2 if sys.stdout.isatty() else None))


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV to stdout, in UTF-8; nothing in it is taken for a formula by a spreadsheet."""
    import csv

    from mailer.domain.cell import protected

    writer = csv.writer(csv_stream(), lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([protected(plain(value)) for value in row] for row in rows)


def objects_csv(titles: Sequence[str], objects: Iterable[Mapping[str, Any]]) -> None:
    """Write JSON objects as CSV: the values named by ``titles``, where ``deliveries.sent`` is one inside another."""
    as_csv(titles, ([_value_at(one, title) for title in titles] for one in objects))


def csv_stream() -> TextIO:
    """Return stdout, in UTF-8 whatever the terminal is set to."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    return sys.stdout


def table(
    titles: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = (), spare: Sequence[int] = ()
) -> None:
    """Write a table to stdout; columns numbered in ``right`` are set flush right.

    On a narrow terminal columns in ``spare`` are left out, the first one first; then long values are folded.
    """
    from mailer.cli.drawing import drawn
    from mailer.cli.fitting import fitted

    rows = list(rows)
    lines = [titles, *([_cell(value) for value in row] for row in rows)]
    coloured = _has_colours()

    def paint(text: str, at: int, number: int) -> str:
        style = _style(rows[at - 1][number]) if at else _TITLE
        return click.style(text, **style) if style and coloured and text.strip() else text

    rule = "─" if (sys.stdout.encoding or "utf-8").lower().startswith("utf") else "-"
    click.echo("\n".join(drawn(lines, fitted(lines, spare, _room()), right=right, rule=rule, paint=paint)))


def console(*, stderr: bool = False) -> Console:
    """Return the terminal; without one, lines are as long as they need to be."""
    from rich.console import Console

    is_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, soft_wrap=not is_terminal, width=None if is_terminal else _ENDLESS)


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


def _value_at(found: Mapping[str, Any], path: str) -> str:
    value: Any = found
    for name in path.split("."):
        value = value[name]
    return ";".join(map(plain, value)) if isinstance(value, list | tuple) else plain(value)


def _has_colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def _style(value: object) -> Mapping[str, Any]:
    return _TONES[value.tone] if isinstance(value, Toned) else {}


def _room() -> int:
    return get_terminal_size().columns if sys.stdout.isatty() else _ENDLESS


def _cell(value: object) -> str:
    return "" if value is None else _harmless(str(value)).replace("\t", " ")


def _harmless(text: str) -> str:
    """Return the text without what would steer a terminal; it may come from a list or from a relay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
