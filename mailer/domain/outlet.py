"""Outlets: the newsrooms and organisations that contacts work for."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """Return the key by which two spellings are one outlet: NFC, case folded, blanks made single."""
    single = " ".join(name.split())
    if single.isascii():
        return single.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", single).casefold())
