"""How lists that are kept as files look on the terminal and as JSON."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.show_imports import change_json, error_json
from mailer.cli.show_people import left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mailer.usecases.people.accounting import FieldChange
    from mailer.usecases.people.exporting import Kept
    from mailer.usecases.people.syncing import ListSync

_MOST_LINES = 40
_MOST_NAMED = 5


def plan(planned: Sequence[ListSync], *, prune: bool) -> None:
    """Show what a sync changes, like a diff."""
    for one in planned:
        show.line(f"{one.list.slug}{_headline(one)}")
        lines = list(_changes(one, prune=prune))
        for text in islice(lines, _MOST_LINES):
            show.line(text)
        hidden = _number_of_lines(one, prune=prune) - min(len(lines), _MOST_LINES)
        if hidden > 0:
            show.line(f"  ... and {hidden:,} more; the first thousand: --json")
        for text in _remarks(one, prune=prune):
            show.line(f"  {text}")


def done(planned: Sequence[ListSync]) -> None:
    """Say what was done, and how to take it back."""
    for one in planned:
        if one.changeset:
            show.line(f"Changed {one.list.slug}. To take it back: mailer contacts undo {one.changeset}")


def sync_json(one: ListSync) -> dict[str, Any]:
    """Return what a sync does to a list, or has done, as JSON values."""
    counts = one.counts
    return {
        "list": one.list.slug,
        "is_new": one.is_new,
        "settings": [{"key": key, "before": was, "after": now} for key, (was, now) in one.settings.items()],
        "added": counts.added,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "skipped": counts.skipped,
        "joined": one.people.joined if one.people else 0,
        "ended": one.ends,
        "not_in_file": one.absent,
        "errors": list(map(error_json, one.errors)),
        "joining": [{"address": who.address, "name": who.name} for who in one.joining],
        "leaving": [{"address": who.address, "name": who.name} for who in one.leaving] if one.ends else [],
        "changes": [change_json(each) for each in one.changes],
        "kept": [change_json(each) for each in (one.people.kept if one.people else ())],
        "notes": list(one.people.notes if one.people else ()),
        "warnings": list(map(error_json, one.people.warnings if one.people else ())),
        "changeset": one.changeset,
    }


def kept(files: Sequence[Kept], *, dry_run: bool) -> None:
    """Say what became of the files of lists."""
    written = [one for one in files if one.fate != "same"]
    for one in written:
        show.line(f"{'Would write' if dry_run else 'Wrote'} {one.path.parent.name}/{one.path.name} ({one.fate}).")
    if not written:
        show.line("The files say the same as the lists.")
    left_out(sum(one.left_out for one in files))


def kept_json(one: Kept) -> dict[str, Any]:
    """Return what became of a file as JSON values."""
    return {
        "file": f"{one.path.parent.name}/{one.path.name}",
        "list": one.list,
        "file_is": one.fate,
        "left_out": one.left_out,
    }


def _headline(one: ListSync) -> str:
    if not one.changes_something:
        return ": nothing to change"
    return ": a new list" if one.is_new else ""


def _changes(one: ListSync, *, prune: bool) -> Iterator[str]:
    if not one.is_new or one.people is None:
        yield from (f"  ~ {key}: {_said(was)} -> {_said(now)}" for key, (was, now) in one.settings.items())
    yield from (f"  + {who.address} {who.name}".rstrip() for who in one.joining)
    if prune:
        yield from (f"  - {who.address} {who.name}".rstrip() for who in one.leaving)
    yield from _facts(one.changes)


def _number_of_lines(one: ListSync, *, prune: bool) -> int:
    joined = one.people.joined if one.people else 0
    shown_settings = len(one.settings) if not one.is_new or one.people is None else 0
    return shown_settings + joined + (one.ends if prune else 0) + len(one.changes)


def _facts(changes: Iterable[FieldChange]) -> Iterator[str]:
    for each in changes:
        yield f"  ~ {each.address} {each.field}: {_said(each.before)} -> {_said(each.after)}"


def _remarks(one: ListSync, *, prune: bool) -> Iterator[str]:
    for row in islice(one.errors, _MOST_LINES):
        yield f"! line {row.line}: {row.value} {row.reason}"
    if len(one.errors) > _MOST_LINES:
        yield f"... and {len(one.errors) - _MOST_LINES:,} more rows that are not taken; all of them: --json"
    if one.people and one.people.kept:
        yield f"{show.count(len(one.people.kept), 'fact')} set by hand and kept (--overwrite-edits takes the file’s):"
        yield from _facts(islice(one.people.kept, _MOST_LINES))
    yield from _notes(one)
    if one.absent and not prune:
        names = ", ".join(who.address for who in one.leaving[:_MOST_NAMED])
        more = f" and {one.absent - _MOST_NAMED:,} more" if one.absent > _MOST_NAMED else ""
        yield f"Not in the file, and staying on the list (--prune ends that): {names}{more}"


def _notes(one: ListSync) -> Iterator[str]:
    if one.people:
        yield from one.people.notes
        yield from (
            f"? {each.address} is perhaps {each.like} ({each.likeness})" for each in one.people.duplicates[:_MOST_LINES]
        )
        yield from (f"? line {row.line}: {row.value} {row.reason}" for row in islice(one.people.warnings, _MOST_LINES))


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or '""')
