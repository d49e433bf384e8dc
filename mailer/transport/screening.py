"""Whether messages can be put on a wire safely. What many of them share is read once, however many there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailer.transport.wire import end_of, has_leading_dot, is_harmless

#: A shorter part costs little to read.
_LONG = 256
_MOST_REMEMBERED = 256
_HEAD = re.compile(rb"[\r\n.]*")
_TAIL = re.compile(rb"[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Look:
    """What sending needs to know of a content: ``is_dotted`` if it needs stuffing; ``ending`` ends it on the wire.

    ``size``: how many bytes it has, neither stuffed nor ended.
    """

    is_dotted: bool
    is_seven_bit: bool
    ending: bytes
    size: int


class Screen:
    """Looks at contents that are given in parts: a header first, then long parts that mostly come again and again."""

    def __init__(self) -> None:
        self._gists: dict[int, bytes] = {}
        self._held: list[bytes] = []  # so that the id of what is remembered stays its own

    def look(self, parts: Sequence[bytes]) -> Look:
        """Return what sending needs to know; ValueError where the content is empty or could end before its end."""
        known = self._gists.get
        gists = [part if len(part) < _LONG else known(id(part)) or self._gist_of(part) for part in parts[1:]]
        gist = b"".join((*parts[:1], *gists))
        return Look(has_leading_dot(gist), gist.isascii(), end_of(gist), sum(map(len, parts)))

    def _gist_of(self, part: bytes) -> bytes:
        """Return, and remember, what may stand for a long part when it is judged together with its neighbours."""
        if len(self._held) >= _MOST_REMEMBERED:
            self._gists.clear()
            self._held.clear()
        self._held.append(part)
        self._gists[id(part)] = found = gist(part)
        return found


def gist(part: bytes) -> bytes:
    """Return the ends of a part that is harmless in between, where neighbours could change what they mean.

    A part that is not harmless stands for itself.
    """
    if not is_harmless(part):
        return part
    head, tail = _HEAD.match(part), _TAIL.search(part)
    return b"%b~%b" % (head[0] if head else b"", tail[0] if tail else b"")
