"""From a release file to editions that are ready for every recipient's own values."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from mailer.content.mail.compiled import Compiled, compile_message, dump
from mailer.content.page.edition import compose
from mailer.content.release.reader import read_release
from mailer.content.release.spokespeople import read_spokespeople
from mailer.domain.duty import NO_DAY, Duty, duty_on
from mailer.domain.release import Release, Spokesperson
from mailer.domain.rendering import PASSAGES, RECIPIENT_FIELDS, Rendered
from mailer.domain.variant import NOTHING_AWAITED, Awaited, variants_of
from mailer.domain.zone import zone_of
from mailer.errors import ReleaseError, UsageProblem
from mailer.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Composition:
    """A release composed and compiled, by the key of each variant. ``awaited`` are editions that come later.

    The release names those who answer on the day of sending; ``duty`` tells who they are and who is away.
    """

    release: Release
    rendered: dict[str, Rendered]
    compiled: dict[str, Compiled]
    is_embargoed: bool
    awaited: Awaited = NOTHING_AWAITED
    duty: Duty = NO_DAY

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of all that recipients will read, hexadecimal."""
        digest = hashlib.sha256()
        for key in sorted(self.compiled):
            digest.update(dump(self.compiled[key]))
        return digest.hexdigest()

    @property
    def slot_fields(self) -> tuple[str, ...]:
        """Return the recipient fields that any edition has slots for, the name left out (it is always kept)."""
        return tuple(name for name in self.recipient_fields if name != "name")

    @property
    def recipient_fields(self) -> tuple[str, ...]:
        """Return the recipient fields that any edition has slots for."""
        used = {slot.field for one in self.rendered.values() for slot in one.slots}
        return tuple(name for name in RECIPIENT_FIELDS if name in used)

    @property
    def tells_why(self) -> bool:
        """Return whether the templates have a place for why its readers get it."""
        return any(slot.field in PASSAGES for one in self.rendered.values() for slot in one.slots)

    def required_fields(self, key: str) -> tuple[str, ...]:
        """Return the recipient fields that must have a value in this variant, having no fallback."""
        slots = self.rendered[key].slots
        return tuple(sorted({s.field for s in slots if s.fallback is None and s.field in RECIPIENT_FIELDS}))


def open_release(desk: Desk, path: Path) -> Release:
    """Return the release in ``path`` (a file, a folder, or a slug under ``releases/``); ReleaseError if it is wrong."""
    language = desk.settings.organisation.language
    return read_release(find_release(desk, path), spokespeople=known_people(desk), default_language=language)


def known_people(desk: Desk) -> dict[str, Spokesperson]:
    """Return the people of ``spokespeople.toml`` by their keys; SettingsError if it is wrong."""
    return read_spokespeople(desk.workspace / "spokespeople.toml")


def compose_release(desk: Desk, release: Release, *, at: datetime, awaited: Awaited = NOTHING_AWAITED) -> Composition:
    """Return the release composed as it must read at ``at``: under embargo or lifted, with those to call who are there.

    The day is that of ``at`` in the time zone of the organisation. Of the editions that are ``awaited`` some are
    announced in those that are there. UsageProblem if one is there.
    """
    _refuse_present(release, awaited)
    day = at.astimezone(zone_of(desk.settings.organisation.timezone)).date()
    duty = duty_on(day, release.spokespeople, known_people(desk))
    return _composed(desk, replace(release, spokespeople=duty.people), at=at, awaited=awaited, duty=duty)


def _composed(desk: Desk, release: Release, *, at: datetime, awaited: Awaited, duty: Duty) -> Composition:
    embargo = release.embargo
    is_embargoed = embargo is not None and not embargo.is_lifted(at)
    folder = desk.workspace / "templates"
    rendered = {
        one.key: compose(
            release,
            one.language,
            organisation=desk.settings.organisation,
            embargoed=is_embargoed,
            follows=one.follows,
            templates_dir=folder if folder.is_dir() else None,
        )
        for one in variants_of(release.languages, awaited.follows)
    }
    compiled = {key: compile_message(one) for key, one in rendered.items()}
    return Composition(release, rendered, compiled, is_embargoed, awaited, duty)


def _refuse_present(release: Release, awaited: Awaited) -> None:
    if twice := next((one for one in awaited.held if one in awaited.follows), ""):
        raise UsageProblem(f"readers of {twice} wait or are told, not both", hint="Name it once: --hold or --follows")
    if there := next((one for one in awaited.languages if one in release.languages), ""):
        raise UsageProblem(f"{release.slug} has its {there} edition already", hint=f"Leave out {there}: it is sent now")


def find_release(desk: Desk, path: Path) -> Path:
    """Return the file or folder of a release; ReleaseError, with the nearest name, if there is none."""
    folder = desk.workspace / "releases"
    candidates = (path, folder / path, folder / f"{path}.md", desk.workspace / path)
    found = next((candidate for candidate in candidates if candidate.exists()), None)
    if found is None:
        raise ReleaseError(f"there is no release {str(path)!r} here or in {folder}", hint=_instead(path, folder))
    return found


def _instead(path: Path, folder: Path) -> str:
    known = [one.stem for one in folder.iterdir() if one.is_dir() or one.suffix == ".md"] if folder.is_dir() else []
    near = get_close_matches(path.stem, known, n=1)
    return f"Did you mean {near[0]}?" if near else f"To begin it: mailer new {path.stem}"
