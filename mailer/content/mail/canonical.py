"""What DKIM signs: header fields and bodies in relaxed canonical form (RFC 6376 3.4.2, 3.4.4).

A message's body is never looked at as a whole. The pieces that all messages of an edition share are brought into form
once, and only the values of a recipient once per message. That gives the same because no run of blanks and no line end
reaches from one piece into the next: values have lines of their own (see ``mime.encode_segments``), and base64 has no
blanks. The body never ends in empty lines, since its last line is the closing boundary.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailer.content.mail.bodies import Body

_FIELD_END = re.compile(rb"\r\n(?![ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_LINE_END = re.compile(rb"[ \t]+(?=\r\n)")


def canonical_fields(block: bytes) -> list[tuple[str, bytes]]:
    """Return the lower-case name and the canonical form, without its line end, of each field of a header block."""
    fields = []
    for field in _FIELD_END.split(block.removesuffix(b"\r\n")):
        name, _, value = field.partition(b":")
        lowered = name.strip().lower()
        fields.append((lowered.decode(), lowered + b":" + b" ".join(value.split())))
    return fields


def canonical_lines(text: bytes) -> bytes:
    """Return whole lines of a body with each run of blanks as one, and none at the end of a line."""
    if b" " not in text and b"\t" not in text:
        return text
    return _BLANKS.sub(b" ", _BLANKS_AT_LINE_END.sub(b"", text))


@dataclass(frozen=True, slots=True)
class BodyDigest:
    """The SHA-256 of canonical bodies that have most of their pieces in common.

    ``opening`` is the hash of what comes before the first of ``holes``, ``rest`` what follows, from piece ``start`` on.
    """

    opening: "hashlib._Hash"
    start: int
    rest: tuple[bytes, ...]
    holes: tuple[int, ...]

    def of(self, pieces: Sequence[bytes]) -> bytes:
        """Return the digest of the body that ``pieces`` make, as ``Body.filled`` gave them."""
        rest = list(self.rest)
        for hole in self.holes:
            rest[hole - self.start] = canonical_lines(pieces[hole])
        digest = self.opening.copy()
        digest.update(b"".join(rest))
        return digest.digest()


def body_digest(body: Body) -> BodyDigest:
    """Return what is needed for the digest of each message of this layout."""
    first, *others = body.pieces[1:]
    # The line end that the first piece begins with closes the header and is no part of the body.
    canonical = (b"", *map(canonical_lines, (first.removeprefix(b"\r\n"), *others)))
    start = min(body.holes, default=len(canonical))
    return BodyDigest(hashlib.sha256(b"".join(canonical[:start])), start, canonical[start:], body.holes)
