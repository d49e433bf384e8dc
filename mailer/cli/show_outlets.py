"""How outlets look on the terminal, as JSON and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged
from mailer.cli.show_contacts import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.outlet import OutletReport
    from mailer.usecases.people.curating import OutletEdited, OutletsMerged

_OUTLET = ("name", "people", "desk_address", "cap")


@paged()
def outlets(found: Sequence[OutletReport], most: int) -> None:
    """Show outlets, a line each."""
    if not found:
        show.line("No outlet was found. They come with contacts: mailer contacts add ADDRESS --outlet NAME")
        return
    rows = [(one.outlet.name, f"{one.people:,}", one.outlet.desk_address, one.outlet.cap) for one in found]
    show.table(("outlet", "people", "desk address", "cap"), rows, right=(1, 3))
    if len(found) == most:
        show.note(f"Shown: the first {most}; a part of the name finds fewer: mailer outlets ls PART")


def outlets_csv(found: Sequence[OutletReport]) -> None:
    """Write outlets as CSV to stdout."""
    show.objects_csv(_OUTLET, map(outlet_json, found))


def outlet_json(one: OutletReport) -> dict[str, Any]:
    """Return an outlet as JSON values."""
    return {
        "name": one.outlet.name,
        "people": one.people,
        "desk_address": one.outlet.desk_address,
        "cap": one.outlet.cap,
    }


@paged()
def report(found: OutletReport, zone: str) -> None:
    """Show all that is known of an outlet."""
    one = found.outlet
    caps = {None: "no cap", 0: "desk address only"}
    rows = [
        ("people", f"{found.people:,}"),
        ("desk address", one.desk_address),
        ("cap per send", caps.get(one.cap, str(one.cap))),
        ("last release", show.when(found.last_mail_at, zone) or "none"),
    ]
    show.table(("outlet", one.name), rows)
    show.line()
    if found.lists:
        show.table(("list", "people"), [(slug, f"{number:,}") for slug, number in found.lists.items()], right=(1,))
        show.line()
    show.line(f'Who they are: mailer contacts find "outlet:{one.name}"')


def report_json(found: OutletReport) -> dict[str, Any]:
    """Return all that is known of an outlet as JSON values."""
    return {**outlet_json(found), "lists": dict(found.lists), "last_mail_at": found.last_mail_at}


def edited(found: OutletEdited) -> None:
    """Show what was changed of an outlet, field by field."""
    if not found.made:
        show.line(f"{found.outlet.name} is so already; nothing was changed.")
        return
    show.table(("field", "before", "after"), pairs(found.made))
    show.way_back(found.changeset)


def edited_json(found: OutletEdited) -> dict[str, Any]:
    """Return what was changed of an outlet as JSON values."""
    changed = {name: list(pair) for name, pair in found.made.items()}
    return {"outlet": found.outlet.name, "changed": changed, "changeset": found.changeset}


def merged(found: OutletsMerged) -> None:
    """Say which outlets are one now."""
    show.line(f"{', '.join(found.gone)} {'is' if len(found.gone) == 1 else 'are'} {found.into.name} now.")
    show.line(f"{show.count(found.moved, 'contact')} moved (changeset {found.changeset}).")


def merged_json(found: OutletsMerged) -> dict[str, Any]:
    """Return which outlets are one now as JSON values."""
    return {
        "outlet": found.into.name,
        "gone": list(found.gone),
        "moved": found.moved,
        "changeset": found.changeset,
    }
