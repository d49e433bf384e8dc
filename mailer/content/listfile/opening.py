"""What sort of file it is, by its content rather than by its name; what is no list is refused in one sentence."""

import codecs
import re
import zipfile
from pathlib import Path

from mailer.content.listfile.cards import read_cards
from mailer.content.listfile.choices import Reading
from mailer.content.listfile.delimited import known_delimiter, read_delimited
from mailer.content.listfile.octets import encoding_of, head_of
from mailer.content.listfile.pasting import is_pasted, read_pasted
from mailer.content.listfile.source import Source
from mailer.content.listfile.workbook import read_workbook
from mailer.content.textfile import no_text
from mailer.errors import ListFileError

_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"
_PAGE = re.compile(rb"\s*<(!doctype html|html|head|body|table|meta|div)\b", re.IGNORECASE)
_OLD_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_CARD = re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE)
_SAVE = "Save the list as CSV (UTF-8) or as an Excel workbook (.xlsx)"
_OPEN_AND_SAVE = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx) or as CSV (UTF-8)"
#: What a ZIP file is, by a name that begins like one in it; the first found counts.
_ZIPPED = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("Index/", "an Apple Numbers or Pages document"),
    ("content.xml", "an OpenDocument file (.ods)"),
)
_OTHERS = (
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x00\x00\x01\x00", "a picture (icon)"),
    (b"BM", "a picture (BMP)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
)
_BINARY_SHARE = 20  # of so many bytes one that stands in no text


def open_source(path: Path, reading: Reading) -> Source:
    """Return the rows of a file, whatever it is; ListFileError, with the cure, for what is no list."""
    head = head_of(path)
    if head.startswith(_ZIP):
        return _zipped(path, reading)
    _refuse_no_list(path, head, reading)
    if reading.sheet:
        raise ListFileError(f"{path.name} is no Excel workbook and has no sheets", hint="Leave out --sheet")
    if _CARD.match(_bare(head).replace(b"\0", b"")):
        return read_cards(path, head, wanted=reading.encoding)
    encoding = encoding_of(path, head, wanted=reading.encoding)
    if is_pasted(path, encoding, reading):
        return read_pasted(path, encoding)
    return read_delimited(path, encoding, None if reading.delimiter is None else known_delimiter(reading.delimiter))


def _zipped(path: Path, reading: Reading) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:  # also of a kind of ZIP that is not known
        raise ListFileError(f"{path.name} is a damaged Word, Excel or ZIP file", hint=_OPEN_AND_SAVE) from error
    if "xl/workbook.xml" in names:
        return read_workbook(path, reading)
    what = next((what for start, what in _ZIPPED if any(name.startswith(start) for name in names)), "a ZIP file")
    hint = "Unpack it first" if what == "a ZIP file" else _OPEN_AND_SAVE
    raise ListFileError(f"{path.name} is {what}, not a list", hint=hint)


def _refuse_no_list(path: Path, head: bytes, reading: Reading) -> None:
    if head.startswith(_OLD):
        what = "an old Excel or Word file (.xls, .doc), or one with a password"
        raise ListFileError(f"{path.name} is {what}, which is not read", hint=f"{_OPEN_AND_SAVE}, without a password")
    if _PAGE.match(_bare(head)) or _OLD_XML in head:
        what = "a web page with a table in it" if _PAGE.match(_bare(head)) else "an Excel file of 2003 (XML)"
        raise ListFileError(f"{path.name} is {what}, not a list", hint=_OPEN_AND_SAVE)
    what = no_text(head) or next((what for mark, what in _OTHERS if head.startswith(mark)), "")
    if what or _is_binary(head, reading):
        raise ListFileError(f"{path.name} is {what or 'no text'}, not a list", hint=_SAVE)
    if not _bare(head).strip():
        raise ListFileError(f"{path.name} is empty", hint="It needs a line of headers and a line per contact")


def _is_binary(head: bytes, reading: Reading) -> bool:
    """Return whether many bytes are such as no text has; in UTF-16 every other one may be."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or (reading.encoding or "").casefold().startswith(("utf-16", "utf-32")):
        return False
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head if byte not in {0, 27})  # noqa: PLR2004 - ASCII controls
    return strange * _BINARY_SHARE > len(head)


def _bare(head: bytes) -> bytes:
    """Return how the file begins without a byte order mark."""
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return next((head.removeprefix(mark) for mark in marks if head.startswith(mark)), head)
