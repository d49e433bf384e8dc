"""The ZIP file that an Excel workbook is: refused if it would fill the memory, searched for merged cells."""

import re
import zipfile
from pathlib import Path

from mailer.errors import ListFileError

_CHUNK = 1 << 20
_LARGEST = 1 << 30
_LARGEST_TEXTS = 256 << 20  # these are held in memory
_HARMLESS = 4 << 20  # of a part as small as this it does not matter how well it is packed
_TIGHTEST = 200
_MOST_PARTS = 5000
_CURE = "Copy the rows that matter to a new workbook, or save the sheet as CSV (UTF-8)"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_LONGEST_MARK = 200


def refuse_bombs(path: Path) -> None:
    """Raise ListFileError for a workbook that is much larger inside than it looks, or made to be a trap."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        if total > _LARGEST or len(parts) > _MOST_PARTS:
            raise ListFileError(f"{path.name} is {total >> 20:,} MB when it is unpacked, which is too much", hint=_CURE)
        for part in parts:
            _refuse_part(path, archive, part)


def _refuse_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > max(_HARMLESS, _TIGHTEST * part.compress_size):
        sizes = f"{part.file_size >> 20:,} MB in {part.compress_size >> 10:,} KB"
        raise ListFileError(f"{path.name} is packed as no spreadsheet is ({sizes})", hint=_CURE)
    if part.filename.endswith("sharedStrings.xml") and part.file_size > _LARGEST_TEXTS:
        raise ListFileError(f"{path.name} holds {part.file_size >> 20:,} MB of text, which is too much", hint=_CURE)
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as file:
            if b"<!DOCTYPE" in file.read(_LONGEST_MARK * 5):
                raise ListFileError(f"{path.name} declares a document type, which no spreadsheet does", hint=_CURE)


def merged_ranges(path: Path, part: str) -> list[tuple[int, int, int, int]]:
    """Return the merged cells of a sheet as top, left, bottom, right, all from 1.

    openpyxl does not tell them while it streams.
    """
    found: list[tuple[int, int, int, int]] = []
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        kept = b""
        while chunk := file.read(_CHUNK):
            kept = kept[-_LONGEST_MARK:] + chunk if kept else chunk
            for left, top, right, bottom in _MERGED.findall(kept):
                found.append((int(top), _number(left), int(bottom), _number(right)))
    return list(dict.fromkeys(found))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
