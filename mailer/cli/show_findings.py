"""How findings and drafts look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.domain.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def findings(found: Sequence[Finding], release: str) -> None:
    """Show what checks found, grouped by severity, and what follows from it."""
    for severity in Severity:
        group = [one for one in found if one.severity is severity]
        if group:
            show.line(f"{show.count(len(group), _NOUNS[severity])}:".capitalize())
            for one in group:
                _finding(one)
            show.line()
    show.line(_verdict(found, release))


def findings_json(found: Iterable[Finding]) -> dict[str, Any]:
    """Return findings as JSON values."""
    names = ("id", "severity", "where", "message", "fix")
    return {"findings": [{name: str(getattr(one, name)) for name in names} for one in found]}


def proof(sheet: Path, pictures: Sequence[Path], *, wanted_pictures: bool) -> None:
    """Show where the proof is."""
    show.line(f"Proof sheet: {sheet}")
    for picture in pictures:
        show.line(f"Picture: {picture}")
    if wanted_pictures and not pictures:
        show.note("No picture: there is no Chromium on this machine. The proof sheet shows the same in any browser.")
    show.line("Open it in a browser.")


def test_copy(found: Sequence[Finding], release: str) -> None:
    """Note that a test copy has faults for which the release itself would be refused."""
    errors = sum(one.severity is Severity.ERROR for one in found)
    if errors:
        show.note(f"{show.count(errors, 'error')} to mend before this can go to anybody: mailer check {release}")


def exit_code(found: Iterable[Finding]) -> int:
    """Return 1 if there is an error, else 0."""
    return int(any(one.severity is Severity.ERROR for one in found))


def _finding(one: Finding) -> None:
    show.line(f"  {one.id}  {one.message} ({one.where})")
    show.line(f"        {one.fix}")


def _verdict(found: Sequence[Finding], release: str) -> str:
    if exit_code(found):
        return f"{release} cannot be sent like this."
    more = "See it: " if found else "Nothing found. See it: "
    return f"{more}mailer preview {release}"
