"""Distribution lists: named sets of contacts, and what those who join them inherit."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailer.domain.contact import Basis, ContactKind
from mailer.domain.settings import Sender
from mailer.domain.subscription import Terms

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
#: Of one campaign. Those that a recipient is on are the bits of one number, which databases take with a sign.
MOST_LISTS = 62


class AudienceClass(StrEnum):
    """Whom a list is for; what is internal is never mixed with the rest without a word."""

    PRESS = "press"  #: those who write for the public
    PARTNERS = "partners"  #: those who work with us
    INTERNAL = "internal"  #: those who work for us


class LanguagePolicy(StrEnum):
    """What those on a list get for whom there is no edition in a language of theirs."""

    FALLBACK = "fallback"  #: the edition for everybody
    OWN = "own"  #: nothing: they are left out


#: The class of a list of contacts of a kind where nobody says another.
USUAL_CLASS = {
    ContactKind.JOURNALIST: AudienceClass.PRESS,
    ContactKind.PARTNER: AudienceClass.PARTNERS,
    ContactKind.STAFF: AudienceClass.INTERNAL,
}


@dataclass(frozen=True, slots=True)
class ListSender:
    """Who writes to a list, where that is not the sender of the settings; "" for what is as in the settings."""

    name: str = ""
    address: str = ""
    reply_to: str = ""

    def __str__(self) -> str:
        written = f"{self.name} <{self.address}>" if self.name and self.address else self.name or self.address
        return f"{written}, answers to {self.reply_to}".removeprefix(", ") if self.reply_to else written


@dataclass(frozen=True, slots=True)
class DistributionList:
    """A list; ``kind``, ``basis`` and ``source`` hold for those who join it unless something else is said.

    With a ``rule`` (as ``domain.rule.render`` writes it) who is on it follows from that. ``language`` is that of those
    on it of whom none is known. ``why`` is the sentence that tells its readers why they get what is sent to it, "" for
    one that is built. Nothing is sent to those on the lists that it ``excludes``. Times are aware UTC.
    """

    id: int
    slug: str
    title: str
    kind: ContactKind
    basis: Basis
    source: str
    created_at: datetime
    rule: str = ""
    audience_class: AudienceClass = AudienceClass.PRESS
    sender: ListSender = ListSender()
    language: str = ""
    language_policy: LanguagePolicy = LanguagePolicy.FALLBACK
    why: str = ""
    archived_at: datetime | None = None
    excludes: tuple[str, ...] = ()

    def sent_by(self, usual: Sender) -> Sender:
        """Return who writes to this list, where ``usual`` is the sender of the settings."""
        own = self.sender
        answers = own.reply_to or ("" if own.address else usual.reply_to)  # not to somebody else's desk
        return Sender(own.name or usual.name, own.address or usual.address, answers)

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
class Returned:
    """Of so many deliveries that the list carried and that were ``tried`` to the end, so many did not arrive."""

    tried: int = 0
    returned: int = 0

    @property
    def rate(self) -> float | None:
        """Return which part of the mail did not arrive, None before there was any."""
        return self.returned / self.tried if self.tried else None


@dataclass(frozen=True, slots=True)
class Ages:
    """How many active contacts were last confirmed within three months, within a year, longer ago."""

    three_months: int = 0
    year: int = 0
    longer: int = 0


@dataclass(frozen=True, slots=True)
class ListReport:
    """A list looked at closely: how many active contacts by first language, country, outlet ("" is not known).

    ``returned`` tells how mail to it arrived, ``ages`` how old what is known of them is.
    """

    line: ListLine
    languages: dict[str, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)
    returned: Returned = Returned()
    ages: Ages = Ages()


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
