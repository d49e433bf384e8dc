"""``erased.log``: the tombstones once more, beside ``keys.toml``, where no restored database takes them away.

A line for each, only ever added: ``erased KEYID HASH TIME``, and ``came-back`` for who asked to be written to again.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from mailer.domain.tombstone import Tombstone
from mailer.errors import MailerError

NAME = "erased.log"


def number(workspace: Path) -> int:
    """Return how many lines there are; to read such a file takes no time."""
    try:
        return (workspace / NAME).read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def read(workspace: Path) -> list[Tombstone]:
    """Return what the file says; MailerError, naming the line, where it says what it cannot say."""
    path = workspace / NAME
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    found: list[Tombstone] = []
    for place, line in enumerate(lines, 1):
        try:
            found.append(Tombstone.parse(line))
        except ValueError as error:
            hint = "Restore it from a backup, or remove that line if it is no whole one"
            raise MailerError(f"{path} line {place} is no tombstone", hint=hint) from error
    return found


def append(workspace: Path, stones: Iterable[Tombstone]) -> None:
    """Add tombstones at the end, on the disk when this returns; MailerError if they cannot be."""
    written = "".join(stone.line() for stone in stones).encode("ascii")
    if not written:
        return
    path = workspace / NAME
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _write(file, written)
        finally:
            os.close(file)
    except OSError as error:
        raise MailerError(
            f"{path} cannot be written: {error.strerror}", hint="Nothing was erased: mend that"
        ) from error


def _write(file: int, written: bytes) -> None:
    """Write all of it, or leave the file as it was: half a line would stand in the way of all that follow."""
    before = os.fstat(file).st_size
    try:
        _write_whole(file, written)
        os.fsync(file)
    except OSError:
        os.ftruncate(file, before)
        raise


def _write_whole(file: int, written: bytes) -> None:
    if os.write(file, written) < len(written):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
