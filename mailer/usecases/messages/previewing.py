"""Making proofs of a release: a sheet to open in a browser, and pictures of it."""

from dataclasses import dataclass, field
from pathlib import Path

from mailer.content.lint.copy import Copy
from mailer.content.lint.rules import findings
from mailer.content.proof.picture import photograph
from mailer.content.proof.sheet import Occasion, contact_sheet, proof_sheet
from mailer.domain.address import parse_address
from mailer.domain.audience import serve
from mailer.domain.reason import Reason
from mailer.domain.rendering import Recipient
from mailer.errors import MailerError, UsageProblem
from mailer.store.people import contacts
from mailer.store.sending import particulars
from mailer.usecases.desk import Desk
from mailer.usecases.messages.checking import EXAMPLE_READER, finished_copies
from mailer.usecases.messages.composing import Composition, compose_release, open_release
from mailer.usecases.messages.telling import reason_of


@dataclass(frozen=True, slots=True)
class _Reader:
    recipient: Recipient
    languages: tuple[str, ...] = ()
    is_invented: bool = False
    reason: Reason = field(default_factory=Reason)


def preview(desk: Desk, path: Path, *, out: Path | None = None, address: str = "") -> Path:
    """Return the proof sheet of the release in ``path``, as it would be sent now.

    It is written to ``proofs/SLUG.html`` of the workspace, or to ``out`` (a folder, or a name ending in .html).
    ``address`` is a contact's: its values fill the slots and its language comes first; otherwise an invented reader's.
    ReleaseError if the release cannot be composed, MailerError for an unknown address or where nothing can be written.
    """
    composition = compose_release(desk, open_release(desk, path), at=desk.clock())
    reader = _reader(desk, address)
    copies = _copies(desk, composition, reader)
    occasion = Occasion(
        reader.recipient,
        reader.is_invented,
        desk.settings.sender,
        desk.clock(),
        composition.is_embargoed,
        reader.reason,
    )
    return _written(_target(desk, composition.release.slug, out), proof_sheet(copies, findings(copies), occasion))


def pictures(desk: Desk, path: Path, *, out: Path | None = None, address: str = "") -> tuple[Path, ...]:
    """Return a picture (PNG) of each edition, beside the proof sheet; none if there is no Chromium on this machine.

    Errors as ``preview`` raises them, and MailerError if Chromium fails.
    """
    composition = compose_release(desk, open_release(desk, path), at=desk.clock())
    sheet = _target(desk, composition.release.slug, out)
    made = (
        photograph(contact_sheet(copy), sheet.with_name(f"{sheet.stem}.{copy.edition.language}.png"))
        for copy in _copies(desk, composition, _reader(desk, address))
    )
    return tuple(picture for picture in made if picture is not None)


def _copies(desk: Desk, composition: Composition, reader: _Reader) -> list[Copy]:
    """Return the editions, the one that the reader would get (or the organisation's own language) first."""
    _refuse_missing_values(composition, reader)
    copies = finished_copies(desk, composition, reader.recipient, reader.reason)
    default = desk.settings.organisation.language
    served = serve(reader.languages, composition.release.languages, default=default)
    first = next((served.by_language[one] for one in reader.languages if served.by_language.get(one)), served.fallback)
    return sorted(copies, key=lambda copy: copy.edition.language != first)


def _reader(desk: Desk, address: str) -> _Reader:
    if not address:
        return _Reader(EXAMPLE_READER, is_invented=True)
    try:
        wanted = parse_address(address)
    except ValueError as error:
        raise UsageProblem(str(error)) from error
    with desk.store.read() as tx:
        found = contacts.known(tx, [wanted.key]).get(wanted.key)
        standing = particulars.standing(tx, found.id) if found else particulars.Standing()
    if found is None:
        raise MailerError(
            f"no contact has the address {wanted.address}", hint="Look for them: mailer contacts find NAME"
        )
    row = found.row
    fields = {**row.fields, "outlet": row.outlet, "role": row.role, "country": row.country}
    reason = reason_of(standing, desk.settings.organisation.timezone)
    return _Reader(Recipient(0, wanted.address, row.name, fields), row.languages, reason=reason)


def _refuse_missing_values(composition: Composition, reader: _Reader) -> None:
    values = {**reader.recipient.fields, "name": reader.recipient.name}
    for language in composition.release.languages:
        for name in composition.required_fields(language):
            if not values.get(name):
                raise MailerError(
                    f"the {language} edition needs recipient.{name}, which {reader.recipient.address} has not",
                    hint=f'Fill it in, or write {{{{ recipient.{name} | fallback("...") }}}}',
                )


def _target(desk: Desk, slug: str, out: Path | None) -> Path:
    if out is not None and out.suffix.lower() in {".html", ".htm"}:
        return out
    return (out or desk.workspace / "proofs") / f"{slug}.html"


def _written(path: Path, page: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise MailerError(
            f"{path} cannot be written: {error.strerror}", hint="Choose another place: --out DIR"
        ) from error
    return path
