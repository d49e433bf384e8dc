"""Contacts written as CSV, safe to open in a spreadsheet and read back as they were."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from mailer.domain.contact import ContactRow

#: The columns of every list file (design 4); further columns follow.
COLUMNS = tuple(
    "address name outlet role kind language country timezone beats basis source frequency".split()  # noqa: SIM905 - a header line
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PROTECTED = re.compile(r"''*[=+\-@\t\r]")


def write_contacts(rows: Iterable[ContactRow], *, fields: Sequence[str] | None = None) -> Iterator[str]:
    """Yield the lines of a CSV file, header first, ended by CR LF.

    ``fields`` names the further columns; without it all rows are read first to find them. A value that a spreadsheet
    would take for a formula gets an apostrophe in front, which reading takes off again.
    """
    if fields is None:
        rows = list(rows)
        fields = tuple(dict.fromkeys(name for row in rows for name in row.fields))
    yield _line([*COLUMNS, *fields])
    for row in rows:
        yield _line([*_cells(row), *(row.fields.get(name, "") for name in fields)])


def unprotected(cell: str) -> str:
    """Return the value as it was before ``write_contacts`` put an apostrophe in front."""
    return cell[1:] if _PROTECTED.match(cell) else cell


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


def _line(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    return line.getvalue()
