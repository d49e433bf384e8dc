"""Outlets: the newsrooms and organisations that contacts work for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newsroom or organisation. ``desk_address`` is the key of its news desk's address, or "".

    ``cap`` is the most people there that one campaign goes to through lists, None for any number.
    """

    id: int
    name: str
    desk_address: str = ""
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class OutletReport:
    """An outlet looked at: how many contacts work there, of these on each list, and when it last had a release."""

    outlet: Outlet
    people: int
    lists: Mapping[str, int] = field(default_factory=dict)
    last_mail_at: datetime | None = None


def facts_of(one: Outlet) -> dict[str, Any]:
    """Return what is known of an outlet as JSON has it."""
    return {"name": one.name, "desk_address": one.desk_address, "cap": one.cap}


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """Return the key by which two spellings are one outlet: NFC, case folded, blanks made single."""
    single = " ".join(name.split())
    if single.isascii():
        return single.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", single).casefold())
