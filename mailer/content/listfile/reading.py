"""Lists of contacts as CSV, from whatever program they come; read row by row, so that size does not matter."""

import csv
import dataclasses
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOBase
from pathlib import Path
from typing import Any

from mailer.content.listfile.cells import cleaned
from mailer.content.listfile.headers import Columns, map_headers
from mailer.content.listfile.octets import encoding_of, separator_of
from mailer.content.listfile.writing import unprotected
from mailer.content.listfile.writing import write_contacts as write_contacts  # noqa: PLC0414 - reading and writing are one door
from mailer.domain.address import Address, parse_address
from mailer.domain.contact import Basis, ContactKind, ContactRow, Frequency, RowError, parse_word
from mailer.domain.language import normalise_language
from mailer.domain.zone import known_zone

_BETWEEN = re.compile(r"[;,/|、،]")
_NAMED = re.compile(r"\s*\"?(?P<name>[^<>@\"]*)\"?\s*<(?P<address>[^<>]+)>\s*")
_LONGEST_CELL = 50
_SHOWN = 200


@dataclass(slots=True)
class ContactFile:
    """A list file: ``rows`` come while it is read, and ``errors`` grow with them; read it once, to the end.

    ``fields`` are the headers of further columns, ``ignored`` those of columns that are not read.
    """

    rows: Iterator[ContactRow]
    errors: list[RowError]
    fields: tuple[str, ...]
    ignored: tuple[str, ...]
    encoding: str


def read_contacts(path: Path, *, encoding: str | None = None) -> ContactFile:
    """Return the contacts of a CSV file, in UTF-8 or with a byte order mark unless ``encoding`` says what it is in.

    Rows that are wrong become errors with line, value and reason. ListFileError if it is no list at all.
    """
    used = encoding_of(path, wanted=encoding)
    with path.open(encoding=used, newline="") as file:
        reader, offset = _opened(file)
        columns = map_headers(_headers(reader), file=path.name)
    errors: list[RowError] = []
    rows = _rows(path, used, offset, _Plan(columns, errors))
    return ContactFile(rows, errors, tuple(name for name, _ in columns.fields), columns.ignored, used)


def _opened(file: TextIOBase) -> tuple[Any, int]:
    """Return a reader at the first line that is not blank, and how many lines stand above it."""
    offset = 0
    line = file.readline()
    while line and not line.strip():
        offset += 1
        line = file.readline()
    separator, is_told = separator_of(line.rstrip("\r\n"))
    lines = file if is_told else _with_first(line, file)
    return csv.reader(lines, delimiter=separator), offset + is_told


def _with_first(line: str, file: TextIOBase) -> Iterator[str]:
    yield line
    yield from file


def _headers(reader: Any) -> list[str]:  # noqa: ANN401 - the reader of csv has no type of its own
    return next((row for row in reader if any(cell.strip() for cell in row)), [])


def _rows(path: Path, encoding: str, offset: int, plan: "_Plan") -> Iterator[ContactRow]:
    with path.open(encoding=encoding, newline="") as file:
        reader, _ = _opened(file)
        _headers(reader)
        last = reader.line_num
        read = plan.read
        try:
            for row in reader:
                line, last = last + 1, reader.line_num
                contact = read(line + offset, row, last + offset)
                if contact is not None:
                    yield contact
        except csv.Error as error:
            what = "a quotation mark is opened here and never closed, or a value is much too long"
            reason = f"{what} ({error}); what follows was not read"
            plan.errors.append(RowError(last + 1 + offset, "", reason))


class _Plan:
    """How rows become contacts: which column is what, worked out once; ``read`` runs for every row of a long file."""

    def __init__(self, columns: Columns, errors: list[RowError]) -> None:
        self.errors = errors
        self.width = columns.width
        self.address = columns.places["address"]
        self.names = columns.names
        self.fields = columns.fields
        self.texts = [(_PLACES[name], columns.places[name]) for name in _TEXTS if name in columns.places]
        self.words = [
            (_PLACES[name], columns.places[name], read) for name, read in _READERS.items() if name in columns.places
        ]

    def read(self, line: int, row: list[str], last: int) -> ContactRow | None:
        """Return the contact in a row, None for a blank one and for a wrong one, which becomes an error."""
        joined = "".join(row)
        if not joined or joined.isspace():
            return None
        try:
            if len(row) == self.width and joined.isascii() and joined.isprintable() and "'" not in joined:
                return self._contact(line, list(map(str.strip, row)))
            return self._contact(line, self._cleaned(row, line, last))
        except _WrongCell as error:
            self.errors.append(RowError(line, error.value[:_SHOWN], str(error)))
            return None

    def _cleaned(self, row: list[str], line: int, last: int) -> list[str]:
        """Return the cells cleaned, as many as there are headers."""
        cells = [unprotected(_told(cleaned, cell)) for cell in row]
        _refuse_open_quote(row, line, last)
        extra = next((cell for cell in cells[self.width :] if cell), "")
        if extra:
            reason = f"the row has {len(cells)} values for {self.width} columns; put values that hold a comma in quotes"
            raise _WrongCell(extra, reason)
        return cells + [""] * (self.width - len(cells))

    def _contact(self, line: int, cells: list[str]) -> ContactRow:
        values = list(_EMPTY)
        for place, column in self.texts:
            values[place] = cells[column]
        for place, column, read in self.words:
            if cells[column]:
                values[place] = _told(read, cells[column])
        name = cells[self.names[0]] if self.names else ""
        for column in self.names[1:]:
            name = _joined(name, cells[column])
        values[0], values[1], values[2] = line, *_person(cells[self.address], name)
        values[_PLACES["fields"]] = {header: cells[column] for header, column in self.fields if cells[column]}
        return ContactRow(*values)


class _WrongCell(Exception):
    """A cell that makes its row wrong."""

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(reason)
        self.value = value


def _told(read: Callable[[str], Any], cell: str) -> Any:  # noqa: ANN401 - each column has its own type
    try:
        return read(cell)
    except ValueError as error:
        raise _WrongCell(cell, str(error)) from error


def _person(cell: str, name: str) -> tuple[Address, str]:
    """Return address and name; a cell may hold both, as mail programs write them: ``Ana Ruiz <ana@example.org>``."""
    try:
        return parse_address(cell), name
    except ValueError as error:
        found = _NAMED.fullmatch(cell)
        if found:
            return _told(parse_address, found["address"]), name or found["name"].strip()
        several = cell.count("@") > 1
        raise _WrongCell(
            cell, "there is more than one address; write one row for each" if several else str(error)
        ) from error


def _joined(name: str, more: str) -> str:
    """Return first and last name as one; a column that holds the full name already is not doubled."""
    if not name or more.startswith(f"{name} "):
        return more
    return name if not more or name.endswith(f" {more}") else f"{name} {more}"


def _refuse_open_quote(row: list[str], line: int, last: int) -> None:
    """Refuse a row that has swallowed other rows because a quotation mark is missing."""
    if last == line:
        return
    swallowed = any("@" in part for cell in row for part in cell.splitlines()[1:])
    if swallowed or last - line > _LONGEST_CELL:
        value = next(cell for cell in row if "\n" in cell or "\r" in cell).splitlines()[0]
        raise _WrongCell(value, f"the value runs on to line {last}: is a quotation mark missing?")


@functools.lru_cache(maxsize=4096)
def _languages(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise_language(part) for part in _BETWEEN.split(cell) if part.strip()))


@functools.lru_cache(maxsize=4096)
def _beats(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


@functools.lru_cache(maxsize=1024)
def _country(cell: str) -> str:
    return cell.upper() if len(cell) == 2 else cell  # noqa: PLR2004 - ISO 3166 codes have two letters


_READERS: dict[str, Callable[[str], Any]] = {
    "kind": functools.lru_cache(maxsize=64)(functools.partial(parse_word, ContactKind)),
    "languages": _languages,
    "country": _country,
    "timezone": functools.lru_cache(maxsize=1024)(known_zone),
    "beats": _beats,
    "basis": functools.lru_cache(maxsize=64)(functools.partial(parse_word, Basis)),
    "frequency": functools.lru_cache(maxsize=64)(functools.partial(parse_word, Frequency)),
}
_TEXTS = ("outlet", "role", "source")
_EMPTY: tuple[Any, ...] = (0, None, "", "", "", None, (), "", "", (), None, "", None, None, "", "", (), None, "")
_PLACES = {field.name: number for number, field in enumerate(dataclasses.fields(ContactRow))}
