"""E-mail addresses: cleaned, validated, and the key by which two spellings are one address."""

import re
import unicodedata
from dataclasses import dataclass

_PLAIN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_AROUND = ".,;:\u061b\u060c\u3001\uff0c\uff1b"
_QUOTES = ("''", '""', "\u2018\u2019", "\u201c\u201d", "\u00ab\u00bb", "<>", "()", "[]")
_LONGEST_LOCAL = 64
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: ``address`` as it is written to (domain in A-labels), ``key`` to compare by, its ``domain``."""

    address: str
    key: str
    domain: str


def parse_address(text: str) -> Address:
    """Return the address in ``text`` without blanks, invisible signs, ``mailto:``, brackets, and signs at its ends.

    ValueError with a sentence for the reader if there is none (RFC 5321 4.1.2; the domain becomes A-labels, UTS 46).
    """
    if _PLAIN.fullmatch(text):  # nearly every address, a million at a time: nothing in it to clean
        return _measured(text)
    cleaned = _clean(text)
    if not cleaned:
        raise ValueError("there is no address")
    return _measured(cleaned if _PLAIN.fullmatch(cleaned) else _validated(cleaned))


def _measured(cleaned: str) -> Address:
    local, _, domain = cleaned.rpartition("@")
    if len(local) > _LONGEST_LOCAL or len(cleaned) > _LONGEST:
        raise ValueError(f"{cleaned[:40]!r}... is longer than a mail address can be")
    if cleaned.islower() and cleaned.isascii():
        return Address(cleaned, cleaned, domain)
    domain = domain.lower()
    key = local.lower() if local.isascii() else unicodedata.normalize("NFC", local).casefold()
    return Address(f"{local}@{domain}", f"{key}@{domain}", domain)


def _clean(text: str) -> str:
    stripped = unicodedata.normalize("NFC", text).translate(_INVISIBLE).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in stripped):
        raise ValueError(f"{stripped!r} holds control characters")
    bare = _bare(stripped)
    if bare[:7].lower() == "mailto:":
        bare = _bare(bare[7:].partition("?")[0])
    return bare


def _bare(text: str) -> str:
    """Return the text without quotes and brackets around it and without what a sentence leaves at its ends."""
    before = None
    while text != before:
        before = text
        text = text.strip().strip(_AROUND).strip()
        if text[:1] + text[-1:] in _QUOTES:
            text = text[1:-1]
    return text


def _validated(cleaned: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(cleaned, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"{cleaned!r} is not a mail address: {str(error).rstrip('.')}") from error
    return f"{found.local_part}@{found.ascii_domain}"
