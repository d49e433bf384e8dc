"""Tables as text: cells with commas, semicolons, tabs or bars between, from whatever program they come."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import TextIOBase
from itertools import chain, islice
from pathlib import Path
from typing import Any

from mailer.content.listfile.source import TOP, Batch, Source
from mailer.domain.contact import RowError
from mailer.errors import UsageProblem

_BATCH = 1000
#: Each is looked for from the beginning of the file.
_MOST_BROKEN = 100
_OPEN = "a quotation mark is opened in this line and not closed"
_TOO_BROKEN = f"quotation marks are missing in {_MOST_BROKEN} rows already; what follows was not read"
_LONGEST_CELL = 50
_SHOWN = 200
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_SEPARATORS = ",;\t|"
_NAMED_SIGNS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|", "space": " "}
_QUOTED = re.compile(r'"[^"]*"')
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def known_delimiter(typed: str) -> str:
    """Return the sign that somebody typed, or named (``tab``); UsageProblem unless it is one that can separate."""
    sign = _NAMED_SIGNS.get(typed.casefold(), typed)
    if len(sign) != 1 or sign in '"\r\n\0' or sign.isalnum():
        raise UsageProblem(f"{typed!r} cannot stand between columns", hint="Give one sign, such as ; or | or tab")
    return sign


def separator_of(first_line: str) -> tuple[str, bool]:
    """Return the sign between columns, and whether the line does nothing but tell it (``sep=;``)."""
    told = _SEPARATOR_LINE.fullmatch(first_line)
    if told:
        return told[1], True
    bare = _QUOTED.sub("", first_line)
    return max(_SEPARATORS, key=bare.count), False


def read_delimited(path: Path, encoding: str, delimiter: str | None) -> Source:
    """Return the table in a text file, decoded from ``encoding``; ``delimiter`` outweighs what its lines suggest."""
    errors: list[RowError] = []
    table = _Table(path, encoding, delimiter, errors)
    return Source(table.top(), table.below, encoding, errors)


class _Table:
    """A file of rows, opened anew whenever it is read."""

    def __init__(self, path: Path, encoding: str, delimiter: str | None, errors: list[RowError]) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter
        self.errors = errors
        self.separator = ","
        self.width = 0
        self.again = 0

    def top(self) -> list[Sequence[str]]:
        """Return the first rows that are not blank."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader, _ = self._opened(file)
            rows: list[Sequence[str]] = []
            with suppress(csv.Error):  # told when the rows are read
                rows.extend(islice(_written(reader), TOP))
            return rows

    def below(self, skipped: int) -> Iterator[Batch]:
        """Yield the rows after the first ``skipped`` that are not blank, with the lines where they begin.

        Where a quotation mark is never closed, the row is refused and reading begins again in the line below it.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader, offset = self._opened(file)
            headers = list(islice(_written(reader), skipped))
            self.width = len(headers[-1]) if headers else 0
            yield from self._rows(reader, offset)
        for _ in range(_MOST_BROKEN):
            if not self.again:
                return
            with self.path.open(encoding=self.encoding, newline="") as file:
                above = self.again - 1
                lines = islice(file, above, None)
                yield from self._rows(csv.reader(lines, delimiter=self.separator), above)
        if self.again:
            self.errors.append(RowError(self.again, "", _TOO_BROKEN))

    def _rows(self, reader: Any, offset: int) -> Iterator[Batch]:  # noqa: ANN401 - the reader of csv has no type of its own
        """Yield rows to the end, or to one after which reading has to begin ``again`` in that line."""
        self.again = 0
        while not self.again:
            line = reader.line_num + offset + 1
            rows: list[list[str]] = []
            broken = _fill(rows, reader)
            last = reader.line_num + offset
            if rows:
                is_simple = last + 1 - line == len(rows)
                yield (range(line, last + 1), rows) if is_simple else self._counted(line, rows, last)
            if broken and not self.again:
                self._note_broken(line + sum(map(_lines, rows)), broken)
            if broken or not rows:
                return

    def _note_broken(self, line: int, reason: str) -> None:
        below = "".join(self._lines_of(line + 1, line + 1))
        self.again = line + 1 if self._is_row(below.strip(), self.width) else 0
        self.errors.append(RowError(line, "", _OPEN if self.again else f"{reason}; what follows was not read"))

    def _lines_of(self, first: int, last: int) -> list[str]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            return list(islice(file, first - 1, last))

    def _opened(self, file: TextIOBase) -> tuple[Any, int]:
        """Return a reader at the first line that is not blank, and how many lines stand above it."""
        offset = 0
        line = file.readline()
        while line and not line.strip():
            offset += 1
            line = file.readline()
        found, is_told = separator_of(line.rstrip("\r\n"))
        self.separator = self.delimiter or found
        lines = file if is_told else chain([line], file)
        return csv.reader(lines, delimiter=self.separator), offset + is_told

    def _counted(self, line: int, rows: Sequence[list[str]], last: int) -> Batch:
        """Return rows with their lines where some run over several, up to one that has swallowed others."""
        lines: list[int] = []
        kept: list[Sequence[str]] = []
        for row in rows:
            taken = _lines(row)
            end = min(line + taken - 1, last)  # the file may end inside of quotation marks
            if taken == 1 or not self._is_swallowing(line, row, end):
                lines.append(line)
                kept.append(row)
            if self.again:
                break
            line += taken
        return lines, kept

    def _is_swallowing(self, line: int, row: Sequence[str], end: int) -> bool:
        """Note a row that has swallowed other rows because a quotation mark is missing, and return whether it has."""
        swallowed = any(self._is_row(part, self.width) for cell in row for part in cell.splitlines()[1:])
        if not swallowed and end - line < _LONGEST_CELL:
            return False
        if swallowed and not self._is_closed(self._lines_of(line, end)):
            self.again = line + 1
        value = next(cell for cell in row if _LINE_END.search(cell)).splitlines()[0]
        reason = _OPEN if self.again else f"the value runs on to line {end}: is a quotation mark missing?"
        self.errors.append(RowError(line, value[:_SHOWN], reason))
        return True

    def _is_closed(self, lines: Sequence[str]) -> bool:
        """Return whether each quotation mark in the lines has a counterpart, as where a value has several lines."""
        try:
            return bool(list(csv.reader(lines, delimiter=self.separator, strict=True)))
        except csv.Error:
            return False

    def _is_row(self, text: str, width: int) -> bool:
        cells = text.split(self.separator)
        return (len(cells) > 1 or width == 1) and any(_ADDRESS.fullmatch(cell.strip(' "')) for cell in cells)


def _fill(rows: list[list[str]], reader: Any) -> str:  # noqa: ANN401 - the reader of csv has no type of its own
    """Add the next rows, and return what is wrong if no more can be read."""
    try:
        rows.extend(islice(reader, _BATCH))
    except csv.Error as error:
        return f"a quotation mark is opened here and never closed, or a value is much too long ({error})"
    return ""


def _lines(row: Sequence[str]) -> int:
    return 1 + sum(len(_LINE_END.findall(cell)) for cell in row if "\n" in cell or "\r" in cell)


def _written(reader: Any) -> Iterator[Sequence[str]]:  # noqa: ANN401 - the reader of csv has no type of its own
    return (row for row in reader if any(cell.strip() for cell in row))
