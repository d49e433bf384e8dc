"""One value of a contact, from a list or typed: cleaned, or refused."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_HEADER_LINE = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]\s*[\w-]+\s*:")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PROTECTING = re.compile(r"'['=+\-@]")


def cleaned(value: str) -> str:
    """Return the value composed (NFC) and on one line, without invisible characters.

    ValueError with the reason for control characters and for what would inject a header into a mail.
    """
    text = unicodedata.normalize("NFC", value).translate(_INVISIBLE)
    if _HEADER_LINE.search(text):
        raise ValueError("the value holds a line break followed by what looks like a mail header")
    if _CONTROL.search(text):
        raise ValueError("the value holds control characters")
    return " ".join(text.split())


def is_clean(text: str) -> bool:
    """Return whether there is nothing to clean in many cells at once, but blanks around them."""
    return (
        text.isprintable()  # false for line breaks, controls, and whatever is invisible
        and "  " not in text
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
        and ("'" not in text or not _PROTECTING.search(text))
    )
