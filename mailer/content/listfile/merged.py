"""The merged cells of an Excel workbook, which openpyxl does not tell while it streams."""

import re
import zipfile
from pathlib import Path

_CHUNK = 1 << 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_LONGEST_MARK = 200


def merged_ranges(path: Path, part: str) -> list[tuple[int, int, int, int]]:
    """Return the merged cells of a sheet as top, left, bottom, right, all from 1."""
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
