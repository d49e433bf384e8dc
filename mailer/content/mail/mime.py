"""Transfer encodings: bodies as ASCII lines that every relay carries unchanged (RFC 2045 6)."""

import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

SOFT_BREAK = "=\r\n"
BASE64_LINE_OCTETS = 57  #: so many octets fill one line of 76 characters

_LINE = 75  # 76 with the "=" of a soft break
_BASE64_GAIN = 0.85
_NEWLINE = re.compile(r"\r\n|\r|\n")
_UNSAFE_OCTETS = re.compile(rb"[^\t !-<>-~]+")
_TRAILING_BLANK = re.compile(r"[ \t]$")
_SEVEN_BIT = re.compile(r"(?!From |\.)[\t -~]{0,76}(?<![ \t])")
_PROTECTED = ("From ", ".")
_TRIPLE = 3
_CONTINUING = frozenset({"=8", "=9", "=A", "=B"})


class Encoding(StrEnum):
    """How a part is carried; the value is that of Content-Transfer-Encoding. Never 8bit."""

    SEVEN_BIT = "7bit"
    QUOTED_PRINTABLE = "quoted-printable"
    BASE64 = "base64"


def choose_encoding(segments: Sequence[str]) -> Encoding:
    """Return the encoding for a text given in segments (more than one: values will be put between them).

    7bit only for a whole text of safe ASCII lines; base64 only where it is more than 15 % shorter than
    quoted-printable, which people and weak filters can still read.
    """
    text = "".join(segments)
    if len(segments) == 1 and all(_SEVEN_BIT.fullmatch(line) for line in _NEWLINE.split(text)):
        return Encoding.SEVEN_BIT
    readable = sum(len(segment) for segment in encode_segments(segments))
    compact = len(base64_lines(canonical(text).encode()))
    if not text.isascii() and compact < readable * _BASE64_GAIN:
        return Encoding.BASE64
    return Encoding.QUOTED_PRINTABLE


def encode_segments(segments: Sequence[str]) -> tuple[str, ...]:
    """Return quoted-printable segments that take encoded values between them (see ``quoted_printable``).

    Each ends on a line break, soft where there is none, if a value follows, and begins with one if a value came before:
    so each value has lines of its own.
    """
    last = len(segments) - 1
    return tuple(
        _joinable(quoted_printable(segment), opening=number > 0, closing=number < last)
        for number, segment in enumerate(segments)
    )


def quoted_printable(text: str) -> str:
    """Return ``text`` in quoted-printable: lines of at most 75 characters and a "=", CRLF only (RFC 2045 6.7).

    Lines never begin with "From " or "." and never end with a blank, so that mail stores and relays leave them alone
    (RFC 2049 3).
    """
    return "\r\n".join(SOFT_BREAK.join(_wire_lines(_escaped(line))) for line in _NEWLINE.split(text))


def base64_lines(octets: bytes) -> bytes:
    """Return ``octets`` in base64, in lines of 76 characters with CRLF between them (RFC 2045 6.8)."""
    encoded = binascii.b2a_base64(octets, newline=False)
    return b"\r\n".join([encoded[start : start + 76] for start in range(0, len(encoded), 76)])


def canonical(text: str) -> str:
    """Return ``text`` with CRLF at the end of every line (RFC 2045 6.8: before base64)."""
    return _NEWLINE.sub("\r\n", text)


def boundary(contents: Iterable[str]) -> str:
    """Return a boundary made from the contents: the same for the same, and found in no encoded part (RFC 2045 6.7)."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(len(content).to_bytes(8, "big") + content.encode())
    return f"=_{digest.hexdigest()[:40]}"


def _joinable(encoded: str, *, opening: bool, closing: bool) -> str:
    before = SOFT_BREAK if opening and (encoded or closing) and not encoded.startswith("\r\n") else ""
    after = SOFT_BREAK if closing and encoded and not encoded.endswith("\r\n") else ""
    return before + encoded + after


def _escaped(line: str) -> str:
    coded = _UNSAFE_OCTETS.sub(lambda match: b"=" + match[0].hex("=").upper().encode(), line.encode()).decode("ascii")
    return _TRAILING_BLANK.sub(lambda match: f"={ord(match[0]):02X}", coded)


def _wire_lines(line: str) -> Iterator[str]:
    while True:
        if line.startswith(_PROTECTED):
            line = f"={ord(line[0]):02X}{line[1:]}"
        if len(line) <= _LINE:
            yield line
            return
        cut = _cut(line)
        yield line[:cut]
        line = line[cut:]


def _cut(line: str) -> int:
    """Return where to break: never within "=XX", and not within a character of several octets."""
    mark = line.rfind("=", _LINE - _TRIPLE + 1, _LINE)
    cut = mark if mark >= 0 else _LINE
    # An octet 10xxxxxx goes on with the character begun before it.
    while line[cut : cut + 2] in _CONTINUING and line[cut - _TRIPLE] == "=":
        cut -= _TRIPLE
    return cut
