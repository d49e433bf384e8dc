"""How distribution lists look on the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailer.domain.distribution_list import DistributionList, ListLine, ListReport

_OUTLETS_SHOWN = 15


def lists(found: Sequence[ListLine], zone: str) -> None:
    """Show all lists with their counts."""
    if not found:
        show.line("There are no lists yet. Make one: mailer lists create SLUG --title TITLE")
        return
    titles = ("list", "title", "kind", "active", "suppressed", "left", "last used")
    rows = [
        (one.list.slug, one.list.title, one.list.kind, *_counted(one), show.when(one.last_used_at, zone))
        for one in found
    ]
    show.table(titles, rows, right=(3, 4, 5), spare=(6, 2))


def list_json(found: ListLine) -> dict[str, Any]:
    """Return a list with its counts as JSON values."""
    return {
        "slug": found.list.slug,
        "title": found.list.title,
        "kind": found.list.kind,
        "basis": found.list.basis,
        "source": found.list.source,
        "active": found.counts.active,
        "suppressed": found.counts.suppressed,
        "ended": found.counts.ended,
        "created_at": found.list.created_at,
        "last_used_at": found.last_used_at,
    }


def list_report(found: ListReport, zone: str) -> None:
    """Show a list: what it is, how many are on it, and who they are by language, country and outlet."""
    one = found.line
    show.line(f"{one.list.slug}: {one.list.title}")
    show.line(f"{one.list.kind}, {one.list.basis}{f', {one.list.source}' if one.list.source else ''}")
    active, suppressed, ended = _counted(one)
    show.line(f"{active} active, {suppressed} suppressed, {ended} left")
    show.line(f"Last used: {show.when(one.last_used_at, zone) or 'never'}")
    for title, numbers in (("language", found.languages), ("country", found.countries), ("outlet", found.outlets)):
        _breakdown(title, numbers)


def list_report_json(found: ListReport) -> dict[str, Any]:
    """Return a list looked at closely as JSON values."""
    return {
        **list_json(found.line),
        "languages": found.languages,
        "countries": found.countries,
        "outlets": found.outlets,
    }


def created(made: DistributionList) -> None:
    """Say that a list was made, and what comes next."""
    show.line(f"Made {made.slug} ({made.kind}, {made.basis}).")
    show.line(f"Fill it: mailer contacts import FILE.csv --list {made.slug}")


def _counted(one: ListLine) -> tuple[str, str, str]:
    return f"{one.counts.active:,}", f"{one.counts.suppressed:,}", f"{one.counts.ended:,}"


def _breakdown(title: str, numbers: Mapping[str, int]) -> None:
    if not numbers:
        return
    rows = [(value or "not known", f"{number:,}") for value, number in list(numbers.items())[:_OUTLETS_SHOWN]]
    if len(numbers) > _OUTLETS_SHOWN:
        rows.append((f"{len(numbers) - _OUTLETS_SHOWN:,} more", ""))
    show.table((title, "active"), rows, right=(1,))
