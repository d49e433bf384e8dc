"""Drafting: a new release file, empty or from what the officer already has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mailer.content.pasted.marked import is_release
from mailer.content.pasted.pieces import Page
from mailer.content.pasted.reading import read_page
from mailer.content.pasted.writing import skeleton, write_release
from mailer.content.release.reader import read_release
from mailer.content.release.spokespeople import read_spokespeople
from mailer.content.replacing import write_new
from mailer.content.sources import MARKDOWN, page_of
from mailer.content.textfile import read_text
from mailer.domain.language import normalise_language
from mailer.domain.release import Spokesperson
from mailer.errors import MailerError, ReleaseError, UsageProblem

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SCRIPT = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A release file that was written, what the officer should settle in it, and who stands in it as a description."""

    path: Path
    doubts: tuple[str, ...] = ()
    added_spokespeople: tuple[Spokesperson, ...] = ()


def draft(
    workspace: Path,
    slug: str,
    *,
    source: Path | None,
    language: str,
    default_language: str,
    spokespeople_path: Path,
) -> Draft:
    """Write ``releases/SLUG.md`` from ``source``, or empty, and return it with its doubts.

    It is in ``language``, else in the one that a saved page says it is in, else in the default one. A release in
    Markdown is taken as it is. Contacts found are named by key where ``spokespeople_path`` has their address, else
    described in the file. UsageProblem for what cannot be a slug or a language, MailerError where there is such a
    release already, ReleaseError for a source that cannot be read.
    """
    path, typed = _free_path(workspace, slug), _language(language) if language else ""
    if source is None:
        return _written(path, skeleton(typed or default_language), Draft(path))
    known = read_spokespeople(spokespeople_path)
    if source.suffix.lower() in MARKDOWN and is_release(text := read_text(source, error=ReleaseError)):
        return _checked(_written(path, text, Draft(path)), known, default_language)
    page = page_of(source)
    tag = typed or _language_of(page) or default_language
    doubts = _doubts(page, tag, typed=typed, default=default_language)
    found = read_page(page, tag)
    addresses = {person.address.casefold() for person in known.values() if person.address}
    added = tuple(person for person in found.spokespeople if person.address.casefold() not in addresses)
    text = write_release(found, known=tuple(known.values()))
    return _written(path, text, Draft(path, (*found.doubts, *doubts), added))


def _language_of(page: Page) -> str:
    """Return the language that the page says it is in, without its country; "" if it says none."""
    try:
        parts = normalise_language(page.language).split("-") if page.language else []
    except ValueError:
        return ""
    return "-".join(part for number, part in enumerate(parts) if not number or len(part) == _SCRIPT)


def _doubts(page: Page, tag: str, *, typed: str, default: str) -> tuple[str, ...]:
    if typed or tag == default:
        return ()
    return (f"The page says that it is in {normalise_language(page.language)}, so the draft is: is that right?",)


def _checked(made: Draft, known: Mapping[str, Spokesperson], language: str) -> Draft:
    """Return the draft of a file that was taken as it is, with what keeps it from being read as a doubt."""
    try:
        found = read_release(made.path, spokespeople=known, default_language=language)
    except ReleaseError as error:
        return replace(made, doubts=(str(error),))
    if found.slug != made.path.stem:
        return replace(made, doubts=(f"The file says slug: {found.slug}; its name is {made.path.stem}: keep one.",))
    return made


def _free_path(workspace: Path, slug: str) -> Path:
    if not _SLUG.fullmatch(slug):
        raise UsageProblem(f"{slug!r} cannot be a slug", hint="Use small letters, digits and hyphens: record-drought")
    folder = workspace / "releases"
    for path in (folder / f"{slug}.md", folder / slug):
        if path.exists():
            raise MailerError(f"{path} exists already", hint="Choose another slug, or delete it first")
    return folder / f"{slug}.md"


def _language(text: str) -> str:
    try:
        return normalise_language(text)
    except ValueError as error:
        raise UsageProblem(str(error), hint="Name it with --language, as in: --language fr") from error


def _written(path: Path, text: str, written: Draft) -> Draft:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_new(path, text)
    return written
