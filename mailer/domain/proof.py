"""What a proof says of a release, and what is said of two that are compared."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailer.domain.finding import Finding
from mailer.domain.wording import Change, Wording


@dataclass(frozen=True, slots=True)
class Local:
    """A moment in one zone: weekday and date, time, and offset from UTC; ``people`` is how many readers are there."""

    zone: str
    day: str
    time: str
    offset: str
    people: int = 0
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """How long it is until the embargo ends, in words, and that moment in each zone that matters.

    ``others`` is in how many more zones there are readers.
    """

    told: str
    is_lifted: bool
    locals: tuple[Local, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its words (a picture's are its description), the place in the file or the mail, and the address."""

    words: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class Summary:
    """One edition in short: what the inbox shows of it, how large it is, its links, and the values of its reader."""

    language: str
    subject: str
    preheader: str
    octets: int
    encoded_octets: int
    links: tuple[Link, ...]
    values: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Pixels:
    """How many pixels differ, out of how many, and the box that holds all of them; ``share`` is from 0 to 1."""

    all: int
    changed: int
    left: int
    top: int
    width: int
    height: int

    @property
    def share(self) -> float:
        """Return which part of the picture is different."""
        return self.changed / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True)
class EditionDifference:
    """What is different in one language; with ``change`` added or removed only one version has it.

    ``octets`` and ``encoded_octets`` are of the page before and after, 0 where there is none; ``is_same_page`` says
    whether the HTML is the same to the last octet.
    """

    language: str
    change: Change
    subject: Wording
    preheader: Wording
    text: Wording
    octets: tuple[int, int]
    encoded_octets: tuple[int, int]
    links_removed: tuple[Link, ...]
    links_added: tuple[Link, ...]
    pictures_removed: tuple[str, ...]
    pictures_added: tuple[str, ...]
    is_same_page: bool
    pixels: Pixels | None = None

    @property
    def is_same(self) -> bool:
        """Return whether readers of this language would notice nothing."""
        return self.change is Change.SAME and self.is_same_page and self.text.is_same and self.subject.is_same


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between two versions; ``findings_removed`` are those that the later one no longer has.

    With ``is_partial`` findings about the author's file are left out, since one version has none.
    """

    before: str
    after: str
    editions: tuple[EditionDifference, ...]
    findings_removed: tuple[Finding, ...]
    findings_added: tuple[Finding, ...]
    is_partial: bool = False
