"""What the keys in the head of a release mean; each error names file, line, key and cure."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

from mailer.content.nearest import did_you_mean
from mailer.content.release.dates import find_day
from mailer.content.release.frontmatter import FrontMatter, Value
from mailer.content.release.spokespeople import SpokespersonError, spokesperson
from mailer.domain.language import normalise_language
from mailer.domain.release import Embargo, Link, Photo, ReleaseKind, Spokesperson, TranslatedFrom
from mailer.domain.zone import instant, known_zone
from mailer.errors import ReleaseError

#: Keys about the news itself: in a folder they stand in one file, or say the same in all.
SHARED = ("slug", "kind", "date", "embargo", "spokespeople", "tags", "countries", "corrects", "valid_for")
#: Keys about one edition.
OWN = (
    *("language", "place", "summary", "boilerplate", "photos", "attachments", "links", "correction"),
    "translated_from",
)
KEYS = SHARED + OWN

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARK = re.compile(r"[0-9a-f]{6}")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]+(\d\d:\d\d))?(?::00)?(?:\s+(.+))?")
_DURATION = re.compile(r"(\d{1,4})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=30)
_EMBARGO_CURE = "Write day, time and zone, as in: embargo: 2026-11-24 06:00 Europe/Zurich"
_CALL = "Name who journalists may call, as in: spokespeople: leila-haddad (or: none, if there is really nobody)"
_PHOTO_KEYS = ("url", "alt", "caption", "credit", "download")


def shared_values(front: FrontMatter, spokespeople: Mapping[str, Spokesperson]) -> dict[str, object]:
    """Return the values of the ``SHARED`` keys that this file says; ReleaseError for one that is wrong."""
    readers: dict[str, Callable[[FrontMatter], object]] = {
        "slug": slug,
        "kind": kind,
        "date": day,
        "embargo": embargo,
        "spokespeople": lambda front: people(front, spokespeople),
        "tags": lambda front: words(front, "tags"),
        "countries": lambda front: words(front, "countries"),
        "corrects": lambda front: text(front, "corrects"),
        "valid_for": valid_for,
    }
    said = {key: read(front) for key, read in readers.items() if key in front.values}
    return {key: value for key, value in said.items() if value is not None}


def slug(front: FrontMatter) -> str | None:
    """Return the slug, None where it is empty."""
    written = text(front, "slug")
    if written and not _SLUG.fullmatch(written):
        front.refuse("slug", f"{written!r} cannot be a slug", "Write small letters, digits and hyphens: record-drought")
    return written or None


def kind(front: FrontMatter) -> ReleaseKind | None:
    """Return the kind, None where it is empty."""
    written = text(front, "kind").casefold().replace(" ", "-").replace("_", "-")
    known = [str(each) for each in ReleaseKind]
    if written and written not in known:
        front.refuse("kind", f"{written!r} is no kind of release", did_you_mean(written, known))
    return ReleaseKind(written) if written else None


def day(front: FrontMatter) -> date | None:
    """Return the date, None where it is empty."""
    written = text(front, "date")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        found = find_day(written)
        meant = found.as_date if found else None
        front.refuse("date", f"{written!r} is not a date", f"Write year-month-day: {meant or '2026-11-24'}")


def embargo(front: FrontMatter) -> Embargo:
    """Return the embargo; refused without a zone, and at times that clocks skip or show twice."""
    written = text(front, "embargo")
    found = _MOMENT.fullmatch(written)
    if found is None:
        what = f"{written!r} is not a time" if written else "it is empty"
        front.refuse("embargo", what, f"{_EMBARGO_CURE}, or delete the line")
    if not found[2]:
        front.refuse("embargo", f"{written!r} has no time of day", _EMBARGO_CURE)
    if not found[3]:
        front.refuse("embargo", f"{written!r} has no time zone", f"Add the zone: embargo: {written} Europe/Zurich")
    try:
        zone = known_zone(found[3])
        until = instant(datetime.fromisoformat(f"{found[1]} {found[2]}"), zone)
    except (ValueError, OverflowError) as error:
        front.refuse("embargo", str(error), _EMBARGO_CURE)
    return Embargo(until.astimezone(UTC), zone)


def people(front: FrontMatter, known: Mapping[str, Spokesperson]) -> tuple[Spokesperson, ...] | None:
    """Return the spokespeople: () where the file says ``none``, None where it says nothing."""
    said = front.values["spokespeople"]
    wanted = _split(said) if isinstance(said, str) else [said] if isinstance(said, dict) else said
    named = [each for each in wanted if each]
    if [str(each).casefold() for each in named] == ["none"]:
        return ()
    found = tuple(_person(front, each, known) for each in named)
    for number, person in enumerate(found):
        if person.key in {other.key for other in found[:number]}:
            front.refuse("spokespeople", f"{person.name} is named twice", "Keep one of them")
    return found or None


def refuse_nobody(front: FrontMatter) -> NoReturn:
    """Raise ReleaseError: nobody is named whom journalists may call."""
    line = front.lines.get("spokespeople", 1)
    raise ReleaseError(f"{front.source}, line {line}: nobody is named whom journalists may call", hint=_CALL)


def valid_for(front: FrontMatter) -> timedelta | None:
    """Return how long deliveries are tried, None where it is empty."""
    written = text(front, "valid_for").casefold()
    found = _DURATION.fullmatch(written)
    if written and not found:
        front.refuse("valid_for", f"{written!r} is not a length of time", "Write hours or days: 24h, 2d")
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    if length is not None and not timedelta() < length <= _LONGEST:
        front.refuse("valid_for", f"{written!r} is out of bounds", "It can be 1m to 30d")
    return length


def language(front: FrontMatter) -> str:
    """Return the language, "" where it is not said."""
    try:
        return normalise_language(text(front, "language")) if front.values.get("language") else ""
    except ValueError as error:
        front.refuse("language", str(error), "Write a code: en, fr, es, ar, ru, zh-Hans")


def photos(front: FrontMatter) -> tuple[Photo, ...]:
    """Return the photos; refused unless each is on the web and described."""
    return tuple(_photo(front, each) for each in _listed(front, "photos"))


def links(front: FrontMatter) -> tuple[Link, ...]:
    """Return the links offered below the text."""
    return tuple(_link(front, each) for each in _listed(front, "links"))


def translated_from(front: FrontMatter) -> TranslatedFrom | None:
    """Return from which edition this one was made, None where it is not said."""
    said, *marks = text(front, "translated_from").split() or [""]
    cure = "Let it be written: mailer translate RELEASE LANGUAGE"
    try:
        source = normalise_language(said) if said else ""
    except ValueError as error:
        front.refuse("translated_from", str(error), cure)
    if any(not _MARK.fullmatch(mark) for mark in marks):
        front.refuse("translated_from", "behind the language stand marks of six digits and letters", cure)
    return TranslatedFrom(source, tuple(marks)) if source else None


def refuse_attachments(front: FrontMatter) -> None:
    """Raise ReleaseError where a file is attached: that cannot be sent yet."""
    if front.values.get("attachments"):
        cure = "Put the file on the web and offer it as a link: links: [{label: ..., url: https://...}]"
        front.refuse("attachments", "attachments cannot be sent yet", cure)


def text(front: FrontMatter, key: str) -> str:
    """Return the value of ``key`` on one line, "" where it is not said."""
    return " ".join(paragraphs(front, key).split())


def paragraphs(front: FrontMatter, key: str) -> str:
    """Return the value of ``key`` with its line breaks, "" where it is not said."""
    value = front.values.get(key, "")
    if not isinstance(value, str):
        front.refuse(key, "it should be words, and is a list", f'Put the value in quotes: {key}: "..."')
    return value


def words(front: FrontMatter, key: str) -> tuple[str, ...]:
    """Return the value of ``key`` as words: a list, or words with commas between."""
    value = front.values.get(key, "")
    parts = _split(value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        front.refuse(key, "it should be a list of words", f"Write: {key}: [one, two]")
    return tuple(dict.fromkeys(" ".join(str(part).split()) for part in parts if str(part).strip()))


def _split(written: str) -> list[Value]:
    return [part.strip() for part in re.split(r"[,;،，]", written) if part.strip()]


def _person(front: FrontMatter, said: Value, known: Mapping[str, Spokesperson]) -> Spokesperson:
    if isinstance(said, str):
        if said not in known:
            cure = did_you_mean(said, known, none="Write them in spokespeople.toml, or here: {name: ..., phone: ...}")
            front.refuse("spokespeople", f"{said!r} is not in spokespeople.toml", cure)
        return known[said]
    if not isinstance(said, dict):
        front.refuse(
            "spokespeople", "a spokesperson is neither a key nor a description", "Write: {name: ..., phone: ...}"
        )
    try:
        return spokesperson("", said)
    except SpokespersonError as error:
        front.refuse("spokespeople", str(error), error.cure)


def _listed(front: FrontMatter, key: str) -> list[Value]:
    value = front.values.get(key, [])
    if isinstance(value, dict):
        return [value]
    return [value] * bool(value) if isinstance(value, str) else value


def _photo(front: FrontMatter, said: Value) -> Photo:
    parts = _parts(front, "photos", said if not isinstance(said, str) else {"url": said}, _PHOTO_KEYS)
    url = parts.get("url", "")
    for address in (url, parts.get("download", "https://")):
        if not address.startswith("https://"):
            cure = "Put the picture on the web and give its address: url: https://..."
            front.refuse("photos", f"{address!r} cannot be sent: pictures are shown from the web", cure)
    if not parts.get("alt"):
        front.refuse("photos", f"{url} is not described", "Say what it shows, for those who do not see it: alt: ...")
    return Photo(url, parts["alt"], parts.get("caption", ""), parts.get("credit", ""), parts.get("download", ""))


def _link(front: FrontMatter, said: Value) -> Link:
    if isinstance(said, dict) and len(said) == 1 and not said.keys() & {"label", "url"}:
        said = dict(zip(("label", "url"), next(iter(said.items())), strict=True))
    parts = _parts(front, "links", said, ("label", "url"))
    if not parts.get("label") or not re.match(r"https?://\S+$", parts.get("url", "")):
        front.refuse("links", "a link needs a label and a web address", "Write: {label: The report, url: https://...}")
    return Link(parts["label"], parts["url"])


def _parts(front: FrontMatter, key: str, said: Value, known: tuple[str, ...]) -> dict[str, str]:
    example = f"Write: {{{known[0]}: ..., {known[1]}: ...}}"
    if not isinstance(said, dict):
        front.refuse(key, f"{said!r} is not described", example)
    for name, value in said.items():
        if name not in known:
            front.refuse(key, f"{name!r} is not known here", did_you_mean(name, known))
        if not isinstance(value, str):
            front.refuse(key, f"{name} is not words", example)
    return {name: " ".join(str(value).split()) for name, value in said.items()}
