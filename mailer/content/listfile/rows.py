"""How rows of cells become contacts: many at a time and column by column, so that a million are a matter of seconds."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress, repeat
from typing import Any

from mailer.content.listfile.cells import cleaned, is_clean
from mailer.content.listfile.headers import Columns
from mailer.content.listfile.values import (
    READERS,
    Remembered,
    Wrong,
    attributes,
    gone_teller,
    mark_reader,
    person,
    several_addresses,
)
from mailer.domain.address import Address
from mailer.domain.cell import unprotected
from mailer.domain.contact import ContactRow, RowError
from mailer.domain.quick import quick_maker

_PLAIN = re.compile(
    r"^([A-Za-z0-9!#$%&*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+)*)"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])$",
    re.MULTILINE,
)
_SHORT = 64  # of what is shorter no part is too long
_SHOWN = 200
_TEXTS = ("outlet", "role", "source", "notes", "embargo_version")
_FIELDS = [field.name for field in dataclasses.fields(ContactRow)]
_EMPTY = {
    "kind": None,
    "languages": (),
    "beats": (),
    "basis": None,
    "frequency": None,
    "others": (),
    "embargo_since": None,
}
_addresses = quick_maker(Address)
_contacts = quick_maker(ContactRow)

_NOT_GONE = "the file does not say that they left; to keep out everybody in it, remove the columns that say who did"

Cells = Sequence[str]


class RowReader:
    """Reads rows below the headers that ``columns`` tells of; wrong ones become ``errors``.

    With ``wants_gone`` those are wrong that are not marked as gone, where anything marks rows at all.
    """

    def __init__(
        self, columns: Columns, errors: list[RowError], warnings: list[RowError], *, wants_gone: bool = False
    ) -> None:
        self.errors = errors
        self.warnings = warnings
        self.width = columns.width
        self.columns = columns
        self.words = [
            ("beats" if name == "labels" else name, places, Remembered(*READERS[name]))
            for name, places in columns.places.items()
            if name in READERS
        ]
        marks = () if wants_gone else columns.status
        self.marks = [(place, Remembered(mark_reader(columns.headers[place]), "")) for place in marks]
        self.gone = [(place, gone_teller(columns.headers[place])) for place in columns.status] if wants_gone else []

    def read(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> list[ContactRow]:
        """Return the contacts in some rows, ``lines`` being where they begin; blank rows are nothing at all."""
        before = len(self.errors)
        found = _Batch(*self._tidied(lines, rows))
        contacts = self._contacts(found) if found.lines else []
        self.errors[before:] = sorted(self.errors[before:], key=lambda error: error.line)
        return contacts

    def _tidied(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> tuple[Sequence[int], Sequence[Cells]]:
        """Return the rows with clean cells, as many as there are headers."""
        if set(map(len, rows)) == {self.width} and is_clean("".join(chain.from_iterable(rows))):
            return lines, rows
        kept: list[int] = []
        tidy: list[Cells] = []
        for line, row in zip(lines, rows, strict=True):
            joined = "".join(row)
            if joined and not joined.isspace():
                cells = row if len(row) == self.width and is_clean(joined) else self._cleaned(line, row)
                if cells is not None:
                    kept.append(line)
                    tidy.append(cells)
        return kept, tidy

    def _cleaned(self, line: int, row: Cells) -> Cells | None:
        notes = self.columns.places.get("notes", ())
        cells: list[str] = []
        for place, cell in enumerate(row):
            try:
                cells.append(unprotected(cleaned(" ".join(cell.split()) if place in notes else cell)))
            except ValueError as error:
                self._refuse(line, cell, str(error))
                return None
        extra = next((cell for cell in cells[self.width :] if cell), "")
        if extra:
            reason = f"the row has {len(cells)} values for {self.width} columns; put values that hold a comma in quotes"
            self._refuse(line, extra, reason)
            return None
        return cells[: self.width] + [""] * (self.width - len(cells))

    def _refuse(self, line: int, value: str, reason: str) -> None:
        self.errors.append(RowError(line, value[:_SHOWN], reason))

    def _contacts(self, found: "_Batch") -> list[ContactRow]:
        values: dict[str, Iterable[Any]] = {name: repeat(_EMPTY.get(name, "")) for name in _FIELDS}
        values["line"] = found.lines
        if self.gone:
            self._refuse_others(found)
        for place, read in self.marks:
            found.read(found.column(place), read, told=self.columns.places["address"])
        for name, places, read in self.words:
            values[name] = found.read(found.first(places), read)
        for name in _TEXTS:
            if name in self.columns.places:
                values[name] = found.first(self.columns.places[name])
        values["address"], values["name"], values["others"] = self._people(found)
        values["fields"] = self._fields(found)
        if found.wrong:
            values = self._without_wrong(found, values)
        rows = _contacts(*values.values())
        return _with_attributes(rows, found, self) if rows and "attributes" in self.columns.places else rows

    def _refuse_others(self, found: "_Batch") -> None:
        """Refuse the rows of which no column says that they are gone."""
        told = [list(map(is_gone, found.column(place))) for place, is_gone in self.gone]
        addresses = found.first(self.columns.places["address"])
        for number, said in enumerate(zip(*told, strict=True)):
            if not any(said):
                found.wrong[number] = (addresses[number], _NOT_GONE)

    def _without_wrong(self, found: "_Batch", values: dict[str, Iterable[Any]]) -> dict[str, Iterable[Any]]:
        for number, (cell, reason) in found.wrong.items():
            if any(map(str.strip, found.rows[number])):
                self._refuse(found.lines[number], cell, reason)
        good = [number not in found.wrong for number in range(len(found.lines))]
        found.lines = list(compress(found.lines, good))
        found.rows = list(compress(found.rows, good))
        return {name: _some(column, good) for name, column in values.items()}

    def _people(self, found: "_Batch") -> tuple[list[Any], list[str], Iterable[tuple[Address, ...]]]:
        places, further = self.columns.places["address"], self.columns.places.get("others", ())
        names = found.names(self.columns.names)
        if len(places) > 1 or self.columns.layout:
            cells, more = found.first_and_others(places)
        else:
            cells, more = found.column(places[0]), [""] * len(found.lines)
        addresses, names = found.addresses(cells, names)
        if len(places) == 1 and not further and not any(more):
            return addresses, names, repeat(())
        for place in further:
            more = [f"{one};{other}" for one, other in zip(more, found.column(place), strict=True)]
        return addresses, names, [self._others(*one) for one in zip(found.lines, addresses, more, strict=True)]

    def _others(self, line: int, address: Address | Wrong, cell: str) -> tuple[Address, ...]:
        good, bad = several_addresses(cell) if cell else ([], [])
        for one in bad:
            reason = "is not a mail address; the contact was taken without it"
            self.warnings.append(RowError(line, one[:_SHOWN], reason))
        own = "" if isinstance(address, Wrong) else address.key
        return tuple({one.key: one for one in good if one.key != own}.values())

    def _fields(self, found: "_Batch") -> list[dict[str, str]]:
        named = [(header, found.column(place)) for header, place in self.columns.fields.items()]
        if not named:
            return [{} for _ in found.lines]
        headers = [header for header, _ in named]
        return [
            {header: cell for header, cell in zip(headers, cells, strict=True) if cell}
            for cells in zip(*(column for _, column in named), strict=True)
        ]


class _Batch:
    """Rows that are read together; ``wrong`` is the first wrong cell of a row, by the row’s number, and why."""

    def __init__(self, lines: Sequence[int], rows: Sequence[Cells]) -> None:
        self.lines = lines
        self.rows = rows
        self.wrong: dict[int, tuple[str, str]] = {}
        self._columns = list(zip(*rows, strict=True))

    def column(self, place: int) -> list[str]:
        return list(map(str.strip, self._columns[place]))

    def first(self, places: Sequence[int]) -> list[str]:
        """Return what the first of several columns says that says something."""
        if len(places) == 1:
            return self.column(places[0])
        return [next(filter(None, cells), "") for cells in zip(*map(self.column, places), strict=True)]

    def first_and_others(self, places: Sequence[int]) -> tuple[list[str], list[str]]:
        """Return the first address of each row, and the further ones with ``;`` between."""
        parts = [
            [part.strip() for cell in cells for part in cell.split(":::") if part.strip()]
            for cells in zip(*map(self.column, places), strict=True)
        ]
        return [row[0] if row else "" for row in parts], [";".join(row[1:]) for row in parts]

    def read(self, cells: list[str], read: Remembered, *, told: Sequence[int] = ()) -> list[Any]:
        """Return what the cells say; a wrong one is noted as it is written, or by what its row has in ``told``."""
        said = list(map(read.__getitem__, cells))
        if read.is_wrong:
            read.is_wrong = False
            self._note(said, self.first(told) if told else cells)
        return said

    def names(self, places: Sequence[int]) -> list[str]:
        names = self.column(places[0]) if places else [""] * len(self.lines)
        for place in places[1:]:
            names = list(map(_joined, names, self.column(place)))
        return names

    def addresses(self, cells: list[str], names: list[str]) -> tuple[list[Any], list[str]]:
        """Return addresses and names; nearly always every address is plain, and then there is nothing to look at."""
        joined = "\n".join(cells)
        plain = _PLAIN.findall(joined)
        if len(plain) == len(cells) and max(map(len, cells)) <= _SHORT:
            keys = joined.lower().split("\n")
            domains = [domain.lower() for _, domain in plain]
            written = keys if joined.islower() else [f"{local}@{domain.lower()}" for local, domain in plain]
            return _addresses(written, keys, domains), names
        found = list(map(person, cells, names))
        self._note(found, cells)
        said = [one if isinstance(one, Wrong) else one[0] for one in found]
        return said, [name if isinstance(one, Wrong) else one[1] for one, name in zip(found, names, strict=True)]

    def _note(self, said: Sequence[Any], cells: Sequence[str]) -> None:
        for number, one in enumerate(said):
            if type(one) is Wrong:
                self.wrong.setdefault(number, (cells[number], one.reason))


def _joined(name: str, more: str) -> str:
    """Return first and last name as one; a column that holds the full name already is not doubled."""
    if not name or more.startswith(f"{name} "):
        return more
    return name if not more or name.endswith(f" {more}") else f"{name} {more}"


def _some(column: Iterable[Any], good: Sequence[bool]) -> Iterable[Any]:
    return column if isinstance(column, repeat) else compress(column, good)


def _with_attributes(rows: list[ContactRow], found: _Batch, reader: RowReader) -> list[ContactRow]:
    """Return the rows with what their attributes say beside what the columns say."""
    cells = _Batch(found.lines, found.rows).first(reader.columns.places["attributes"])
    taken = []
    for row, cell in zip(rows, cells, strict=True):
        try:
            taken.append(_with_said(row, attributes(cell) if cell else {}))
        except ValueError as error:
            reader.errors.append(RowError(row.line, cell[:_SHOWN], str(error)))
    return taken


def _with_said(row: ContactRow, said: dict[str, str]) -> ContactRow:
    own = {name: cell for name, cell in said.items() if cell and name not in _FIELDS and name not in {"first", "last"}}
    known: dict[str, Any] = {}
    for name, cell in said.items():
        if cell and name in _FIELDS and name not in {"address", "others", "fields", "line"} and not getattr(row, name):
            read: Callable[[str], Any] = READERS[name][0] if name in READERS else str
            known[name] = read(cell)
    return dataclasses.replace(row, **known, fields={**row.fields, **own})
