"""Finding what is different between two releases, or between a release and what a campaign sent."""

from dataclasses import dataclass, replace
from pathlib import Path

from mailer.content.lint.copy import Copy, read_copy
from mailer.content.mail.compiled import Compiled, load
from mailer.content.page.typography import letters
from mailer.content.proof.comparison import difference_sheet
from mailer.content.proof.difference import Version, difference
from mailer.content.proof.panes import pane
from mailer.content.proof.picture import photograph
from mailer.content.proof.pixels import pixels_between
from mailer.domain.campaign import Campaign
from mailer.domain.proof import Difference
from mailer.domain.reason import Reason
from mailer.domain.release import Edition, Release, ReleaseKind
from mailer.domain.rendering import Rendered, Slot
from mailer.store.sending import campaigns
from mailer.usecases.campaigns.steering import named_campaign
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import CampaignFrame, load_frame, preview_message
from mailer.usecases.messages.checking import EXAMPLE_READER, finished_copies, house_of
from mailer.usecases.messages.composing import compose_release, open_release
from mailer.usecases.messages.telling import said
from mailer.usecases.proofs.posing import refuse_missing_values
from mailer.usecases.proofs.previewing import target, write_page

_FROZEN = "campaign:"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions compared: the sheet that was written, what it says, and the pictures beside it."""

    sheet: Path
    difference: Difference
    pictures: tuple[Path, ...] = ()


def differ(desk: Desk, before: str, after: str, *, out: Path | None = None, png: bool = False) -> Compared:
    """Return what is different between two versions of a release, each as an invented reader would get it now.

    A version is a release (slug, file or folder), or ``campaign:3``: what was frozen with that campaign. The sheet goes
    to ``proofs/`` of the workspace or to ``out``. With ``png`` the pages are compared as pictures too, if there is a
    Chromium. ReleaseError and MailerError as ``preview`` raises them.
    """
    old, new = _version(desk, before), _version(desk, after)
    sheet = target(desk, f"{_filed(old)}-to-{_filed(new)}", out)
    pictures = _pictures(old, new, sheet) if png else {}
    pixels = {language: pixels_between(picture) for language, picture in pictures.items()}
    found = difference(old, new, {language: one for language, one in pixels.items() if one is not None})
    zone = desk.settings.organisation.timezone
    write_page(sheet, difference_sheet(found, old, new, at=desk.clock(), zone=zone))
    return Compared(sheet, found, tuple(pictures.values()))


def _version(desk: Desk, named: str) -> Version:
    if named.startswith(_FROZEN):
        return _frozen(desk, named.removeprefix(_FROZEN))
    composition = compose_release(desk, open_release(desk, Path(named)), at=desk.clock())
    refuse_missing_values(composition, EXAMPLE_READER)
    copies = finished_copies(desk, composition, EXAMPLE_READER)
    return Version(composition.release.slug, {copy.edition.language: copy for copy in copies})


def _frozen(desk: Desk, named: str) -> Version:
    """Return what was frozen with a campaign, as the invented reader would get it."""
    with desk.store.read() as tx:
        campaign = named_campaign(tx, named)
        frame = load_frame(campaigns.frame(tx, campaign.id))
        compiled = [load(stored) for stored in campaigns.compiled_editions(tx, campaign.id)]
    copies = {one.language: _copy(desk, campaign, frame, one) for one in compiled}
    return Version(f"campaign {campaign.id} ({campaign.release})", copies, is_frozen=True)


def _copy(desk: Desk, campaign: Campaign, frame: CampaignFrame, compiled: Compiled) -> Copy:
    reader = replace(EXAMPLE_READER, reason=said(frame.telling, Reason(), compiled.language))
    octets = preview_message(compiled, frame, reader, desk.clock())
    edition = Edition(compiled.language, "", "", "", source=f"campaign {campaign.id}")
    release = Release(campaign.release, ReleaseKind.PRESS_RELEASE, None, (edition,))
    slots = tuple(Slot("", fill.field, fill.fallback) for fill in compiled.fills)
    direction = letters(compiled.language).direction
    rendered = Rendered(compiled.language, direction, "", "", "", slots)
    return read_copy(octets, rendered, release=release, house=house_of(desk))


def _filed(version: Version) -> str:
    return version.name.partition(" (")[0].replace(" ", "-")


def _pictures(old: Version, new: Version, sheet: Path) -> dict[str, Path]:
    """Return a picture of both versions side by side, by language; none where the page is the same."""
    found: dict[str, Path | None] = {}
    for language in new.copies.keys() & old.copies.keys():
        pages = [one.copies[language].html for one in (old, new)]
        if pages[0] != pages[1]:
            both = [pane(html, "light") for html in pages]
            found[language] = photograph(both, sheet.with_name(f"{sheet.stem}.{language}.png"))
    return {language: picture for language in new.copies if (picture := found.get(language)) is not None}
