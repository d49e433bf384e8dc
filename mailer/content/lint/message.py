"""Checks of the finished message: its lines, characters and headers."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, is_own

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


def _foreign_sender(copy: Copy) -> Iterator[Hit]:
    domains = copy.house.organisation.domains
    for one in copy.message["From"].addresses if domains else ():
        if not is_own(one.domain, domains):
            told = ", ".join(domains)
            yield Hit("mailer.toml", f"the sender {one.addr_spec} is not on a domain of the organisation: {told}")


LOOKS: Mapping[str, Look] = {
    "M001": _long_line,
    "M003": _charset,
    "M004": _bad_character,
    "H001": _foreign_sender,
}
