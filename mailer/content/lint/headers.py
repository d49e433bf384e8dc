"""Checks of the headers: who sends, where answers go, and how much stands there."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, is_own, quoted

_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+\.[^@\s,<>]+")
_NO_ANSWER = re.compile(
    r"(?:no|not|do-?not|ne-?pas|no-?se|nao)[-_.]?(?:reply|respond\w*|repondre|responder)[\w.-]*|noresponder",
    re.IGNORECASE,
)
_LONGEST_FIELD = 998  # RFC 5322 2.1.1 for a line, and what Gmail takes of a subject
_LONGEST_BLOCK = 10_240


def _foreign_sender(copy: Copy) -> Iterator[Hit]:
    domains = copy.house.organisation.domains
    for _, address in _mailboxes(copy, "From") if domains else ():
        if not is_own(address.rpartition("@")[2], domains):
            told = ", ".join(domains)
            yield Hit("mailer.toml", f"the sender {address} is not on a domain of the organisation: {told}")


def _nameless(copy: Copy) -> Iterator[Hit]:
    for name, address in _mailboxes(copy, "From"):
        if not name.strip():
            yield Hit("mailer.toml", f"the sender {address} has no name")


def _answers(copy: Copy) -> Iterator[Hit]:
    if copy.message["Reply-To"] is None:
        return
    found = _mailboxes(copy, "Reply-To")
    if not found or any(not _ADDRESS.fullmatch(address) for _, address in found):
        yield Hit("mailer.toml", f"answers cannot go to {quoted(str(copy.message['Reply-To']))}")
        return
    for _, address in found:
        domain = address.rpartition("@")[2]
        if copy.house.domains and not is_own(domain, copy.house.domains):
            yield Hit("mailer.toml", f"answers go to {address}, which is not on a domain of the organisation")


def _no_answer(copy: Copy) -> Iterator[Hit]:
    for _, address in _mailboxes(copy, "From"):
        if _NO_ANSWER.fullmatch(address.partition("@")[0]):
            yield Hit("mailer.toml", f"the sender {address} tells journalists not to answer")


def _long(copy: Copy) -> Iterator[Hit]:
    block = copy.octets.partition(b"\r\n\r\n")[0]
    for field in re.split(rb"\r\n(?![ \t])", block):
        if len(field) > _LONGEST_FIELD:
            name = field.partition(b":")[0].decode("ascii", "replace")
            yield Hit(copy.part("message"), f"the header {name} has {len(field):,} bytes; {_LONGEST_FIELD} is the most")
    if len(block) > _LONGEST_BLOCK:
        yield Hit(copy.part("message"), f"all headers have {len(block):,} bytes; {_LONGEST_BLOCK:,} is the most")


def _strange_name(copy: Copy) -> Iterator[Hit]:
    for name, address in _mailboxes(copy, "From"):
        if "@" in name or "://" in name:
            yield Hit("mailer.toml", f"the name of the sender {address} is an address itself: {quoted(name)}")
        elif name != name.strip() or "  " in name:
            yield Hit("mailer.toml", f"the name of the sender {address} has blanks too many")


def _mailboxes(copy: Copy, field: str) -> list[tuple[str, str]]:
    """Return names and addresses of a field as they stand there, none for what cannot be read."""
    found = getattr(copy.message[field], "addresses", ())
    return [(one.display_name, one.addr_spec) for one in found]


LOOKS: Mapping[str, Look] = {
    "H001": _foreign_sender,
    "H002": _nameless,
    "H003": _answers,
    "H004": _no_answer,
    "H005": _long,
    "H006": _strange_name,
}
