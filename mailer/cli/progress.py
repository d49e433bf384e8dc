"""How far a file has come, on a terminal only."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.progress import Progress

_CHUNK = 1 << 20
_ZIP = b"PK"


class Bar:
    """What is told how far it has come, and shows it if there is somebody to look."""

    def __init__(self, drawn: Progress | None = None, *, what: str = "", total: int | None = None) -> None:
        self._drawn = drawn
        self._task = drawn.add_task(f"Reading {what}", total=total) if drawn else None

    def advance(self, number: int) -> None:
        """Show that so many rows were read."""
        if self._drawn is not None and self._task is not None:
            self._drawn.update(self._task, completed=number)

    def enter(self, phase: str) -> None:
        """Show what is done now with all that was read."""
        if self._drawn is not None and self._task is not None:
            self._drawn.update(self._task, description=phase)

    def paused(self, ask: Callable[[], str]) -> Callable[[], str]:
        """Return ``ask``, in whose way the bar is not."""

        def asking() -> str:
            if self._drawn is not None:
                self._drawn.stop()
            return ask()

        return asking


@contextmanager
def progress(path: Path) -> Iterator[Bar]:
    """Yield the bar that shows how far the file has been read."""
    if not sys.stderr.isatty():
        yield Bar()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=show.console(stderr=True), transient=True) as drawn:
        yield Bar(drawn, what=path.name, total=_lines(path))


def _lines(path: Path) -> int | None:
    """Return about how many rows stand below the headings; None where lines do not tell, or nothing can be read."""
    try:
        with path.open("rb") as file:
            if file.read(len(_ZIP)) == _ZIP:
                return None
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) - 1 or None
    except OSError:
        return None
