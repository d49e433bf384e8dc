"""How suppressions look on the terminal, as JSON and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show, show_imports
from mailer.cli.paging import paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.suppression import Suppression
    from mailer.usecases.people.suppressing import Suppressed, SuppressedFile

_SUPPRESSION = ("address", "is_person", "reason", "note", "name", "created_at")


@paged()
def suppressions(found: Sequence[Suppression], zone: str) -> None:
    """Show all suppressions."""
    if not found:
        show.line("Nobody is suppressed. To write nothing to somebody any more: mailer suppressions add ADDRESS")
        return
    rows = [
        (
            one.address,
            "person" if one.is_person else "address",
            one.reason,
            show.when(one.created_at, zone),
            one.name,
            one.note,
        )
        for one in found
    ]
    show.table(("address", "what", "reason", "since", "name", "note"), rows, spare=(1, 3))


def suppressions_csv(found: Sequence[Suppression]) -> None:
    """Write all suppressions as CSV."""
    show.objects_csv(_SUPPRESSION, map(suppression_json, found))


def suppression_json(one: Suppression) -> dict[str, Any]:
    """Return a suppression as JSON values."""
    return {
        "address": one.address,
        "is_person": one.is_person,
        "reason": one.reason,
        "note": one.note,
        "name": one.name,
        "created_at": one.created_at,
    }


def suppressed(result: Suppressed) -> None:
    """Say that nothing may be written to an address."""
    one = result.suppression
    whom = f"{one.address} and every other address of this person" if one.is_person else one.address
    when = "any more" if result.is_new else "as it is"
    show.line(f"Nothing will be written to {whom} {when} ({one.told}).")


def unsuppressed(removed: Sequence[Suppression]) -> None:
    """Say what no longer forbids writing."""
    for one in removed:
        show.line(f"{one.address} may be written to again (was: {one.told}).")
    show.line("Ended subscriptions stay ended: mailer subscribe ADDRESS --list LIST.")


def file(report: SuppressedFile) -> None:
    """Say what became of a file of addresses."""
    tense = "would be suppressed" if report.changeset is None else "suppressed"
    skipped = f", {show.count(len(report.errors), 'row')} skipped" if report.errors else ""
    show.line(f"{report.source}: {report.added:,} {tense}, {report.unchanged:,} already were{skipped}")
    show_imports.error_rows(report.errors, "why it was skipped")
    if report.changeset is None:
        show.dry_run()


def file_json(report: SuppressedFile) -> dict[str, Any]:
    """Return what became of a file of addresses as JSON values."""
    return {
        "added": report.added,
        "unchanged": report.unchanged,
        "skipped": len(report.errors),
        "errors": list(map(show_imports.error_json, report.errors)),
        "changeset": report.changeset,
    }
