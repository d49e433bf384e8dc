"""Writes into ``spokespeople.toml`` when somebody was verified, and leaves every other byte of it as it is."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from mailer.content.replacing import replace_file
from mailer.content.textfile import read_bytes
from mailer.errors import MailerError, SettingsError

_NAME = "verified_at"
_VALUE = re.compile(rf"""(\s*["']?{_NAME}["']?\s*=\s*)("[^"]*"|'[^']*'|[^\s#]+)""")
_HEADER = re.compile(r"\s*\[")
_EMPTY = re.compile(r"\s*(?:#|$)")


def set_verified(path: Path, key: str, day: date) -> bool:
    """Return whether the file had to be changed for ``[key]`` to say that it was verified on ``day``.

    MailerError where it is written in a way that we cannot change safely, or cannot be written; then it is as it was.
    """
    written = _text(path)
    wanted = _tables(written)
    if _day_of(wanted[key]) == day:
        return False
    wanted[key] = {**wanted[key], _NAME: day}
    changed = next((one for one in _changes(written, key, day) if _reads(one) == wanted), None)
    if changed is None:
        raise MailerError(
            f"{path.name}: [{key}] is not written in a way that we can change",
            hint=f"Write it there yourself: {_NAME} = {day}",
        )
    replace_file(path, [changed], dry_run=False)
    return True


def _text(path: Path) -> str:
    try:
        return read_bytes(path, error=SettingsError).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name} is not UTF-8", hint="Save the file again with the encoding UTF-8") from error


def _changes(written: str, key: str, day: date) -> Iterator[str]:
    """Yield the text with the day in it: in the place of another, at the end of the person, or at the beginning."""
    lines = written.splitlines(keepends=True)
    header = next((number for number, line in enumerate(lines) if _heads(line, key)), None)
    if header is None:
        return
    end = next((n for n in range(header + 1, len(lines)) if _HEADER.match(lines[n])), len(lines))
    for number in range(header + 1, end):
        changed, count = _VALUE.subn(rf"\g<1>{day}", lines[number], count=1)
        if count and _VALUE.match(lines[number]):
            yield "".join([*lines[:number], changed, *lines[number + 1 :]])
    last = max(n for n in range(header, end) if n == header or not _EMPTY.match(lines[n]))
    for number in (last, header):
        yield "".join([*lines[:number], *_with_line(lines[number], day), *lines[number + 1 :]])


def _with_line(line: str, day: date) -> tuple[str, ...]:
    """Return the line and the day below it, with the line end that the file has."""
    newline = "\r\n" if line.endswith("\r\n") else "\n"
    return (line, f"{_NAME} = {day}{newline}") if line.endswith("\n") else (line, f"{newline}{_NAME} = {day}")


def _heads(line: str, key: str) -> bool:
    return bool(re.match(rf"""\ufeff?\s*\[\s*["']?{re.escape(key)}["']?\s*\]""", line))


def _reads(written: str) -> dict[str, Any] | None:
    try:
        return _tables(written)
    except tomllib.TOMLDecodeError:
        return None


def _tables(written: str) -> dict[str, Any]:
    return tomllib.loads(written.removeprefix("\ufeff"))


def _day_of(table: dict[str, Any]) -> date | None:
    said = table.get(_NAME)
    try:
        return said if type(said) is date else date.fromisoformat(str(said))
    except ValueError:
        return None
