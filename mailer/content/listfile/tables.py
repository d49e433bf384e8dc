"""Contacts written as CSV many at a time: safe to open in a spreadsheet, and the same bytes for the same contacts."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from mailer.content.listfile.writing import COLUMNS
from mailer.domain.cell import protected

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
