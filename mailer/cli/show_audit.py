"""How the audit looks on the terminal, as JSON and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.paging import paged
from mailer.cli.show_contacts import told
from mailer.domain.changeset import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailer.domain.audit import AuditEntry, Verified
    from mailer.usecases.people.auditing import Dossier

_HASH_SHOWN = 12
#: Values that repeat who it is about, and when it was done.
_UNSAID = frozenset({"contact_id", "since", "ended_at"})
_COLUMNS = ("changeset", "at", "who", "action", "subject", "verb", "about", "field", "before", "after")


@paged()
def entries(found: Sequence[AuditEntry], zone: str, most: int) -> None:
    """Show what was done, a line for each change."""
    if not found:
        show.line("Nothing was found. All that was done: mailer audit ls")
        return
    rows = [_row(one, zone) for one in found]
    show.table(("no", "when", "who", "action", "about", "what"), rows, right=(0,), spare=(2, 3))
    if len(found) == most:
        show.note(f"Shown: the newest {most}; more: --limit {most * 10}")


def entries_json(found: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """Return what was done as JSON values, an object for each change."""
    return [
        {
            "changeset": one.changeset.id,
            "at": one.changeset.by.at,
            "who": one.changeset.by.who,
            "action": one.changeset.action,
            "source": one.changeset.source,
            "sha256": one.changeset.sha256,
            "change": one.number or None,
            "subject": one.subject,
            "verb": one.verb,
            "about": one.about,
            "values": {name: list(pair) for name, pair in one.values.items()},
            "erased": one.is_erased,
            "what": what(one),
        }
        for one in found
    ]


def entries_csv(found: Sequence[AuditEntry]) -> None:
    """Write what was done as CSV, a row for each field that changed."""
    show.as_csv(_COLUMNS, (row for one in found for row in _rows(one)))


def what(one: AuditEntry) -> str:
    """Return in words what was done."""
    if one.subject is None:
        return _whole(one)
    if one.is_erased:
        return f"{one.subject} {one.verb}: (erased)"
    said = {name: pair for name, pair in one.differences.items() if name not in _UNSAID}
    fields = "; ".join(_pair(one, name, *pair) for name, pair in said.items() if set(map(told, pair)) - {"", one.about})
    start = "" if one.verb is Verb.CHANGED and fields else f"{one.subject} {one.verb}"
    named = next(
        (told(pair[0]) for name, pair in one.values.items() if name in {"list", "address"} and pair[0] == pair[1]), ""
    )
    return ": ".join(part for part in (" ".join(part for part in (start, named) if part), fields) if part)


def trace(found: Dossier, zone: str) -> None:
    """Show where a contact came from, and its last changes."""
    if found.origin is not None:
        done = found.origin.changeset
        onto = f" onto {done.list}" if done.list else ""
        by = f"{done.by.who} on {show.when(done.by.at, zone)} (changeset {done.id})"
        show.line(f"Came by {done.action}{source(found.origin)}{onto}, by {by}.")
    if found.last:
        show.line()
        rows = [(show.when(one.changeset.by.at, zone), one.changeset.by.who, what(one)) for one in found.last]
        show.table(("last changes", "who", "what"), rows)


def trace_json(found: Dossier) -> dict[str, Any]:
    """Return the same as JSON values."""
    origin = entries_json([found.origin])[0] if found.origin else None
    return {"origin": origin, "changes": entries_json(found.last)}


def verified(found: Verified, zone: str) -> None:
    """Say whether every change is what was written down."""
    erased = f", the values of {found.erased:,} were erased" if found.erased else ""
    if not found.broken:
        show.line(f"{show.count(found.changes, 'change')}: all are what was written down{erased}.")
        return
    show.warning(f"{len(found.broken):,} of {show.count(found.changes, 'change')} WERE TAMPERED WITH{erased}:")
    rows = [(one.number, *_row(one, zone)) for one in found.broken]
    show.table(("change", "no", "when", "who", "action", "about", "says now"), rows, right=(0, 1))


def verified_json(found: Verified) -> dict[str, Any]:
    """Return the same as JSON values."""
    return {"changes": found.changes, "erased": found.erased, "tampered": entries_json(found.broken)}


def _row(one: AuditEntry, zone: str) -> tuple[object, ...]:
    done = one.changeset
    return (done.id, show.when(done.by.at, zone), done.by.who, done.action, one.about, what(one))


def _rows(one: AuditEntry) -> list[tuple[object, ...]]:
    """Return a row for each field that changed."""
    done = one.changeset
    first = (done.id, done.by.at, done.by.who, done.action, one.subject, one.verb, one.about)
    fields = [(name, told(old), told(new)) for name, (old, new) in one.differences.items()]
    return [(*first, *rest) for rest in fields or [(what(one), "", "")]]


def _whole(one: AuditEntry) -> str:
    done, counts = one.changeset, one.changeset.counts
    numbers = [f"{show.count(counts.added, 'contact')} added"] if counts.added else []
    numbers += [f"{counts.updated:,} changed"] if counts.updated else []
    if done.undoes:
        numbers.insert(0, f"changeset {done.undoes} was taken back")
    undone = f"taken back by {done.undone_by}" if done.undone_by else ""
    if not numbers and undone:  # what it added went with it
        return f"{undone}{source(one)}"
    return f"{', '.join(numbers) or 'nothing was changed'}{source(one)}{'; ' if undone else ''}{undone}"


def source(one: AuditEntry) -> str:
    """Return the file that it came from and its checksum, as they follow a sentence; "" for none."""
    done = one.changeset
    return f" from {done.source} (sha256 {done.sha256[:_HASH_SHOWN]}...)" if done.source else ""


def _pair(one: AuditEntry, name: str, before: Any, after: Any) -> str:  # noqa: ANN401 - any JSON values
    label = name.removeprefix("field.").removeprefix("is_").replace("_", " ")
    if one.verb in {Verb.ADDED, Verb.REMOVED}:
        return f"{label} {told(after if one.verb is Verb.ADDED else before)}"
    return f"{label}: {told(before)} -> {told(after)}".replace(":  ->", ": ->")
