"""A terminal of a given size, in which a command is typed."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.cli.conftest import Desk


def typed_on_terminal(
    desk: Desk, *words: str, columns: int = 100, lines: int = 200, environ: Mapping[str, str] | None = None
) -> str:
    """Return all that a command writes to a terminal, its escape sequences among it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    command = [sys.executable, "-m", "mailer", "-C", str(desk.path), *words]
    surroundings = _surroundings() | {"TERM": "xterm-256color", **(environ or {})}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings, start_new_session=True
    ) as running:
        os.close(theirs)
        written = _all_of(ours)
    os.close(ours)
    assert running.returncode == 0, written
    return written.replace("\r\n", "\n")


def _surroundings() -> dict[str, str]:
    """Return the environment without what would change the looks."""
    looks = {"NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "PAGER", "MAILER_PAGER", "LESS"}
    return {name: value for name, value in os.environ.items() if name not in looks}


def _all_of(terminal: int) -> str:
    written = bytearray()
    with suppress(OSError):  # EIO: the other side was closed
        while chunk := os.read(terminal, 65536):
            written += chunk
    return written.decode("utf-8")
