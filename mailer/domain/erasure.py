"""Erasures: what becomes of what is held of a person who asks to be forgotten, and what can be shown for it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailer.domain.tombstone import Tombstone

_SCRUBBED = "[erased]"
_SHORTEST_WORD = 3


class Fate(StrEnum):
    """What becomes of rows that are about a person."""

    REMOVED = "removed"  #: they go
    PSEUDONYMISED = "pseudonymised"  #: they stay, so that the books balance, and no longer say about whom
    SCRUBBED = "scrubbed"  #: they stay without the words that name the person
    KEPT = "kept"  #: they stay, and name nobody


@dataclass(frozen=True, slots=True)
class Removed:
    """How many things (rows, files) there were at one place, and what became of them."""

    place: str
    number: int
    fate: Fate = Fate.REMOVED


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left at one place, and why it is, in a sentence for the reader."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an erasure did, without naming the person: ``stones`` stand for the addresses, ``who`` erased them.

    After a dry run ``is_dry_run``, and nothing was done.
    """

    at: datetime
    who: str
    reason: str
    stones: tuple[Tombstone, ...]
    removed: tuple[Removed, ...]
    remaining: tuple[Remaining, ...]
    is_dry_run: bool = False


def scrubbed(text: str, words: Iterable[str], *, is_theirs: bool = False) -> str:
    """Return the text without these words, whatever their case.

    An address that is only the end of another one stays, unless the text ``is_theirs``: then it is about nobody else.

    >>> scrubbed("550 <Ana@example.org>: not Jo.Ana@example.org", ["ana@example.org"])
    '550 <[erased]>: not Jo.Ana@example.org'
    """
    wanted = _pattern(words, is_theirs=is_theirs)
    return wanted.sub(_SCRUBBED, text) if wanted else text


def names(text: str, words: Iterable[str], *, is_theirs: bool = False) -> bool:
    """Return whether ``scrubbed`` would change the text."""
    wanted = _pattern(words, is_theirs=is_theirs)
    return bool(wanted and wanted.search(text))


def spellings(addresses: Iterable[str]) -> list[str]:
    """Return how replies and names of files may spell these: as they are, and with ``_`` for what is no letter."""
    given = [*addresses]
    return [*dict.fromkeys((*given, *(re.sub(r"[^\w@.+=-]+", "_", one) for one in given)))]


def _pattern(words: Iterable[str], *, is_theirs: bool) -> re.Pattern[str] | None:
    wanted = sorted({word for word in words if len(word) >= _SHORTEST_WORD}, key=len, reverse=True)
    if not wanted:
        return None
    before, after = (r"(?<!\w)", r"(?!\w)") if is_theirs else (r"(?<![\w.+-])", r"(?![\w-]|\.\w)")
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, wanted))}){after}", re.IGNORECASE)
