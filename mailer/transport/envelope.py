"""The envelope of one message: what the relay offers, what may be written, and the commands."""

import re
from dataclasses import dataclass

from mailer.domain.delivery import Outgoing
from mailer.transport.screening import Look

_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[A-Za-z0-9.:]+\]")
_SIZE = re.compile(r"SIZE (\d{1,18})")
_LIMIT = re.compile(r"\b(MAILMAX|RCPTDOMAINMAX)=(\d{1,9})\b")
#: What stands for itself in xtext (RFC 3461 4).
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")
_LONGEST_ORCPT = 500


@dataclass(frozen=True, slots=True)
class Features:
    """What the relay offers on this connection. ``size`` in bytes and ``mail_limit`` in messages; 0 = no limit told.

    ``domain_limit``: how many domains the recipients on it may have. A limit of recipients for each message (RCPTMAX)
    is always kept: each has one. ``chunking`` stands for CHUNKING together with PIPELINING.
    """

    pipelining: bool = False
    starttls: bool = False
    smtputf8: bool = False
    eight_bit: bool = False
    sizes: bool = False
    size: int = 0
    mail_limit: int = 0
    domain_limit: int = 0
    chunking: bool = False
    dsn: bool = False
    sign_in: frozenset[str] = frozenset()


def read_features(raw: bytes) -> Features:
    """Return what a reply to EHLO offers; its first line is a greeting (RFC 5321 4.1.1.1, RFC 9422 for LIMITS)."""
    lines = [line[4:].strip().upper() for line in raw.decode("ascii", "replace").split("\n")[1:]]
    words = {line.split(" ")[0]: line for line in lines if line}
    size = _SIZE.fullmatch(words.get("SIZE", ""))
    limits = {name: int(number) for name, number in _LIMIT.findall(words.get("LIMITS", ""))}
    return Features(
        pipelining="PIPELINING" in words,
        starttls="STARTTLS" in words,
        smtputf8="SMTPUTF8" in words,
        eight_bit="8BITMIME" in words,
        sizes="SIZE" in words,
        size=int(size[1]) if size else 0,
        mail_limit=limits.get("MAILMAX", 0),
        domain_limit=limits.get("RCPTDOMAINMAX", 0),
        chunking={"CHUNKING", "PIPELINING"} <= words.keys(),
        dsn="DSN" in words,
        sign_in=frozenset(words.get("AUTH", "").split()[1:]),
    )


def check_envelope(message: Outgoing) -> None:
    """Refuse an envelope that could be read as more than one address: ValueError that names it (RFC 5321 4.1.2)."""
    if message.sender and not _PLAIN.fullmatch(message.sender):
        _check_address(message.sender)
    if not _PLAIN.fullmatch(message.recipient):
        _check_address(message.recipient)


def _check_address(address: str) -> None:
    local, _, domain = address.rpartition("@")
    if not address.isprintable() or any(character in " <>" for character in address):
        raise ValueError(f"{address!r} holds blanks, brackets or control characters; it cannot stand in an envelope")
    if not local or not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{address!r} is not an address with a domain in ASCII")


def obstacle(message: Outgoing, look: Look, features: Features) -> tuple[str, str]:
    """Return (enhanced code, sentence) where this relay cannot take the message at all, else two empty strings.

    Non-ASCII local parts need SMTPUTF8 (RFC 6531 3.2), long messages a large enough SIZE (RFC 1870).
    """
    if not features.smtputf8 and not _is_ascii(message):
        named = message.sender if message.recipient.isascii() else message.recipient
        return "5.6.7", f"{named} needs SMTPUTF8, which the relay does not offer; nothing was sent"
    if 0 < features.size < look.size:
        return "5.3.4", f"the message has {look.size} bytes, the relay takes {features.size}; nothing was sent"
    if not features.eight_bit and not look.is_seven_bit:
        return "5.6.3", "the message is 8-bit, which the relay does not take; nothing was sent"
    return "", ""


def envelope_commands(message: Outgoing, look: Look, features: Features) -> tuple[bytes, bytes]:
    """Return MAIL FROM, with the parameters that the relay offers and the message needs, and RCPT TO."""
    size = f" SIZE={look.size}" if features.sizes else ""
    eight_bit = "" if look.is_seven_bit else " BODY=8BITMIME"
    utf8 = "" if _is_ascii(message) else " SMTPUTF8"
    returned, notified = _report_parameters(message) if features.dsn else ("", "")
    mail = f"MAIL FROM:<{message.sender}>{size}{eight_bit}{utf8}{returned}\r\n"
    return mail.encode(), f"RCPT TO:<{message.recipient}>{notified}\r\n".encode()


def _report_parameters(message: Outgoing) -> tuple[str, str]:
    """Return what MAIL and RCPT say about the reports that we want: of failure and delay, headers alone (RFC 3461).

    The report names the delivery by ``envelope_id`` and the recipient by the address that we wrote to.
    """
    envid = f" ENVID={xtext(message.envelope_id)}" if message.envelope_id else ""
    original = xtext(message.recipient) if message.recipient.isascii() else ""
    orcpt = f" ORCPT=rfc822;{original}" if 0 < len(original) <= _LONGEST_ORCPT else ""
    return f" RET=HDRS{envid}", f" NOTIFY=FAILURE,DELAY{orcpt}"


def xtext(text: str) -> str:
    """Return ASCII ``text`` as the value of a parameter (RFC 3461 4).

    >>> xtext("press+tavo@example.org")
    'press+2Btavo@example.org'
    """
    return _NOT_XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)


def _is_ascii(message: Outgoing) -> bool:
    return message.recipient.isascii() and message.sender.isascii()
