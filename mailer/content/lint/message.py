"""Checks of the finished message: its lines, parts and characters."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look

_LONGEST_LINE = 998  # RFC 5322 2.1.1
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffd]")
_CHARSET = re.compile(r"<meta\s+charset=[\"']?utf-8[\"'\s/>]", re.IGNORECASE)


def _long_line(copy: Copy) -> Iterator[Hit]:
    longest = max(len(line) for line in copy.octets.split(b"\r\n"))
    if longest > _LONGEST_LINE:
        yield Hit(copy.part("message"), f"a line has {longest:,} bytes; {_LONGEST_LINE} is the most that mail allows")


def _charset(copy: Copy) -> Iterator[Hit]:
    texts = [part for part in copy.message.walk() if part.get_content_maintype() == "text"]
    if any(part.get_content_charset() != "utf-8" for part in texts):
        yield Hit(copy.part("message"), "a part is not marked as UTF-8")
    if not _CHARSET.search(copy.html):
        yield Hit(copy.part("html"), "the page does not say that it is UTF-8")


def _bad_character(copy: Copy) -> Iterator[Hit]:
    for name, content in (("html", copy.html), ("text part", copy.text)):
        found = _BAD.search(content)
        if found:
            before = " ".join(content[max(0, found.start() - 30) : found.start()].split())
            yield Hit(
                copy.part(name), f"after “{before}” there is a character that cannot be shown: U+{ord(found[0]):04X}"
            )


def _structure(copy: Copy) -> Iterator[Hit]:
    kinds = [part.get_content_type() for part in copy.message.walk()]
    texts = [kind for kind in kinds if kind in {"text/plain", "text/html"}]
    if "multipart/alternative" not in kinds or texts[:2] != ["text/plain", "text/html"]:
        yield Hit(copy.part("message"), f"the parts of the message are {', '.join(kinds)}")


LOOKS: Mapping[str, Look] = {
    "M001": _long_line,
    "M002": _structure,
    "M003": _charset,
    "M004": _bad_character,
}
