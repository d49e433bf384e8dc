"""Drafting: a new release file, empty or from what the officer already has."""

import re
from dataclasses import dataclass
from pathlib import Path

from mailer.content.pasted.reading import read_pasted
from mailer.content.pasted.writing import skeleton, write_release
from mailer.content.release.spokespeople import read_spokespeople
from mailer.content.textfile import read_bytes
from mailer.domain.language import normalise_language
from mailer.domain.release import Spokesperson
from mailer.errors import MailerError, ReleaseError, UsageProblem

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_PAGE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", re.IGNORECASE)
_NOT_YET = {
    ".docx": "a Word file", ".doc": "an old Word file", ".odt": "an OpenDocument text", ".rtf": "a Rich Text file",
    ".pdf": "a PDF", ".eml": "a saved mail", ".msg": "a saved Outlook mail", ".pages": "a Pages file",
    ".mht": "a web archive", ".mhtml": "a web archive",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A release file that was written, what the officer should settle in it, and who stands in it as a description."""

    path: Path
    doubts: tuple[str, ...] = ()
    added_spokespeople: tuple[Spokesperson, ...] = ()


def draft(workspace: Path, slug: str, *, source: Path | None, language: str, spokespeople_path: Path) -> Draft:
    """Write ``releases/SLUG.md`` from ``source`` (text or a saved page), or empty, and return it with its doubts.

    Contacts found are named by key where ``spokespeople_path`` has their address, else described in the file.
    UsageProblem for what cannot be a slug or a language, MailerError where there is such a release already,
    ReleaseError for a source that cannot be read.
    """
    path, tag = _free_path(workspace, slug), _language(language)
    if source is None:
        return _written(path, skeleton(tag), Draft(path))
    content = _content(source)
    known = tuple(read_spokespeople(spokespeople_path).values())
    is_page = source.suffix.lower() in _PAGES or bool(_PAGE_START.match(content))
    found = read_pasted(content, html=is_page, language=tag, name=source.name)
    addresses = {person.address.casefold() for person in known if person.address}
    added = tuple(person for person in found.spokespeople if person.address.casefold() not in addresses)
    return _written(path, write_release(found, known=known), Draft(path, found.doubts, added))


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


def _content(source: Path) -> bytes:
    kind = _NOT_YET.get(source.suffix.lower())
    if kind:
        hint = "Copy its text into a .txt file (UTF-8), or save it as a web page (.html)"
        raise ReleaseError(f"{source.name} is {kind}, which cannot be read yet", hint=hint)
    return read_bytes(source, error=ReleaseError)


def _written(path: Path, text: str, written: Draft) -> Draft:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise MailerError(f"{path} exists already", hint="Choose another slug, or delete it first") from error
    except OSError as error:
        raise MailerError(f"{path} cannot be written: {error.strerror}", hint="Look at the permissions") from error
    return written
