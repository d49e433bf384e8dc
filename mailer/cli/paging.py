"""Screens that are longer than the terminal are read in a pager."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: For ``less``, unless LESS says otherwise: what fits is only written, colours are kept, the screen is not cleared.
_LESS = "FRX"


class _Held(StringIO):
    """What is written while it is not known how long it will be; it looks like the terminal that it is for."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a StringIO has none, nor can it be given one
        return self._encoding

    def isatty(self) -> bool:
        return True


@contextmanager
def paged() -> Iterator[None]:
    """Give what is written meanwhile to a pager if it is longer than the terminal. Without a terminal there is none."""
    command = _pager(os.environ) if _is_terminal() else []
    if not command:
        yield
        return
    held = _Held(sys.stdout.encoding)
    notes = redirect_stderr(held) if sys.stderr.isatty() else nullcontext()
    try:
        with redirect_stdout(held), notes:
            yield
    finally:
        _write(held.getvalue(), command)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and not isinstance(sys.stdout, _Held)


def _pager(environ: Mapping[str, str]) -> list[str]:
    """Return the words of the pager's command, none if there is none or nobody wants one."""
    import shlex
    import shutil

    wanted = environ.get("MAILER_PAGER", environ.get("PAGER", "less"))
    words = shlex.split(wanted) if environ.get("TERM", "dumb") != "dumb" else []
    return words if words and shutil.which(words[0]) else []


def _write(text: str, command: list[str]) -> None:
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    if _is_longer(text, columns or 1, lines):
        _page(text, command)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


def _is_longer(text: str, columns: int, lines: int) -> bool:
    """Return whether the text would push its own beginning off the screen; the last line is for the prompt."""
    from rich.text import Text

    shown = text.splitlines()
    if len(shown) >= lines:
        return True
    return sum(max(1, -(-Text.from_ansi(line).cell_len // columns)) for line in shown) >= lines


def _page(text: str, command: list[str]) -> None:
    import signal
    import subprocess

    environ = {"LESS": _LESS, **os.environ}
    with subprocess.Popen(  # noqa: S603 - the person at the terminal chose the pager; no shell reads it
        command, stdin=subprocess.PIPE, env=environ, encoding=sys.stdout.encoding, errors="backslashreplace"
    ) as pager:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is the pager's
        try:
            pager.communicate(text)
        finally:
            signal.signal(signal.SIGINT, before)
