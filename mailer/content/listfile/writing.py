"""Contacts written as CSV: safe in a spreadsheet, read back as they were, the same bytes for the same contacts."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from mailer.domain.cell import protected
from mailer.domain.contact import ContactRow

#: The columns of every list file (design 4).
COLUMNS = tuple(
    "address name outlet role kind language country timezone beats basis source frequency".split()  # noqa: SIM905 - a header line
)
#: The columns that a file has only if somebody has something in them; then custom fields follow.
FURTHER = ("phone", "notes", "other_addresses", "embargo_since", "embargo_version")

#: How a cell begins that may be one, after the line feed that stands between cells while a whole column is searched.
_SUSPECT = re.compile(r"\n['=+\-@\t\r]")
_CRLF = "\r\n"


def write_table(
    batches: Iterable[Sequence[Sequence[str]]], further: Sequence[str], *, newline: str = _CRLF
) -> Iterator[str]:
    """Yield a CSV file bit by bit: a header of ``COLUMNS`` and ``further``, then the rows, which have as many cells.

    A value that a spreadsheet would take for a formula gets an apostrophe in front, which reading takes off again.
    """
    yield _lines([(*COLUMNS, *further)], newline)
    for rows in batches:
        yield _lines(rows, newline)


def write_contacts(rows: Sequence[ContactRow]) -> Iterator[str]:
    """Yield a CSV file of contacts bit by bit, with those columns of ``FURTHER`` and the fields that they use."""
    further, fields = _used(rows), tuple(dict.fromkeys(name for row in rows for name in row.fields))
    table = [(*_cells(row), *_further_cells(row, further), *_own_cells(row, fields)) for row in rows]
    return write_table([table], (*further, *fields))


def _lines(rows: Sequence[Sequence[str]], newline: str) -> str:
    """Return rows as text; a line break in a cell stays as it is."""
    columns = list(zip(*rows, strict=True))
    safe = list(map(_guarded, columns))
    is_as_it_was = all(one is other for one, other in zip(safe, columns, strict=True))
    lines: list[str] = []
    sink: Any = SimpleNamespace(write=lines.append)  # csv gives it a row at a time
    csv.writer(sink, lineterminator=_CRLF).writerows(rows if is_as_it_was else zip(*safe, strict=True))
    return "".join(lines if newline == _CRLF else [line[: -len(_CRLF)] + newline for line in lines])


def _guarded(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells of a column with an apostrophe before what looks like a formula; mostly nothing does."""
    if not _SUSPECT.search("\n" + "\n".join(cells)):
        return cells
    return list(map(protected, cells))


def _cells(row: ContactRow) -> list[str]:
    return [
        row.address.address,
        row.name,
        row.outlet,
        row.role,
        row.kind or "",
        ";".join(row.languages),
        row.country,
        row.timezone,
        ";".join(row.beats),
        row.basis or "",
        row.source,
        row.frequency or "",
    ]


def _used(rows: Sequence[ContactRow]) -> tuple[str, ...]:
    return tuple(name for name in FURTHER if any(any(_further_cells(row, (name,))) for row in rows))


def _further_cells(row: ContactRow, names: Sequence[str]) -> list[str]:
    said = {
        "phone": row.phone,
        "notes": row.notes,
        "other_addresses": ";".join(other.address for other in row.others),
        "embargo_since": row.embargo_since.isoformat() if row.embargo_since else "",
        "embargo_version": row.embargo_version,
    }
    return [said[name] for name in names]


def _own_cells(row: ContactRow, names: Sequence[str]) -> list[str]:
    return [row.fields.get(name, "") for name in names]
