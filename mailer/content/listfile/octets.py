"""What a list file is made of: its encoding and the sign between its columns, never guessed from statistics."""

import codecs
import re
from pathlib import Path

from mailer.content.textfile import no_text
from mailer.errors import ListFileError

_CHUNK = 1 << 20
_HEAD = 4096
_SAMPLE = 3
_SHOWN = 80
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_SEPARATORS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')


def encoding_of(path: Path, *, wanted: str | None) -> str:
    """Return the encoding of the list: its byte order mark, ``wanted``, or UTF-8, and make sure that all of it is.

    ListFileError that shows lines as they would read in cp1252 where it is not UTF-8, and for files that are no text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise ListFileError(f"{path} cannot be read: {error.strerror}", hint="Is the name right?") from error
    _refuse_no_text(path, head, wanted)
    marked = next((encoding for bom, encoding in _BOMS if head.startswith(bom)), "")
    encoding = marked or _known(wanted or "utf-8")
    _check(path, encoding, is_wanted=wanted is not None)
    return encoding


def separator_of(first_line: str) -> tuple[str, bool]:
    """Return the sign between columns, and whether the line does nothing but tell it (``sep=;``)."""
    told = _SEPARATOR_LINE.fullmatch(first_line)
    if told:
        return told[1], True
    bare = _QUOTED.sub("", first_line)
    return max(_SEPARATORS, key=bare.count), False


def _refuse_no_text(path: Path, head: bytes, wanted: str | None) -> None:
    what = no_text(head)
    if what:
        raise ListFileError(f"{path.name} is {what}, not a list", hint="Save the list as CSV (UTF-8)")
    if not head.strip():
        raise ListFileError(f"{path.name} is empty", hint="It needs a line of headers and a line per contact")
    if wanted is None and head[:2] not in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} and head.count(0) > len(head) // 4:
        raise ListFileError(f"{path.name} looks like UTF-16", hint="Add --encoding utf-16-le, or save it as CSV UTF-8")


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError as error:
        hint = "Some that exist are cp1252 (Western Europe), cp1251 (Cyrillic), cp1256 (Arabic), gb18030 (Chinese)"
        raise ListFileError(f"There is no encoding {encoding!r}", hint=hint) from error
    return encoding


def _check(path: Path, encoding: str, *, is_wanted: bool) -> None:
    """Read the file once: better no contact than half of them."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                raise _not_in(path, encoding, is_wanted=is_wanted) from error
            if not chunk:
                return


def _not_in(path: Path, encoding: str, *, is_wanted: bool) -> ListFileError:
    samples: list[str] = []
    line = 0
    with path.open("rb") as file:
        for number, written in enumerate(file, 1):
            if written.isascii():
                continue
            line = line or (0 if _decodes(written, encoding) else number)
            if len(samples) < _SAMPLE and not _decodes(written, encoding):
                samples.append(f"line {number}: {written.decode('cp1252', errors='replace').strip()[:_SHOWN]}")
    where = f" (line {line})" if line else ""
    if is_wanted:
        return ListFileError(
            f"{path.name} is not {encoding}{where}", hint="Try another --encoding, or save it as UTF-8"
        )
    hint = f"If this reads well, add --encoding cp1252; if not, cp1251, cp1256 or gb18030: {'; '.join(samples)}"
    return ListFileError(f"{path.name} is not UTF-8{where}", hint=hint)


def _decodes(written: bytes, encoding: str) -> bool:
    try:
        written.decode(encoding)
    except UnicodeError:
        return False
    return True
