"""How an import looks on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.contact import RowError
    from mailer.domain.likeness import ProbableDuplicate
    from mailer.usecases.people.accounting import FieldChange, ImportReport

_ERRORS_SHOWN = 20
_IGNORED_SHOWN = 12


def imported(report: ImportReport) -> None:
    """Show what became of a file's rows, and why some were not taken."""
    _numbers(report)
    _facts_said_otherwise(report.changes, "now in the file" if report.changeset is None else "is now")
    if report.kept:
        show.line()
        show.line("Set by hand and kept (--overwrite-edits takes what the file says):")
        _facts_said_otherwise(report.kept, "in the file")
    error_rows(report.errors, "why it was skipped")
    error_rows(report.warnings, "taken, but look at it")
    _duplicates(report.duplicates)
    if report.changes or report.kept or report.errors or report.warnings:
        show.line()
    _remarks(report)


def _numbers(report: ImportReport) -> None:
    tense = "would come" if report.changeset is None else "came"
    show.line(
        f"{report.source}: {report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged,"
        f" {report.skipped:,} skipped"
    )
    show.line(f"{show.count(report.joined, 'contact')} {tense} onto {report.list.slug}.")
    if report.bases:
        show.line(f"Basis: {', '.join(f'{basis} ({number:,})' for basis, number in report.bases.items())}")
    if report.layout:
        show.line(f"Read as an export of {report.layout}.")


def _remarks(report: ImportReport) -> None:
    if report.role_addresses:
        show.line(f"Mailboxes of desks rather than of persons: {report.role_addresses:,}.")
    if report.ignored:
        more = f" and {len(report.ignored) - _IGNORED_SHOWN} more" if len(report.ignored) > _IGNORED_SHOWN else ""
        show.line(f"Columns that were not read: {', '.join(report.ignored[:_IGNORED_SHOWN])}{more}")
    for note in report.notes:
        show.line(f"{note[0].upper()}{note[1:]}")
    show.way_back(report.changeset)


def _facts_said_otherwise(found: Sequence[FieldChange], after: str) -> None:
    if not found:
        return
    rows = [(one.line, one.address, one.field, _said(one.before), _said(one.after)) for one in found[:_ERRORS_SHOWN]]
    show.table(("line", "address", "fact", "was", after), rows, right=(0,), spare=(0,))
    _more(found)


def _more(found: Sequence[object]) -> None:
    if len(found) > _ERRORS_SHOWN:
        show.line(f"... and {len(found) - _ERRORS_SHOWN:,} more; all of them: --json")


def _duplicates(found: Sequence[ProbableDuplicate]) -> None:
    if found:
        show.line()
        rows = [(one.line, one.address, one.like, one.likeness) for one in found[:_ERRORS_SHOWN]]
        show.table(("line", "new", "is perhaps", "because of"), rows, right=(0,))
        show.line("To look at them afterwards: mailer contacts duplicates")


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def change_json(one: FieldChange) -> dict[str, Any]:
    """Return a fact that a file says otherwise as JSON values."""
    return {
        "line": one.line,
        "address": one.address,
        "field": one.field,
        "before": one.before,
        "after": one.after,
    }


def error_rows(errors: Sequence[RowError], title: str) -> None:
    """Show the first rows of a file that something is to be said of."""
    if errors:
        show.line()
        rows = [(error.line, error.value, error.reason) for error in errors[:_ERRORS_SHOWN]]
        show.table(("line", "value", title), rows, right=(0,))
        _more(errors)


def imported_json(report: ImportReport) -> dict[str, Any]:
    """Return an import report in the form of design 6."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
        "errors": list(map(error_json, report.errors)),
        "changeset": report.changeset,
        "changes": [change_json(one) for one in report.changes],
        "kept": [change_json(one) for one in report.kept],
        "notes": list(report.notes),
        "bases": dict(report.bases),
        "duplicates": [
            {"line": one.line, "address": one.address, "like": one.like, "reason": one.likeness}
            for one in report.duplicates
        ],
        "warnings": list(map(error_json, report.warnings)),
        "role_addresses": report.role_addresses,
    }


def error_json(one: RowError) -> dict[str, Any]:
    """Return a row that was not taken, or looks wrong, as JSON values."""
    return {"line": one.line, "value": one.value, "reason": one.reason}
