"""The one place that turns text into header lines (RFC 5322 2.2, RFC 2047).

Every function returns one whole field, folded and ended by CRLF. Nothing given is ever decoded: a value that looks
like an encoded-word is itself encoded, so that readers see it as it was written. All functions raise ValueError with
a sentence for the reader when a value cannot stand in a header.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from mailer.content.mail.words import encoded_words

#: Every header this program writes; ``check_block`` refuses any other.
ALLOWED = frozenset(
    {
        b"Date", b"From", b"Reply-To", b"To", b"Subject", b"Message-ID", b"In-Reply-To", b"References",
        b"List-Id", b"List-Post", b"List-Unsubscribe", b"List-Unsubscribe-Post", b"Feedback-ID", b"Auto-Submitted",
        b"X-Auto-Response-Suppress", b"Content-Language", b"MIME-Version", b"Content-Type",
    }
)  # fmt: skip

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FORBIDDEN_RUN = re.compile(rf"\s*{_FORBIDDEN.pattern}(?:{_FORBIDDEN.pattern}|\s)*")
_PLAIN = re.compile(r"[!-~]++(?: [!-~]++)*+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]++@[A-Za-z0-9.-]++")
_UTF8_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\U0010ffff-]++@[A-Za-z0-9.-]++")
_SHORT_MAILBOX = re.compile(r"[A-Za-z0-9]++(?: [A-Za-z0-9-]++)*+ <[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]++@[A-Za-z0-9.-]++>")
_URI = re.compile(r"(?:https?://|mailto:)[!#-;=?-~]++")
_LIST_ID = re.compile(r"[a-z0-9_-]++(?:\.[a-z0-9_-]++)++", re.IGNORECASE)
# Possessive throughout: a hostile block costs one pass, never a search. No line can have more than 998 octets.
_BLOCK = re.compile(rb"(?:[!-9;-~]{1,60}+: [ -~\t]{1,930}+\r\n(?: [!-~][ -~\t]{0,990}+\r\n)*+)++")
_NAME = re.compile(rb"\n([!-9;-~]++)")
_UTF8_TO = re.compile(rb"(?m)^To: [^\r]*\r\n(?: [^\r]*\r\n)*+")

_LINE = 76
_LONGEST_LINE = 998
_LONGEST_FIELD = 2048
_LONGEST_BLOCK = 10_240
_LONGEST_URI = 900
_LONGEST_LIST_ID = 255
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def unstructured(name: str, text: str) -> bytes:
    """Return a field of free text such as Subject (RFC 5322 2.2.1), in encoded-words where ASCII cannot hold it."""
    value = checked(name, text)
    if not value.strip():
        raise ValueError(f"{name} is empty")
    if _PLAIN.fullmatch(value) and "=?" not in value and len(max(value.split(" "), key=len)) < _LONGEST_URI:
        return _folded(name, value.split(" "))
    return _folded(name, encoded_words(value, _LINE - len(name) - 2))


def mailbox(name: str, display: str, address: str) -> bytes:
    """Return a field with one mailbox: a display name (or "") and an address (RFC 5322 3.4).

    Runs of blanks in the display name become one. The address has its domain in A-labels; where its local part is not
    ASCII the field is in UTF-8 (RFC 6532 3.2), and only a relay with SMTPUTF8 takes the message.
    """
    whole = f"{display} <{address}>"
    if len(whole) <= _LINE - len(name) - 2 and _SHORT_MAILBOX.fullmatch(whole):
        return f"{name}: {whole}\r\n".encode("ascii")  # what nearly all are, and what all below would make of it
    if not _ADDRESS.fullmatch(address) and not _is_utf8_address(address):
        raise ValueError(f"{address!r} cannot stand in {name}")
    label = " ".join(checked(name, display).split())
    if not label:
        return _folded(name, [address])
    return _folded(name, [*_phrase(label, _LINE - len(name) - 2), f"<{address}>"])


def structured(name: str, value: str) -> bytes:
    """Return a field whose value has a grammar: ASCII only, folded at its own blanks and nowhere else."""
    if not _PLAIN.fullmatch(value) or "=?" in value:
        raise ValueError(
            f"{value[:80]!r} cannot stand in {name}: it must be ASCII words with single blanks between them"
        )
    return _folded(name, value.split(" "))


def uris(name: str, targets: Sequence[str]) -> bytes:
    """Return a field of URIs in angle brackets, each on a line of its own (RFC 2369 2); each at most 900 octets."""
    for target in targets:
        if len(target) > _LONGEST_URI or not _URI.fullmatch(target):
            raise ValueError(f"{target[:80]!r} cannot stand in {name}: it must be a plain https: or mailto: address")
    return (f"{name}: <" + ">,\r\n <".join(targets) + ">\r\n").encode("ascii")


def list_id(title: str, identifier: str) -> bytes:
    """Return the List-Id field (RFC 2919).

    A title that is not plain ASCII is left out: receivers refuse encoded-words in List fields.
    """
    if len(identifier) > _LONGEST_LIST_ID or not _LIST_ID.fullmatch(identifier):
        raise ValueError(f"{identifier[:80]!r} cannot be a list id: it must look like a domain name")
    label = " ".join(checked("List-Id", title).split())
    quoted = _quoted(label)
    if not label or not label.isascii() or "=?" in label or len(quoted) > _LINE - len("List-Id: "):
        return _folded("List-Id", [f"<{identifier}>"])
    return _folded("List-Id", [quoted, f"<{identifier}>"])


@lru_cache(maxsize=16)
def date(at: datetime) -> bytes:
    """Return the Date field for an aware time, in UTC and with +0000: -0000 means "zone unknown" (RFC 5322 3.3)."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    day = f"{_DAYS[utc.weekday()]}, {utc.day:02d} {_MONTHS[utc.month - 1]} {utc.year:04d}"
    return f"Date: {day} {utc.hour:02d}:{utc.minute:02d}:{utc.second:02d} +0000\r\n".encode()


def checked(name: str, text: str) -> str:
    """Return ``text`` in NFC; ValueError if it holds a control, a line separator or half a character."""
    if text.isascii() and text.isprintable():
        return text
    found = _FORBIDDEN.search(text)
    if found:
        raise ValueError(f"{name} holds the forbidden character U+{ord(found[0]):04X}")
    return unicodedata.normalize("NFC", text)


def squashed(text: str) -> str:
    """Return ``text`` in NFC without outer blanks, each run of controls, line separators and half characters a blank.

    This is for values that come from lists, where a stray line end in a cell must not stop a campaign.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _FORBIDDEN_RUN.sub(" ", text)).strip()


def count_fields(block: bytes) -> int:
    """Return how many fields there are in a block whose lines are safe: one for each line that is no continuation."""
    return block.count(b"\r\n") - block.count(b"\r\n ")


def check_block(block: bytes) -> bytes:
    """Return ``block``, a message's whole header, if it is safe; ValueError otherwise.

    Each line is a known field or a continuation that is not blank, ASCII without controls (To may hold UTF-8), at most
    998 octets long; no field comes twice; nothing ends the block early (RFC 5322 2.1.1, 2.2, 3.6, RFC 6532 3.2).
    """
    _check_lines(block, len(block))
    names = _NAME.findall(b"\n" + block)
    if len({*names}) != len(names) or not ALLOWED.issuperset(names):
        raise ValueError("the header has a field twice or an unknown one")
    return block


def check_own(own: bytes, *, fields: int, whole: int) -> None:
    """Refuse the fields of one message alone with ValueError, where a header made in the same way was found safe.

    They must be as many ``fields`` as they were there. ``whole``: how many octets the header has with all others.
    """
    _check_lines(own, whole)
    if count_fields(own) != fields:
        raise ValueError("the header has a field twice or an unknown one")


def _check_lines(lines: bytes, whole: int) -> None:
    if whole > _LONGEST_BLOCK:
        raise ValueError(f"the header has {whole} octets, more than {_LONGEST_BLOCK}")
    if not _BLOCK.fullmatch(lines if lines.isascii() else _without_utf8_address(lines)):
        raise ValueError("the header has a line that is not safe")


def _without_utf8_address(block: bytes) -> bytes:
    return _UTF8_TO.sub(lambda to: bytes(min(octet, 0x7E) for octet in to[0]), block, count=1)


def _is_utf8_address(address: str) -> bool:
    return _UTF8_ADDRESS.fullmatch(address) is not None and address.isprintable()


def _phrase(label: str, room: int) -> list[str]:
    if label.isascii() and "=?" not in label:
        if _ATOMS.fullmatch(label):
            return label.split(" ")
        quoted = _quoted(label)
        if len(quoted) <= room:
            return [quoted]
    return encoded_words(label, room)


def _quoted(label: str) -> str:
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _folded(name: str, words: Sequence[str]) -> bytes:
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    field = "\r\n".join(lines) + "\r\n"
    if len(max(lines, key=len)) > _LONGEST_LINE or len(field) > _LONGEST_FIELD:
        raise ValueError(f"{name} is too long for a header")
    return field.encode()
