"""Bytes of SMTP: replies cut out of what arrives, content made safe for what leaves."""

import re

from mailer.domain.reply import Reply, parse_reply

_LONGEST_REPLY = 65_536
#: Begins with the full stop, because there are fewer of them than of line ends.
_LEADING_DOT = re.compile(rb"\.(?<=[\r\n]\.)")
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n|\0")
_KINDS_OF_REPLY = b"2345"
#: What nearly always arrives: one or more replies of one line each, complete.
_WHOLE_REPLIES = re.compile(rb"(?:[2-5]\d\d [^\r\n]*\r\n)+")


class Unintelligible(Exception):
    """What arrived is not SMTP; the connection cannot be trusted any more."""


class ReplyReader:
    """Cuts what arrives into replies; keeps the unfinished rest."""

    __slots__ = ("_lines", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    @property
    def has_rest(self) -> bool:
        """Return whether something arrived that is not yet a whole reply."""
        return bool(self._rest or self._lines)

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the replies complete by now, each with its lines joined by LF; Unintelligible if they are none."""
        if not self.has_rest and _WHOLE_REPLIES.fullmatch(chunk):
            return chunk.split(b"\r\n")[:-1]
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop()
        replies = []
        for line in lines:
            _check(line)
            self._lines.append(line.rstrip(b"\r"))
            if line[3:4] != b"-":
                replies.append(b"\n".join(self._lines))
                self._lines.clear()
        if self.has_rest and len(self._rest) + sum(map(len, self._lines)) > _LONGEST_REPLY:
            raise Unintelligible("the relay's answer does not end")
        return replies


def _check(line: bytes) -> None:
    if not (line[:3].isdigit() and line[0] in _KINDS_OF_REPLY and line[3:4] in b" -\r"):
        raise Unintelligible(f"the relay answered {line[:60]!r}, which is not SMTP")


def read_reply(raw: bytes) -> Reply:
    """Return the parsed form of one reply cut by ``ReplyReader``."""
    return parse_reply(raw.split(b"\n"))


def has_leading_dot(content: bytes) -> bool:
    """Return whether a line of ``content`` begins with a full stop, so that it needs stuffing.

    ValueError if the content is empty, or where a bare CR, LF or NUL could make two mails of one (RFC 5321 2.3.8).
    The search for those runs only where a full stop follows a line end: without one no relay can see an end of mail.
    """
    if not content:
        raise ValueError("a message without content cannot be sent")
    if b"\0" in content:
        raise ValueError("the message holds a NUL")
    if content[:1] != b"." and not _LEADING_DOT.search(content):
        return False
    if found := _BARE.search(content):
        raise ValueError(f"the message holds a bare CR or LF at byte {found.start()}; lines end with CRLF")
    return True


def is_harmless(part: bytes) -> bool:
    """Return whether nothing within ``part`` could end a mail or need stuffing, whatever stands before and behind."""
    return part.isascii() and b"\0" not in part and not _LEADING_DOT.search(part) and not _BARE.search(part)


def stuffed(content: bytes) -> bytes:
    """Return ``content`` with the full stop doubled at the beginning of lines (RFC 5321 4.5.2)."""
    doubled = content.replace(b"\r\n.", b"\r\n..")
    return b"." + doubled if doubled[:1] == b"." else doubled


def end_of(content: bytes) -> bytes:
    """Return what follows ``content`` on the wire to end it: a full stop alone on its line."""
    return b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
