"""How changesets look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.changeset import Changeset
    from mailer.usecases.people.undoing import Undone

_CHANGESET = (
    "id", "action", "who", "at", "source", "sha256", "list", "added", "updated", "unchanged", "skipped", "undoes",
    "undone_by",
)  # fmt: skip


@paged()
def changesets(found: Sequence[Changeset], zone: str, most: int) -> None:
    """Show what was done, newest first."""
    if not found:
        show.line("Nothing was done yet. Bring contacts in: mailer contacts import FILE --list LIST")
        return
    titles = ("id", "when", "who", "what", "list", "file", "added", "updated", "undone by")
    rows: list[tuple[object, ...]] = [
        (
            one.id,
            show.when(one.by.at, zone),
            one.by.who,
            f"undo of {one.undoes}" if one.undoes else one.action,
            one.list,
            one.source,
            one.counts.added or "",
            one.counts.updated or "",
            one.undone_by or "",
        )
        for one in found
    ]
    rows = [tuple(map(show.past, row)) if one.undone_by else row for one, row in zip(found, rows, strict=True)]
    show.table(titles, rows, right=(0, 6, 7, 8), spare=(8, 4, 2))
    if len(found) == most:
        show.note(f"Shown: the newest {most}; what was before: --before {found[-1].id}")


def changesets_csv(found: Sequence[Changeset]) -> None:
    """Write what was done as CSV, newest first."""
    show.objects_csv(_CHANGESET, map(changeset_json, found))


def changeset_json(one: Changeset) -> dict[str, Any]:
    """Return a changeset as JSON values."""
    return {
        "id": one.id,
        "action": one.action,
        "who": one.by.who,
        "at": one.by.at,
        "source": one.source,
        "sha256": one.sha256,
        "list": one.list or None,
        "added": one.counts.added,
        "updated": one.counts.updated,
        "unchanged": one.counts.unchanged,
        "skipped": one.counts.skipped,
        "undoes": one.undoes,
        "undone_by": one.undone_by,
    }


def undone(result: Undone) -> None:
    """Say what taking a changeset back has done."""
    what = f"{result.changeset.action}{f' of {result.changeset.source}' if result.changeset.source else ''}"
    show.line(f"Took changeset {result.changeset.id} back ({what}).")
    show.line(
        f"{show.count(result.removed, 'contact')} removed, {show.count(result.left, 'subscription')} ended,"
        f" {show.count(result.restored, 'fact')} restored."
    )
    if result.stayed:
        is_one = result.stayed == 1
        stay = (
            "stays: it had mail, is on another list, or was"
            if is_one
            else "stay: they had mail, are on another list, or were"
        )
        show.line(f"{show.count(result.stayed, 'contact')} {stay} changed since.")
    if result.newer:
        left = "was changed since and is left as it is" if result.newer == 1 else "were changed since and are left so"
        show.line(f"{show.count(result.newer, 'fact')} {left}.")


def undone_json(result: Undone) -> dict[str, Any]:
    """Return what taking a changeset back has done as JSON values."""
    return {
        "changeset": result.changeset.id,
        "undone_by": result.undone_by,
        "removed": result.removed,
        "stayed": result.stayed,
        "ended": result.left,
        "restored": result.restored,
        "newer": result.newer,
    }
