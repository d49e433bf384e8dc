"""Contacts written as CSV, safe to open in a spreadsheet and read back as they were."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from mailer.domain.cell import protected
from mailer.domain.contact import ContactRow

#: The columns of every list file (design 4).
COLUMNS = tuple(
    "address name outlet role kind language country timezone beats basis source frequency".split()  # noqa: SIM905 - a header line
)
#: The columns that a file has only if somebody has something in them; then custom fields follow.
FURTHER = ("phone", "notes", "other_addresses", "embargo_since", "embargo_version")


def write_contacts(
    rows: Iterable[ContactRow], *, fields: Sequence[str] | None = None, further: Sequence[str] | None = None
) -> Iterator[str]:
    """Yield the lines of a CSV file, header first, ended by CR LF.

    ``fields`` names the custom fields and ``further`` those of ``FURTHER`` to write; unless both are given all rows are
    read first to find what they use. A value that a spreadsheet would take for a formula gets an apostrophe in front,
    which reading takes off again.
    """
    if fields is None or further is None:
        rows = list(rows)
    if fields is None:
        fields = tuple(dict.fromkeys(name for row in rows for name in row.fields))
    if further is None:
        further = _used(rows)
    yield _line([*COLUMNS, *further, *fields])
    for row in rows:
        more = _further_cells(row) if further else {}
        yield _line([*_cells(row), *map(more.__getitem__, further), *(row.fields.get(name, "") for name in fields)])


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


def _used(rows: Iterable[ContactRow]) -> tuple[str, ...]:
    used = {name for row in rows for name, cell in _further_cells(row).items() if cell}
    return tuple(name for name in FURTHER if name in used)


def _further_cells(row: ContactRow) -> dict[str, str]:
    return {
        "phone": row.phone,
        "notes": row.notes,
        "other_addresses": ";".join(other.address for other in row.others),
        "embargo_since": row.embargo_since.isoformat() if row.embargo_since else "",
        "embargo_version": row.embargo_version,
    }


def _line(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(map(protected, cells))
    return line.getvalue()
