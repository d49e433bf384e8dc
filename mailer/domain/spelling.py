"""Spellings: what a person means, whatever the case and the accents they type it with."""

import unicodedata


def folded(text: str) -> str:
    """Return the text without case and diacritics, blanks made single; letters of other scripts stay as they are.

    >>> folded("  Zoë  MÜLLER ")
    'zoe muller'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
