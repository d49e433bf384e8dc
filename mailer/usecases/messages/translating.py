"""Translating: a file for a new language, and a note of which state of which edition a translation was made from."""

from dataclasses import dataclass
from pathlib import Path

from mailer.content.release.head import with_key, without_keys
from mailer.content.release.keys import SHARED
from mailer.content.replacing import replace_file, write_new
from mailer.content.textfile import read_text
from mailer.domain.release import Edition, Release
from mailer.domain.translation import Unit, changes, made_from
from mailer.errors import MailerError, ReleaseError, UsageProblem
from mailer.usecases.desk import Desk
from mailer.usecases.messages.composing import find_release, open_release

_OF_SOURCE_ALONE = (*SHARED, "language", "translated_from", "correction")


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation as it is to be noted: its file, the edition that it is made from, and what changed there since.

    With ``is_new`` there is no such file yet; ``is_told`` says whether the file names its source already.
    """

    slug: str
    path: Path
    language: str
    source: Edition
    is_new: bool
    is_told: bool
    changes: tuple[Unit, ...] = ()

    @property
    def is_up_to_date(self) -> bool:
        """Return whether the file says just that already."""
        return self.is_told and not self.changes and not self.is_new


def look_at_translation(desk: Desk, path: Path, language: str, *, source: str = "") -> Translation:
    """Return what is to be translated into ``language``, or has changed since it was, writing nothing.

    UsageProblem for a language that there is no edition of to translate from, ReleaseError for an unreadable release.
    """
    release, place = open_release(desk, path), find_release(desk, path)
    known = next((one for one in release.editions if one.language == language), None)
    origin = _origin(desk, release, known, source)
    made = known.translated_from if known else None
    is_told = made is not None and made.language == origin.language
    found = changes(made, origin) if made and is_told else ()
    folder = place if place.is_dir() else place.with_suffix("")
    file = _file_of(folder, known) if known and place.is_dir() else place if known else folder / f"{language}.md"
    return Translation(release.slug, file, language, origin, known is None, is_told, found)


def note_translation(desk: Desk, planned: Translation) -> Path:
    """Return the file, which says now that it was made from the edition as that is; a new one holds the text of it.

    A release that is one file becomes a folder then. MailerError where it cannot be written.
    """
    said = made_from(planned.source).written
    if not planned.is_new:
        text = with_key(read_text(planned.path, error=ReleaseError), "translated_from", said, source=planned.path.name)
        replace_file(planned.path, [text], dry_run=False)
        return planned.path
    original = _in_folder(desk, planned)
    text = read_text(original, error=ReleaseError)
    bare = without_keys(text, _OF_SOURCE_ALONE, source=original.name)
    write_new(planned.path, with_key(bare, "translated_from", said, source=planned.path.name))
    return planned.path


def _origin(desk: Desk, release: Release, known: Edition | None, source: str) -> Edition:
    """Return the edition to translate from: the one that was named, or that it says itself, or the organisation's."""
    others = [one for one in release.editions if one is not known]
    told = known.translated_from.language if known and known.translated_from else ""
    wanted = [source] if source else [told, desk.settings.organisation.language]
    found = next((one for name in wanted for one in others if one.language == name), None)
    if found is None and not source and len(others) == 1:
        return others[0]
    if found is None:
        there = ", ".join(one.language for one in others) or "none"
        raise UsageProblem(
            f"{release.slug} has no {source or 'other'} edition to translate from",
            hint=f"Name one with --from; it has: {there}",
        )
    return found


def _file_of(folder: Path, edition: Edition) -> Path:
    return folder / edition.source.rpartition("/")[2]


def _in_folder(desk: Desk, planned: Translation) -> Path:
    """Return the file of the source, which has moved into the folder of the release if it stood alone."""
    place = find_release(desk, Path(planned.slug))
    if place.is_dir():
        return _file_of(place, planned.source)
    moved = planned.path.parent / f"{planned.source.language}.md"
    try:
        planned.path.parent.mkdir(exist_ok=True)
        return place.rename(moved)
    except OSError as error:
        raise MailerError(f"{place} cannot be moved to {moved}: {error.strerror}", hint="It is where it was") from error
