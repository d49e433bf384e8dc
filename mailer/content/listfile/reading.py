"""Lists of contacts, from whatever program they come; read batch by batch, so that size does not matter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from mailer.content.listfile.choices import Reading
from mailer.content.listfile.doubts import Doubts
from mailer.content.listfile.headers import has_address, map_headers
from mailer.content.listfile.opening import open_source
from mailer.content.listfile.rows import RowReader
from mailer.content.listfile.source import Source
from mailer.domain.contact import ContactRow, RowError

_AS_IT_IS = Reading()


@dataclass(slots=True)
class ContactFile:
    """A list file: ``rows`` come while it is read, and ``errors`` grow with them; read it once, to the end.

    ``batches`` are the same rows, many at a time: take one or the other. ``warnings`` grow, too, with what was taken
    and looks wrong. ``fields`` are the headers of further columns, ``ignored`` those of columns that are not read.
    ``columns`` says of each header what it was read as, ``layout`` which program the export comes from, if we know it.
    """

    rows: Iterator[ContactRow]
    batches: Iterator[list[ContactRow]]
    errors: list[RowError]
    fields: tuple[str, ...]
    ignored: tuple[str, ...]
    encoding: str
    columns: Mapping[str, str]
    layout: str
    doubts: Doubts

    @property
    def warnings(self) -> list[RowError]:
        """Return what was taken and looks wrong, so far."""
        return self.doubts.warnings

    @property
    def role_addresses(self) -> int:
        """Return how many mailboxes of desks (``press@``) were among the rows, so far."""
        return self.doubts.role_addresses


def read_contacts(path: Path, reading: Reading = _AS_IT_IS, *, encoding: str | None = None) -> ContactFile:
    """Return the contacts in a file: a table as text or of Excel, vCards, or addresses that were pasted.

    ``reading`` (or ``encoding`` alone) says what does not follow from the file. Rows that are wrong become errors with
    line, value and reason. ListFileError if it is no list at all.
    """
    chosen = replace(reading, encoding=encoding) if encoding else reading
    source = open_source(path, chosen)
    headed = _header_row(source.top, chosen)
    columns = map_headers(source.top[headed] if source.top else [], chosen, file=path.name)
    doubts = Doubts()
    reader = RowReader(columns, source.errors, doubts.warnings, wants_gone=chosen.wants_gone)
    batches = _batches(source, headed + 1, reader, doubts)
    return ContactFile(
        rows=chain.from_iterable(batches),
        batches=batches,
        errors=source.errors,
        fields=tuple(columns.fields),
        ignored=(*columns.ignored, *source.left_out),
        encoding=source.encoding,
        columns=columns.as_map,
        layout=columns.layout,
        doubts=doubts,
    )


def _header_row(top: Sequence[Sequence[str]], reading: Reading) -> int:
    """Return which row holds the headers: the first, unless titles of fewer cells stand above."""
    widest = -1
    for number, row in enumerate(top):
        filled = len(set(filter(None, map(str.strip, row))))
        if filled > widest and has_address(row, reading):
            return number
        widest = max(widest, filled)
    return 0


def _batches(source: Source, skipped: int, reader: RowReader, doubts: Doubts) -> Iterator[list[ContactRow]]:
    for lines, rows in source.below(skipped):
        contacts = reader.read(lines, rows)
        doubts.look_over(contacts)
        if contacts:
            yield contacts
