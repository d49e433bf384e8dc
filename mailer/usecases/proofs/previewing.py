"""Making proofs of a release: a sheet to open in a browser, and pictures of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer.content.lint.copy import Copy
from mailer.content.lint.rules import findings
from mailer.content.proof.occasion import Occasion
from mailer.content.proof.picture import photograph
from mailer.content.proof.sheet import clock_of, contact_sheet, proof_sheet, summary
from mailer.domain.audience import serve
from mailer.domain.finding import Finding
from mailer.domain.proof import Clock, Summary
from mailer.domain.readership import Foresight
from mailer.domain.release import Release
from mailer.errors import MailerError
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import sender_of
from mailer.usecases.messages.checking import finished_copies
from mailer.usecases.messages.composing import compose_release, open_release
from mailer.usecases.proofs.foreseeing import foresee
from mailer.usecases.proofs.posing import reader_of, refuse_missing_values
from mailer.usecases.proofs.surveying import lists_named, readership


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof sheet that was written, the pictures beside it, and what it says."""

    sheet: Path
    release: Release
    findings: tuple[Finding, ...]
    editions: tuple[Summary, ...]
    occasion: Occasion
    clock: Clock | None = None
    pictures: tuple[Path, ...] = ()


def preview(
    desk: Desk, path: Path, *, out: Path | None = None, address: str = "", to: Sequence[str] = (), png: bool = False
) -> Proof:
    """Return the proof of the release in ``path``, as it would be sent now (to ``to``, if that is given).

    Its sheet is written to ``proofs/SLUG.html`` of the workspace, or to ``out`` (a folder, or a name ending in .html).
    ``address`` is a contact's: its values fill the slots and its edition comes first; otherwise an invented reader's.
    With ``png`` there is also a picture of each edition, none if there is no Chromium on this machine.
    ReleaseError if the release cannot be composed, MailerError for an unknown address or where nothing can be written.
    """
    composition = compose_release(desk, open_release(desk, path), at=desk.clock())
    release = composition.release
    found = readership(desk, release, to)
    foresight = foresee(desk, release, address, to=to, campaign=found.campaign if found else None) if address else None
    reader = reader_of(desk, foresight)
    refuse_missing_values(composition, reader.recipient)
    lists = reader.lists or lists_named(desk, to)
    copies = finished_copies(desk, composition, reader.recipient, reader.reason, known=lists)
    copies.sort(key=lambda copy: copy.edition.language != _first(desk, release, foresight))
    occasion = Occasion(
        reader.recipient,
        is_invented=foresight is None,
        sender=sender_of(desk.settings, lists),
        made_at=desk.clock(),
        is_embargoed=composition.is_embargoed,
        reason=reader.reason,
        readership=found,
        foresight=foresight,
    )
    sheet = target(desk, release.slug, out)
    return _written(sheet, copies, occasion, _pictures(copies, sheet) if png else ())


def target(desk: Desk, name: str, out: Path | None) -> Path:
    """Return where the sheet called ``name`` goes: to ``out``, or into the workspace's proofs."""
    if out is not None and out.suffix.lower() in {".html", ".htm"}:
        return out
    return (out or desk.workspace / "proofs") / f"{name}.html"


def write_page(path: Path, page: str) -> Path:
    """Return ``path``, to which the page was written; MailerError if it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise MailerError(
            f"{path} cannot be written: {error.strerror}", hint="Choose another place: --out DIR"
        ) from error
    return path


def _first(desk: Desk, release: Release, foresight: Foresight | None) -> str:
    """Return the edition that comes first: the reader's, or that of the organisation's own language."""
    default = desk.settings.organisation.language
    return (foresight.language if foresight else "") or serve((), release.languages, default=default).fallback


def _written(sheet: Path, copies: Sequence[Copy], occasion: Occasion, pictures: tuple[Path, ...]) -> Proof:
    faults = tuple(findings(copies))
    write_page(sheet, proof_sheet(copies, faults, occasion))
    editions = tuple(summary(copy, occasion) for copy in copies)
    return Proof(sheet, copies[0].release, faults, editions, occasion, clock_of(copies[0], occasion), pictures)


def _pictures(copies: Sequence[Copy], sheet: Path) -> tuple[Path, ...]:
    taken = (
        photograph(contact_sheet(copy), sheet.with_name(f"{sheet.stem}.{copy.edition.language}.png")) for copy in copies
    )
    return tuple(picture for picture in taken if picture is not None)
