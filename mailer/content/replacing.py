"""Files that are written anew only where they would say something else, and then as a whole or not at all."""

import filecmp
import os
import tempfile
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from mailer.errors import MailerError

_PRIVATE = 0o600


class Fate(StrEnum):
    """What becomes of a file."""

    NEW = "new"  #: it was not there
    CHANGED = "changed"  #: it said something else
    SAME = "same"  #: it says the same, and is not touched


def newline_of(path: Path) -> str:
    """Return what ends the lines of the file: as its first line does, a line feed for one that is not there."""
    try:
        with path.open("rb") as file:
            return "\r\n" if file.readline().endswith(b"\r\n") else "\n"
    except OSError:
        return "\n"


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; MailerError where there is one, which stays as it is, or it cannot be."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise MailerError(f"{path} exists already", hint="Choose another name, or delete it first") from error
    except OSError as error:
        raise MailerError(f"{path} cannot be written: {error.strerror}", hint="Look at the permissions") from error


def replace_file(path: Path, parts: Iterable[str], *, dry_run: bool) -> Fate:
    """Return what became of the file, or would with ``dry_run``; a new one is for its owner alone.

    MailerError where it cannot be written; then it is what it was.
    """
    try:
        return _replaced(path.resolve(), parts, dry_run=dry_run)
    except OSError as error:
        raise MailerError(f"{path} cannot be written: {error.strerror}", hint="It is as it was") from error


def _replaced(path: Path, parts: Iterable[str], *, dry_run: bool) -> Fate:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
            file.flush()
            os.fchmod(file.fileno(), path.stat().st_mode & 0o777 if path.exists() else _PRIVATE)
            os.fsync(file.fileno())
        fate = _fate(path, beside)
        if fate is not Fate.SAME and not dry_run:
            beside.replace(path)
        return fate
    finally:
        beside.unlink(missing_ok=True)


def _fate(path: Path, beside: Path) -> Fate:
    if not path.exists():
        return Fate.NEW
    return Fate.SAME if filecmp.cmp(path, beside, shallow=False) else Fate.CHANGED
