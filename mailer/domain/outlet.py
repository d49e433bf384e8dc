"""Outlets: the newsrooms and organisations that contacts work for."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newsroom or organisation. ``desk_address`` is that of its news desk, or "".

    ``cap`` is the most people there that one campaign goes to through lists, None for any number.
    """

    id: int
    name: str
    desk_address: str = ""
    cap: int | None = None


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """Return the key by which two spellings are one outlet: NFC, case folded, blanks made single."""
    single = " ".join(name.split())
    if single.isascii():
        return single.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", single).casefold())
