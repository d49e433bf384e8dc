"""A release: one item of news, in one or more languages."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from mailer.domain.absence import Absence

_SHORTEST_USE = timedelta(minutes=10)


class ReleaseKind(StrEnum):
    """What sort of text it is; printed as a label in the masthead."""

    PRESS_RELEASE = "press-release"
    STATEMENT = "statement"
    MEDIA_ADVISORY = "media-advisory"
    BRIEFING_NOTE = "briefing-note"


@dataclass(frozen=True, slots=True)
class Spokesperson:
    """Someone journalists may call; printed under "For more information, please contact".

    ``address`` is an e-mail address; ``phone`` is printed, ``private_phone`` never is. ``verified_at`` is the day on
    which somebody made sure that all this is right. While they are ``away``, ``stand_in`` (a key) is printed instead.
    """

    key: str
    name: str
    title: str = ""
    unit: str = ""
    city: str = ""
    address: str = ""
    phone: str = ""
    private_phone: str = field(default="", repr=False)
    languages: tuple[str, ...] = ()
    verified_at: date | None = None
    away: tuple[Absence, ...] = ()
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Embargo:
    """Not for publication before ``until`` (aware, UTC); ``zone`` is the IANA zone it was written in."""

    until: datetime
    zone: str

    def is_lifted(self, now: datetime) -> bool:
        """Return whether the embargo has ended at ``now`` (aware)."""
        return now >= self.until


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture by https URL: shown 600 px wide, linked to ``download`` (the high-resolution file) when given."""

    url: str
    alt: str
    caption: str = ""
    credit: str = ""
    download: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled link offered below the text."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TranslatedFrom:
    """What an edition was translated from: that in ``language``, whose units had these ``marks`` then."""

    language: str
    marks: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """Return it as it stands in the head of a release."""
        return " ".join((self.language, *self.marks))


@dataclass(frozen=True, slots=True)
class Edition:
    """The release in one language (BCP 47 tag such as ``fr`` or ``zh-Hans``).

    ``body`` is Markdown without headline; its first paragraph no longer holds the dateline:
    ``place`` does ("New York"). ``source`` names the file for messages; ``body_line`` is where ``body`` begins in it.
    """

    language: str
    headline: str
    place: str
    body: str
    summary: str = ""
    boilerplate: str = ""
    photos: tuple[Photo, ...] = ()
    links: tuple[Link, ...] = ()
    source: str = ""
    body_line: int = 1
    translated_from: TranslatedFrom | None = None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One item of news: what is said (editions), when, and who may be called.

    ``date`` is the day printed in the dateline; None until somebody fills it in.
    ``spokespeople_none`` is True where the file says ``spokespeople: none``.
    ``corrects`` is the slug of the release that this one corrects, or "".
    """

    slug: str
    kind: ReleaseKind
    date: date | None
    editions: tuple[Edition, ...]
    spokespeople: tuple[Spokesperson, ...] = ()
    spokespeople_none: bool = False
    embargo: Embargo | None = None
    tags: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    valid_for: timedelta = timedelta(hours=24)
    corrects: str = ""

    def valid_until(self, start: datetime) -> datetime:
        """Return until when it is worth sending if that begins at ``start``: ten minutes at least."""
        return start + max(self.valid_for, _SHORTEST_USE)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the editions, in file order."""
        return tuple(edition.language for edition in self.editions)

    def edition(self, language: str) -> Edition:
        """Return the edition in ``language``; KeyError if there is none."""
        for edition in self.editions:
            if edition.language == language:
                return edition
        raise KeyError(language)
