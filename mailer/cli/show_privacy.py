"""How certificates, answers and purges look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mailer.domain.holding import Answer
    from mailer.usecases.privacy.erasing import Erased
    from mailer.usecases.privacy.purging import Purged


def erased(done: Erased) -> None:
    """Show the certificate of an erasure, and where it is kept."""
    for one in done.text.splitlines():
        show.line(one)
    if done.path:
        show.line()
        show.line(f"Kept, without the address, as {done.path}")


def certificate_json(done: Erased) -> dict[str, Any]:
    """Return the certificate as a JSON value."""
    made = done.certificate
    return {
        "at": made.at,
        "by": made.who,
        "reason": made.reason,
        "dry_run": made.is_dry_run,
        "finished": done.is_finished,
        "addresses": [{"hash": one.address_hash, "key": one.key_id, "erased_at": one.at} for one in made.stones],
        "removed": [{"place": one.place, "number": one.number, "fate": str(one.fate)} for one in made.removed],
        "remaining": [{"place": one.place, "why": one.why} for one in made.remaining],
        "path": str(done.path) if done.path else None,
    }


def answered(found: Answer, written: tuple[Path, Path]) -> None:
    """Show how much is held of a person, and the files that say what."""
    for chapter in found.chapters:
        show.line(f"{len(chapter.rows):>7,}  {chapter.title}")
    show.line()
    show.line("All of it, to be given to them alone:")
    for path in written:
        show.line(f"  {path}")


def purged(done: Purged, kept: Sequence[str]) -> None:
    """Show how much was too old, and what is never purged."""
    rows = [(number, place) for place, number in done.rows.items()]
    if rows:
        show.table(("rows", "would go" if done.is_dry_run else "went"), rows, right=(0,))
    else:
        show.line("Everything is kept for ever: [retention] in mailer.toml says so.")
    show.line()
    show.line("Never touched:")
    for one in kept:
        show.line(f"  {one}")
