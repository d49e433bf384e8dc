"""Releases as press officers write them: a Markdown file, or a folder with one file per language."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mailer.content.release import keys as release_keys
from mailer.content.release.dates import WrittenDay
from mailer.content.release.frontmatter import FrontMatter, split_front_matter
from mailer.content.release.text import ReleaseText, read_text_of
from mailer.content.textfile import read_text
from mailer.domain.language import normalise_language
from mailer.domain.release import Edition, Release, ReleaseKind, Spokesperson
from mailer.errors import ReleaseError

_SUFFIXES = frozenset({".md", ".markdown"})
_LANGUAGE_NAME = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_DEFAULTS = {"kind": ReleaseKind.PRESS_RELEASE}
_NOT_A_RELEASE = "Write a .md file, or make one from what you have: mailer new SLUG --from FILE"


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of a release, read."""

    front: FrontMatter
    shared: Mapping[str, object]
    edition: Edition
    day: WrittenDay | None


def read_release(path: Path, *, spokespeople: Mapping[str, Spokesperson], default_language: str) -> Release:
    """Return the release in a Markdown file, or in a folder with one Markdown file per language (``fr.md``).

    ``spokespeople`` are those that it may name by key; a single file without language is in ``default_language``.
    ReleaseError, naming file, line and cure, for anything that is missing, unknown or can be read in two ways.
    """
    parts = [_part(file, language, spokespeople) for file, language in _files(path, default_language)]
    shared = _agreed(parts)
    people = shared.pop("spokespeople", None)
    if people is None:
        release_keys.refuse_nobody(parts[0].front)
    shared["date"] = _day(parts, shared.get("date"))
    values: dict[str, Any] = {**_DEFAULTS, "slug": _slug_of(path), **shared}
    if not values["slug"]:
        raise ReleaseError(f"No slug can be made from the name {path.name!r}", hint="Write one: slug: record-drought")
    editions = tuple(part.edition for part in parts)
    return Release(editions=editions, spokespeople=people, spokespeople_none=not people, **values)


def _files(path: Path, default_language: str) -> list[tuple[Path, str]]:
    """Return the files of the release, each with the language that its name gives it."""
    if path.is_dir():
        return _files_of_folder(path)
    if path.exists() and path.suffix.lower() not in _SUFFIXES:
        raise ReleaseError(f"{path.name} is not a Markdown file", hint=_NOT_A_RELEASE)
    return [(path, normalise_language(path.stem) if _stands_in_folder(path) else default_language)]


def _files_of_folder(path: Path) -> list[tuple[Path, str]]:
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES and file.name[0] not in "._~")
    if not files:
        raise ReleaseError(f"There is no release in {path}", hint="Put one file per language there: en.md, fr.md")
    named = [(file, _language_of(file)) for file in files]
    for number, (file, language) in enumerate(named):
        for other, same in named[:number]:
            if language == same:
                raise ReleaseError(f"{other.name} and {file.name} are both in {language}", hint="Keep one of them")
    return named


def _language_of(file: Path) -> str:
    try:
        return normalise_language(file.stem)
    except ValueError as error:
        hint = "In the folder of a release each .md file is named by its language: en.md, fr.md, zh-Hans.md"
        raise ReleaseError(f"{file.name} is not named by a language", hint=hint) from error


def _stands_in_folder(path: Path) -> bool:
    """Return whether this one file belongs to a release that is a folder."""
    return bool(_LANGUAGE_NAME.fullmatch(path.stem)) and path.absolute().parent.name != "releases"


def _slug_of(path: Path) -> str:
    absolute = path.absolute()
    name = absolute.name if path.is_dir() else absolute.parent.name if _stands_in_folder(path) else absolute.stem
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _part(path: Path, language: str, spokespeople: Mapping[str, Spokesperson]) -> _Part:
    written = read_text(path, error=ReleaseError)
    front = split_front_matter(written, source=_told(path), known=release_keys.KEYS)
    release_keys.refuse_attachments(front)
    text = read_text_of(front)
    edition = _edition(front, text, language, is_named=_stands_in_folder(path))
    return _Part(front, release_keys.shared_values(front, spokespeople), edition, text.day)


def _told(path: Path) -> str:
    """Return the name of the file for messages, with its folder where it is one of several."""
    return f"{path.absolute().parent.name}/{path.name}" if _stands_in_folder(path) else path.name


def _edition(front: FrontMatter, text: ReleaseText, language: str, *, is_named: bool) -> Edition:
    said = release_keys.language(front)
    if is_named and said not in {"", language}:
        front.refuse("language", f"it says {said}, its name says {language}", "Rename the file, or delete the line")
    return Edition(
        language=said or language,
        headline=text.headline,
        place=text.place,
        body=text.body,
        body_line=text.body_line,
        summary=release_keys.text(front, "summary"),
        boilerplate=release_keys.paragraphs(front, "boilerplate"),
        photos=release_keys.photos(front),
        links=release_keys.links(front),
        correction=release_keys.text(front, "correction"),
        translated_from=release_keys.translated_from(front),
        source=front.source,
    )


def _agreed(parts: Sequence[_Part]) -> dict[str, Any]:
    """Return the shared values; refused where two files of a folder say different things."""
    agreed: dict[str, Any] = {}
    said_by: dict[str, _Part] = {}
    for part in parts:
        for key, value in part.shared.items():
            if agreed.setdefault(key, value) != value:
                other = said_by[key].front.source
                part.front.refuse(key, f"it differs from {other}", "Write it in one of the files, or the same in all")
            said_by.setdefault(key, part)
    return agreed


def _day(parts: Sequence[_Part], said: date | None) -> date | None:
    """Return the date of the release, from its head or else from a dateline; refused where they differ."""
    days = [(part, part.day) for part in parts if part.day is not None]
    day = said or next((found.as_date for _, found in days if found.as_date), None)
    for part, found in days:
        if day is not None and not found.agrees_with(day):
            message = f"the dateline says {found.day}.{found.month}., the date is {day}"
            part.front.refuse("date", message, "Correct one of them")
    return day
