"""Distribution lists: named sets of contacts, and what those who join them inherit."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from mailer.domain.contact import Basis, ContactKind
from mailer.domain.subscription import Terms

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
#: Of one campaign. Those that a recipient is on are the bits of one number, which databases take with a sign.
MOST_LISTS = 62


@dataclass(frozen=True, slots=True)
class DistributionList:
    """A list; ``kind``, ``basis`` and ``source`` hold for those who join it unless something else is said.

    ``why`` is the sentence that tells its readers why they get what is sent to it, "" for one that is built.
    """

    id: int
    slug: str
    title: str
    kind: ContactKind
    basis: Basis
    source: str
    created_at: datetime
    why: str = ""

    @property
    def terms(self) -> Terms:
        """Return the terms of those who join without terms of their own."""
        return Terms(self.basis, self.source)


@dataclass(frozen=True, slots=True)
class Counts:
    """The contacts of a list, each counted once.

    ``active`` may be written to, ``suppressed`` are on the list but must not be, ``ended`` have left it.
    """

    active: int = 0
    suppressed: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list with its counts and the time it was last sent to (aware UTC), rehearsals and tests not counted."""

    list: DistributionList
    counts: Counts
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListReport:
    """A list looked at closely: how many active contacts by first language, country, outlet ("" is not known)."""

    line: ListLine
    languages: dict[str, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)


def parse_slug(text: str) -> str:
    """Return ``text`` if it can name a list; ValueError with a sentence and a name that could."""
    if _SLUG.fullmatch(text) and len(text) <= _LONGEST_SLUG:
        return text
    could = "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:_LONGEST_SLUG].strip("-")
    example = f"; write {could}" if could else ", as in africa-press"
    raise ValueError(f"{text!r} cannot name a list: use lower-case letters, digits and single hyphens{example}")


def nearest(slug: str, known: Iterable[str]) -> list[str]:
    """Return up to two of the ``known`` slugs that look like ``slug``, the most alike first."""
    return difflib.get_close_matches(slug.casefold(), list(known), n=2, cutoff=0.6)
