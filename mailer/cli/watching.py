"""Looking on while a campaign is sent: a progress bar on a terminal, and ctrl-C as a polite request."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


class TerminalWatcher:
    """Draws what advances; the first ctrl-C or SIGTERM asks for a clean stop, a second one ends at once."""

    def __init__(self, advance: Callable[[int], None]) -> None:
        self._advance = advance
        self.was_stopped = False

    def advance(self, number: int) -> None:
        """Draw so many more."""
        self._advance(number)

    def wants_stop(self) -> bool:
        """Return whether somebody asked to stop."""
        return self.was_stopped

    def stop(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature of a signal's receiver
        """Take a signal: the first is a request, the next one an end."""
        if self.was_stopped:
            raise KeyboardInterrupt
        self.was_stopped = True
        show.note("Stopping: what is on the wire is being finished. Press ctrl-C again to end at once.")


@contextmanager
def watching(total: int, *, quiet: bool = False) -> Iterator[TerminalWatcher]:
    """Yield a watcher for ``total`` deliveries; signals are its own meanwhile."""
    with _bar(total, quiet=quiet) as advance:
        watcher = TerminalWatcher(advance)
        before = {number: signal.signal(number, watcher.stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield watcher
        finally:
            for number, receiver in before.items():
                signal.signal(number, receiver)


@contextmanager
def _bar(total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Sending"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=show.console(stderr=True)) as progress:
        task = progress.add_task("send", total=total)
        yield lambda number: progress.advance(task, number)
