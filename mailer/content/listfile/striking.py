"""Striking somebody out of list files: which lines name them, and the file without the rows that are theirs."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer.domain.erasure import names

#: Files that are read row by row; only out of these something is ever struck.
_TABLES = frozenset({".csv", ".tsv"})
_TEXTS = frozenset({*_TABLES, ".txt", ".vcf", ".toml", ".json", ".md"})


@dataclass(frozen=True, slots=True)
class Naming:
    """The lines of a file, from 1, that name somebody: in rows of their ``own``, and in ``others`` in passing."""

    own: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    lines: Sequence[str]
    cells: Sequence[str]

    def is_of(self, words: Sequence[str]) -> bool:
        return any(_bare(cell) in words for cell in self.cells)


def is_text(path: Path) -> bool:
    """Return whether the file can be looked into."""
    return path.suffix.lower() in _TEXTS


def lines_naming(path: Path, addresses: Sequence[str]) -> Naming:
    """Return the lines of rows that are of, or name, one of ``addresses``."""
    _, rows, words = _read(path, addresses)
    found: dict[bool, list[int]] = {True: [], False: []}
    at = 1
    for row in rows:
        is_own = row.is_of(words)
        if is_own or names("".join(row.lines), words):
            found[is_own] += range(at, at + len(row.lines))
        at += len(row.lines)
    return Naming(tuple(found[True]), tuple(found[False]))


def without(path: Path, addresses: Sequence[str]) -> bytes:
    """Return the content of the file without the rows that are of one of ``addresses``; all else octet for octet."""
    encoding, rows, words = _read(path, addresses)
    return "".join(line for row in rows if not row.is_of(words) for line in row.lines).encode(encoding)


def _bare(cell: str) -> str:
    """Return the address of a cell that holds one, perhaps with a name: ``Ana Ruiz <ana@example.org>``."""
    return cell.rpartition("<")[2].rstrip("> ").strip().casefold().removeprefix("mailto:")


def _read(path: Path, addresses: Sequence[str]) -> tuple[str, list[_Row], list[str]]:
    """Return encoding, rows and words. Octets that are not UTF-16 are taken one by one, so that none is lost."""
    octets = path.read_bytes()
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(octets[:2], "latin-1")
    folded = [one.casefold() for one in addresses]
    words = folded if encoding != "latin-1" else [one.encode().decode("latin-1") for one in folded]
    lines = list(io.StringIO(octets.decode(encoding), newline=""))
    is_table = path.suffix.lower() in _TABLES
    return encoding, [*_rows(lines)] if is_table else [_Row([line], []) for line in lines], words


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    """Yield the rows: a value in quotes may run over several lines."""
    separator = max(",;\t|", key=lines[0].count) if lines else ","
    reader = csv.reader(lines, delimiter=separator)
    last = 0
    try:
        for cells in reader:
            yield _Row(lines[last : reader.line_num], cells)
            last = reader.line_num
    except csv.Error:  # a quotation mark that is never closed: what follows is no table
        yield from (_Row([line], []) for line in lines[last:])
