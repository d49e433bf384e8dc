"""A message laid out once, so that each recipient's is one join (RFC 2046 5.1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby, zip_longest

from mailer.content.mail import mime
from mailer.content.mail.compiled import Compiled, Fill, Part
from mailer.content.mail.filling import escaped
from mailer.domain.rendering import PASSAGES

_LONGEST_SAFE = 75
#: Values that are their own quoted-printable form: short, and nothing that would be protected.
_SAFE = re.compile(r"(?!From |\.)[!-<>-~ ]{0,74}[!-<>-~]")
#: Those of them that HTML takes as they are, too.
_SAFE_ANYWHERE = re.compile(r"(?!From |\.)[!#-%(-;?-~ ]{0,74}[!#-%(-;?-~]")

#: The subtype of a value that is ready for its part: nothing in it is escaped.
_READY = "ready"

#: A value as it stands in a part: the number of its fill, and the part's subtype.
_Form = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Block:
    """A base64 part: its lines up to the first value are ready, ``segments`` and ``fills`` make the rest."""

    ready: bytes
    segments: tuple[bytes, ...]
    forms: tuple[_Form, ...]

    def encoded(self, values: Sequence[str]) -> bytes:
        filled = [_standing(values[fill], subtype).encode() for fill, subtype in self.forms]
        rest = b"".join(piece for pair in zip(self.segments, (*filled, b""), strict=True) for piece in pair)
        return self.ready + mime.base64_lines(rest)


@dataclass(frozen=True, slots=True)
class Body:
    """A message with holes: the first for the header fields, the others for values.

    ``fills`` are the values wanted, each once; ``gaps`` are pairs of a piece and the form of value that goes there,
    ``passages`` of a piece and the number of the passage, which many readers share.
    """

    fills: tuple[Fill, ...]
    pieces: tuple[bytes, ...]
    gaps: tuple[tuple[int, _Form], ...]
    blocks: tuple[tuple[int, _Block], ...]
    passages: tuple[tuple[int, int], ...] = ()

    @property
    def holes(self) -> tuple[int, ...]:
        """Return which pieces differ from recipient to recipient, the header fields left out."""
        return tuple(sorted(piece for some in (self.gaps, self.blocks, self.passages) for piece, _ in some))

    def filled(self, values: Sequence[str]) -> list[bytes]:
        """Return the pieces with ``values``, in the order of ``fills``: raw text, escaped and encoded here.

        The first piece, where the header fields go, is still empty.
        """
        pieces = list(self.pieces)
        safe = [
            value.encode() if len(value) <= _LONGEST_SAFE and _SAFE_ANYWHERE.fullmatch(value) else b""
            for value in values
        ]
        for piece, (fill, subtype) in self.gaps:
            pieces[piece] = safe[fill] or _readable(escaped(values[fill], subtype))
        for piece, fill in self.passages:
            pieces[piece] = _encoded_passage(values[fill])
        for piece, block in self.blocks:
            pieces[piece] = block.encoded(values)
        return pieces


def lay_out(compiled: Compiled) -> Body:
    """Return the layout of ``compiled``; its body begins with the blank line after the header fields."""
    fills = tuple(dict.fromkeys((*compiled.subject_fills, *(fill for part in compiled.parts for fill in part.fills))))
    written: list[str | _Form | _Block] = []
    for part in compiled.parts:
        forms = tuple((fills.index(fill), _READY if fill.field in PASSAGES else part.subtype) for fill in part.fills)
        written.append(_part_opening(compiled.boundary, part))
        if part.encoding is mime.Encoding.BASE64:
            written.append(_block(part, forms))
        else:
            written += [one for one in chain(*zip_longest(part.segments, forms)) if one is not None]
    return _cut(fills, (*written, f"\r\n--{compiled.boundary}--\r\n"))


def _cut(fills: tuple[Fill, ...], written: Iterable[str | _Form | _Block]) -> Body:
    """Return the layout: what stands between two holes is one piece, however many parts it is of."""
    pieces = [b""]
    gaps: list[tuple[int, _Form]] = []
    blocks: list[tuple[int, _Block]] = []
    passages: list[tuple[int, int]] = []
    for is_text, together in groupby(written, key=lambda one: isinstance(one, str)):
        if is_text:
            pieces.append("".join(map(str, together)).encode())
            continue
        for hole in together:
            if isinstance(hole, _Block):
                blocks.append((len(pieces), hole))
            elif isinstance(hole, tuple) and hole[1] == _READY:
                passages.append((len(pieces), hole[0]))
            elif isinstance(hole, tuple):
                gaps.append((len(pieces), hole))
            pieces.append(b"")
    return Body(fills, tuple(pieces), tuple(gaps), tuple(blocks), tuple(passages))


def _part_opening(boundary: str, part: Part) -> str:
    return (
        f"\r\n--{boundary}\r\n"
        f"Content-Type: text/{part.subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {part.encoding}\r\n"
        "\r\n"
    )


def _block(part: Part, forms: tuple[_Form, ...]) -> _Block:
    first, *others = (segment.encode() for segment in part.segments)
    whole_lines = len(first) // mime.BASE64_LINE_OCTETS * mime.BASE64_LINE_OCTETS
    ready = mime.base64_lines(first[:whole_lines]) + b"\r\n" if whole_lines else b""
    return _Block(ready, (first[whole_lines:], *others), forms)


def _standing(value: str, subtype: str) -> str:
    return mime.canonical(value) if subtype == _READY else escaped(value, subtype)


@lru_cache(maxsize=256)
def _encoded_passage(value: str) -> bytes:
    return mime.quoted_printable(value).encode()


def _readable(value: str) -> bytes:
    return (value if _SAFE.fullmatch(value) else mime.quoted_printable(value)).encode()
