"""How findings and drafts look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.domain.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mailer.usecases.messages.drafting import Draft

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


def draft(made: Draft, slug: str) -> None:
    """Show a new release file: where it is, who was found in it, and what is left to the officer."""
    show.line(f"Wrote {made.path}")
    for person in made.added_spokespeople:
        reach = ", ".join(part for part in (person.address, person.phone) if part)
        show.line(
            f"Found to call: {person.name} ({reach}); to name them by key next time, add them to spokespeople.toml."
        )
    if made.doubts:
        show.line("Please look at:")
    for doubt in made.doubts:
        show.line(f"  - {doubt}")
    show.line(f"Next: complete it in an editor, then: mailer check {slug}")


def draft_json(made: Draft) -> dict[str, Any]:
    """Return a new release file as JSON values."""
    names = ("name", "title", "unit", "city", "address", "phone")
    people = [{name: getattr(person, name) for name in names} for person in made.added_spokespeople]
    return {"path": str(made.path), "doubts": list(made.doubts), "spokespeople": people}


def findings_json(found: Iterable[Finding]) -> dict[str, Any]:
    """Return findings as JSON values."""
    names = ("id", "severity", "where", "message", "fix")
    said = [({name: str(getattr(one, name)) for name in names}, one.is_allowed) for one in found]
    return {"findings": [{**values, "allowed": allowed} for values, allowed in said]}


def before_sending(found: Sequence[Finding], release: str) -> None:
    """Note what checks found in a release that is about to be sent; errors stand only in test copies."""
    counted = [
        show.count(number, _NOUNS[severity])
        for severity in (Severity.ERROR, Severity.WARNING)
        if (number := sum(one.severity is severity and not one.is_allowed for one in found))
    ]
    if counted:
        show.note(f"The checks found {' and '.join(counted)}: mailer check {release}")


def exit_code(found: Iterable[Finding]) -> int:
    """Return 1 if there is an error that nobody allows, else 0."""
    return int(any(one.stops for one in found))


def _finding(one: Finding) -> None:
    show.line(f"  {one.id}  {one.where}: {one.message}")
    show.line("        Allowed." if one.is_allowed else f"        {one.fix}")


def _verdict(found: Sequence[Finding], release: str) -> str:
    if exit_code(found):
        return f"{release} cannot be sent like this."
    more = "See it: " if found else "Nothing found. See it: "
    return f"{more}mailer preview {release}"
