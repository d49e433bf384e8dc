"""The encoding of a list file, which is told or asked for and never guessed from statistics."""

import codecs
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from mailer.errors import ListFileError

_CHUNK = 1 << 20
_HEAD = 4096
_SAMPLE = 3
_OFFERED = 4
_SHOWN = 60
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Encodings that lists still come in, the most usual first.
_LEGACY = (
    "cp1252",
    "cp1251",
    "cp1256",
    "gb18030",
    "cp1250",
    "mac_roman",
    "big5",
    "shift_jis",
    "koi8_r",
    "cp1253",
    "cp1254",
)


def head_of(path: Path) -> bytes:
    """Return how a file begins; ListFileError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise ListFileError(f"{path} cannot be read: {error.strerror}", hint="Is the name right?") from error


def encoding_of(path: Path, head: bytes, *, wanted: str | None) -> str:
    """Return the encoding of the list: its byte order mark, ``wanted``, or UTF-8, and make sure that all of it is.

    ListFileError that shows lines as they would read in the likeliest encodings where it is not UTF-8.
    """
    if wanted is None and head[:2] not in _UTF_16 and head.count(0) > len(head) // 4:
        order = "le" if head[1:2] == b"\0" else "be"
        raise ListFileError(
            f"{path.name} looks like UTF-16", hint=f"Add --encoding utf-16-{order}, or save it as CSV UTF-8"
        )
    marked = next((encoding for bom, encoding in _BOMS if head.startswith(bom)), "")
    encoding = marked or known_encoding(wanted or "utf-8")
    _check(path, encoding, is_wanted=wanted is not None)
    return encoding


def known_encoding(encoding: str) -> str:
    """Return the encoding; ListFileError if there is none of that name."""
    try:
        "".encode(encoding)
    except LookupError as error:
        hint = "Some that exist are cp1252 (Western Europe), cp1251 (Cyrillic), cp1256 (Arabic), gb18030 (Chinese)"
        raise ListFileError(f"There is no encoding {encoding!r}", hint=hint) from error
    return encoding


def likely_encodings(samples: Sequence[bytes]) -> list[str]:
    """Return the encodings in which the samples read most like words, for a person to choose from."""
    marks = {encoding: mark for encoding in _LEGACY if (mark := _strangeness(samples, encoding)) is not None}
    ways: dict[bytes, str] = {}
    for encoding in sorted(marks, key=marks.__getitem__):
        ways.setdefault(b"\n".join(samples).decode(encoding).encode(), encoding)
    return list(ways.values())[:_OFFERED]


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
    samples: list[tuple[int, bytes]] = []
    with path.open("rb") as file:
        for number, written in enumerate(file, 1):
            if not written.isascii() and not _decodes(written, encoding):
                samples.append((number, written.strip()))
                if len(samples) == _SAMPLE:
                    break
    where = f" (line {samples[0][0]})" if samples else ""
    if is_wanted:
        return ListFileError(
            f"{path.name} is not {encoding}{where}", hint="Try another --encoding, or save it as UTF-8"
        )
    return ListFileError(f"{path.name} is not UTF-8{where}", hint=_choice(samples))


def _choice(samples: Sequence[tuple[int, bytes]]) -> str:
    """Return how the lines would read, so that a person can see which encoding is meant."""
    offered = likely_encodings([line for _, line in samples])
    ways = [f"--encoding {encoding}: {_read_as(samples, encoding)}" for encoding in offered]
    return "\n  ".join(["Add what reads well, or save the file as CSV UTF-8:", *ways])


def _read_as(samples: Sequence[tuple[int, bytes]], encoding: str) -> str:
    return "; ".join(f"line {number}: {line.decode(encoding, errors='replace')[:_SHOWN]}" for number, line in samples)


def _strangeness(samples: Sequence[bytes], encoding: str) -> float | None:
    """Return how little the samples read like words, None if they cannot be read; equal ones stay in order."""
    try:
        texts = [line.decode(encoding) for line in samples]
    except UnicodeError:
        return None
    pairs = [pair for text in texts for pair in zip(f" {text}", text, strict=False)]
    unusual = [(before, sign) for before, sign in pairs if not sign.isascii()]
    return sum(_is_strange(before, sign) for before, sign in unusual) / max(len(unusual), 1)


def _is_strange(before: str, sign: str) -> bool:
    """Return whether a sign is no letter, or a capital or a letter of another script inside a word."""
    if not unicodedata.category(sign).startswith(("L", "M")):
        return True
    if not before.isalpha():
        return False
    return (before.islower() and sign.isupper()) or _script(before) != _script(sign)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _decodes(written: bytes, encoding: str) -> bool:
    try:
        written.decode(encoding)
    except UnicodeError:
        return False
    return True
