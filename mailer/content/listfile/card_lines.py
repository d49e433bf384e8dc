"""The lines of vCards: unfolded, decoded, and split where their rules say (RFC 6350, RFC 2426, vCard 2.1)."""

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LINE = re.compile(
    rb"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;[^;:\"]*(?:\"[^\"]*\"[^;:\"]*)*)*):(?P<value>.*)", re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"n": "\n", "N": "\n"}
_SOFT_BREAK = re.compile(rb"=\r?\n?$")
_LONGEST = 100_000
_WANTED = frozenset("EMAIL FN N ORG TITLE ROLE LANG LANGUAGE ADR TZ CATEGORIES TEL NOTE".split())  # noqa: SIM905 - a list of words


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card: its name, its parameters, and its value as it stands."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    raw: bytes
    encoding: str

    @property
    def types(self) -> frozenset[str]:
        """Return what sort of value it is, in lower case; in vCard 2.1 the bare words say it."""
        said = [value for name, value in self.parameters if name in {"TYPE", ""}]
        return frozenset(part.strip().casefold() for value in said for part in value.strip('"').split(","))

    @property
    def pref(self) -> str:
        """Return how much it is preferred, as it is written."""
        return next((value for name, value in self.parameters if name == "PREF"), "")

    @property
    def text(self) -> str:
        """Return the value; UnicodeError if it is not in the encoding that it should be in."""
        return _plain(self._decoded)

    @property
    def parts(self) -> list[str]:
        """Return a value of several parts (name, organisation, postal address)."""
        return [_plain(part) for part in _split(self._decoded, ";")]

    @property
    def listed(self) -> list[str]:
        """Return a value that is a list."""
        return [_plain(part).strip() for part in _split(self._decoded, ",") if part.strip()]

    @property
    def _decoded(self) -> str:
        said = dict(self.parameters)
        encoding = said.get("CHARSET", "").strip('"') or self.encoding
        ways = {value.upper() for name, value in self.parameters if name in {"ENCODING", ""}}
        is_quoted = "QUOTED-PRINTABLE" in ways
        content = quopri.decodestring(self.raw) if is_quoted else self.raw
        try:
            return content.decode(encoding)
        except LookupError:
            return content.decode(self.encoding)


def cards_in(file: Iterable[bytes], encoding: str) -> Iterator[tuple[int, list[CardLine] | None]]:
    """Yield each card with the line where it begins, None for one without an end.

    Cards inside of cards, as the ``AGENT`` of an old one, belong to nobody.
    """
    depth, begins, card, before = 0, 0, list[CardLine](), b""
    own = "utf-8" if encoding.startswith("utf-16") else encoding
    for number, written in _unfolded(_as_bytes(file, encoding)):
        word, last = written.strip().upper(), before
        before = word
        if word.startswith(b"BEGIN:VCARD"):
            is_inner = depth > 0 and last.startswith(b"AGENT")
            if depth and not is_inner:
                yield begins, None
            depth, begins, card = (depth + 1, begins, card) if is_inner else (1, number, [])
        elif word.startswith(b"END:VCARD"):
            if depth == 1:
                yield begins, card
            depth = max(depth - 1, 0)
        elif depth == 1:
            card.extend(_parsed(written, own))
    if depth:
        yield begins, None


def _as_bytes(file: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if not encoding.startswith("utf-16"):
        return (line for chunk in file for line in _lines(chunk))
    decoded = codecs.iterdecode(file, encoding)
    return "".join(decoded).encode().splitlines(keepends=True)


def _lines(chunk: bytes) -> list[bytes]:
    """Return the lines of what the file gives for one: old Macs end them with CR alone."""
    return chunk.splitlines(keepends=True) if b"\r" in chunk[:-2] else [chunk]


def _unfolded(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield whole lines: goes on after a line break and a blank, or in quoted-printable after ``=`` at the end."""
    held, begins = b"", 0
    for number, line in enumerate(lines, 1):
        written = line.rstrip(b"\r\n")
        if number == 1:
            written = written.removeprefix(codecs.BOM_UTF8)
        if begins and written[:1] in {b" ", b"\t"}:
            held += written[1:] if len(held) < _LONGEST else b""
        elif begins and held.endswith(b"=") and b"QUOTED-PRINTABLE" in held[:200].upper():
            held = _SOFT_BREAK.sub(b"", held) + written
        else:
            if begins:
                yield begins, held
            held, begins = written, number
    if begins:
        yield begins, held


def _parsed(written: bytes, encoding: str) -> list[CardLine]:
    """Return the line if it is one that we read."""
    found = _LINE.fullmatch(written.strip())
    if not found:
        return []
    name = found["name"].decode("ascii", errors="replace").upper()
    if name not in _WANTED:
        return []
    said = found["parameters"].decode("ascii", errors="replace").split(";")[1:]
    return [CardLine(name, tuple(map(_parameter, said)), found["value"], encoding)]


def _parameter(said: str) -> tuple[str, str]:
    """Return name and value; the bare words of vCard 2.1 have no name."""
    name, equals, value = said.partition("=")
    return (name.strip().upper(), value.strip()) if equals else ("", name.strip())


def _split(text: str, sign: str) -> list[str]:
    """Split where the sign is not escaped."""
    return re.split(rf"(?<!\\){sign}", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: _UNESCAPED.get(found[1], found[1]), text)
