"""How spokespeople look on the terminal, as JSON and as CSV; their private numbers are shown nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.usecases.messages.vouching import PersonToday, Vouched

_SHOWN = ("key", "name", "title", "unit", "city", "phone", "address", "languages", "verified_at", "stand_in")
_PERSON = (*_SHOWN, "is_overdue", "away_until")


@paged()
def people(found: Sequence[PersonToday]) -> None:
    """Show spokespeople, a line each; what has to be verified again is marked."""
    if not found:
        show.line("Nobody yet. Write who journalists may call in spokespeople.toml; the file says how.")
        return
    titles = ("key", "name", "unit", "phone", "address", "languages", "verified", "away until", "stand-in")
    show.table(titles, [_row(one) for one in found], spare=(2, 5))
    if any(one.is_overdue for one in found):
        show.line("Marked ! are those verified more than 90 days ago, or never: mailer spokespeople verify KEY")


def people_csv(found: Sequence[PersonToday]) -> None:
    """Write spokespeople as CSV to stdout."""
    rows = ({**person_json(one), "languages": ";".join(one.person.languages)} for one in found)
    show.objects_csv(_PERSON, rows)


def person_json(one: PersonToday) -> dict[str, Any]:
    """Return a spokesperson as JSON values."""
    said = {name: getattr(one.person, name) for name in _SHOWN}
    away = [{"first": span.first, "last": span.last} for span in one.person.away]
    told = {"is_overdue": one.is_overdue, "away_until": one.away_until, "away": away}
    return {**said, "languages": list(one.person.languages), **told}


def vouched(found: Vouched) -> None:
    """Say who was verified."""
    for person in found.people:
        show.line(f"{person.name}: verified on {found.day}, in spokespeople.toml.")
    for person in found.already:
        show.line(f"{person.name} was verified on {found.day} already; nothing was changed.")


def vouched_json(found: Vouched) -> dict[str, Any]:
    """Return who was verified as JSON values."""
    verified, already = ([one.key for one in people] for people in (found.people, found.already))
    return {"verified_at": found.day, "verified": verified, "already": already}


def _row(one: PersonToday) -> tuple[object, ...]:
    person = one.person
    verified = str(person.verified_at or "never")
    return (
        person.key,
        person.name,
        person.unit,
        person.phone,
        person.address,
        ", ".join(person.languages),
        show.bad(f"{verified} !") if one.is_overdue else verified if person.verified_at else "",
        one.away_until or "",
        person.stand_in,
    )
