"""Bringing a file of contacts onto a list: what the file says, and nothing that a person has decided otherwise."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from mailer.content.listfile.reading import read_contacts
from mailer.domain.changeset import Action, Counts, Signature
from mailer.domain.contact import ContactRow, RowError
from mailer.domain.distribution_list import DistributionList, parse_slug
from mailer.domain.subscription import Subscription, Terms
from mailer.errors import UsageProblem
from mailer.store import changesets, contacts, lists, subscriptions, suppressions
from mailer.store.contacts import Known
from mailer.store.database import Store, Transaction
from mailer.store.outlets import outlet_key
from mailer.usecases.listing import known_list

_WORDS = ("name", "outlet", "role", "kind", "languages", "country", "timezone", "beats")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file; each is counted once.

    ``added`` contacts are new, ``updated`` ones were known and changed or came onto the list; every skipped row has
    its line in ``errors``. ``joined`` counts all that came onto the list, ``ignored`` are the headers of columns
    that were not read. ``changeset`` is None after a dry run.
    """

    list: DistributionList
    source: str
    added: int
    updated: int
    unchanged: int
    errors: tuple[RowError, ...]
    joined: int
    ignored: tuple[str, ...] = ()
    changeset: int | None = None

    @property
    def skipped(self) -> int:
        """Return how many rows were not taken."""
        return len(self.errors)


@dataclass(frozen=True, slots=True)
class _Present:
    """What the database says of the people in the file, and the list that they come onto."""

    target: DistributionList
    known: dict[str, Known]
    standing: dict[int, Subscription]
    blocked: suppressions.Blocked


@dataclass(slots=True)
class _Plan:
    """What is to be written. New contacts come by row, known ones by id."""

    new: list[ContactRow] = field(default_factory=list)
    changed: dict[int, ContactRow] = field(default_factory=dict)
    joining: dict[int, Terms] = field(default_factory=dict)
    terms: dict[int, Terms] = field(default_factory=dict)
    unchanged: int = 0
    refused: list[RowError] = field(default_factory=list)

    @property
    def updated(self) -> int:
        return len(self.changed.keys() | self.joining.keys() | self.terms.keys())


def import_contacts(
    store: Store,
    path: Path,
    *,
    list_slug: str | None,
    dry_run: bool,
    by: Signature,
    encoding: str | None = None,
) -> ImportReport:
    """Return what became of the contacts in the file at ``path``, for the list ``list_slug`` (or the file's namesake).

    What the file leaves out changes nothing; who has left the list or must not be written to is never brought back.
    With ``dry_run`` the same is said and nothing written. ListFileError for a file that cannot be read,
    UsageProblem for an unknown list.
    """
    file = read_contacts(path, encoding=encoding)
    rows = list(file.rows)
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    with store.read() if dry_run else store.begin() as tx:
        if not dry_run:
            contacts.hold(tx)
        target = _target(tx, path, list_slug)
        plan = _plan(rows, _present(tx, target, rows))
        plan.refused.extend(file.errors)
        report = _report(target, path, plan, ignored=file.ignored)
        if dry_run:
            return report
        changeset = _record(tx, report, sha256, by)
        _write(tx, target, plan, now=by.at, changeset=changeset)
        return replace(report, changeset=changeset)


def merged(before: ContactRow, said: ContactRow) -> ContactRow:
    """Return ``before`` with everything that ``said`` says; what it leaves empty stays as it was."""
    changes = {word: getattr(said, word) for word in _WORDS if getattr(said, word)}
    if outlet_key(said.outlet) == outlet_key(before.outlet):
        changes.pop("outlet", None)
    own = {name: value for name, value in said.fields.items() if value}
    return replace(before, **changes, fields={**before.fields, **own})


def _target(tx: Transaction, path: Path, list_slug: str | None) -> DistributionList:
    if list_slug is not None:
        return known_list(tx, list_slug)
    namesake = lists.find(tx, path.stem)
    if namesake is None:
        raise UsageProblem(f"{path.name} names no list", hint=_how_to_name(path, lists.slugs(tx)))
    return namesake


def _how_to_name(path: Path, known: Sequence[str]) -> str:
    try:
        slug = parse_slug(path.stem)
    except ValueError:
        slug = "SLUG"
    create = f'mailer lists create {slug} --title "..." --kind journalist --basis legitimate-interest --source "..."'
    given = f"Say which with --list ({', '.join(known)}), or make one: " if known else "Make one first: "
    return given + create


def _present(tx: Transaction, target: DistributionList, rows: Sequence[ContactRow]) -> _Present:
    keys = [row.address.key for row in rows]
    known = contacts.known(tx, keys)
    ids = [one.id for one in known.values()]
    standing = subscriptions.standing(tx, target.id, ids)
    return _Present(target, known, standing, suppressions.blocked(tx, keys, ids))


def _plan(rows: Sequence[ContactRow], present: _Present) -> _Plan:
    plan = _Plan()
    lines: dict[str | int, int] = {}
    for row in rows:
        known = present.known.get(row.address.key)
        person: str | int = known.id if known else row.address.key
        reason = _refusal(row, known, present, lines.get(person))
        lines.setdefault(person, row.line)
        if reason:
            plan.refused.append(RowError(row.line, row.address.address, reason))
        elif known is None:
            plan.new.append(replace(row, kind=row.kind or present.target.kind))
        else:
            _compare(row, known, present, plan)
    return plan


def _refusal(row: ContactRow, known: Known | None, present: _Present, first_line: int | None) -> str:
    if first_line is not None:
        return f"is the same person as in line {first_line}; the first one counts"
    suppression = present.blocked.of(row.address.key, known.id if known else None)
    if suppression is not None:
        return f"must not be written to ({suppression.told})"
    standing = present.standing.get(known.id) if known else None
    if standing is not None and standing.ended_at is not None:
        left = f"{standing.ended_at:%Y-%m-%d}, {standing.ended_reason}"
        return f"left the list {standing.list} ({left}); if they asked to come back: mailer subscribe"
    return ""


def _compare(row: ContactRow, known: Known, present: _Present, plan: _Plan) -> None:
    after, standing = merged(known.row, row), present.standing.get(known.id)
    terms = _terms(row, present.target, standing)
    if after != known.row:
        plan.changed[known.id] = after
    if standing is None:
        plan.joining[known.id] = terms
    elif terms != standing.terms:
        plan.terms[known.id] = terms
    elif after == known.row:
        plan.unchanged += 1


def _terms(row: ContactRow, target: DistributionList, standing: Subscription | None = None) -> Terms:
    usual = standing.terms if standing else target.terms
    return Terms(row.basis or usual.basis, row.source or usual.source, row.frequency or usual.frequency)


def _report(target: DistributionList, path: Path, plan: _Plan, *, ignored: tuple[str, ...]) -> ImportReport:
    return ImportReport(
        list=target,
        source=path.name,
        added=len(plan.new),
        updated=plan.updated,
        unchanged=plan.unchanged,
        errors=tuple(sorted(plan.refused, key=lambda error: error.line)),
        joined=len(plan.new) + len(plan.joining),
        ignored=ignored,
    )


def _write(tx: Transaction, target: DistributionList, plan: _Plan, *, now: datetime, changeset: int) -> None:
    ids = contacts.add(tx, plan.new, now, changeset=changeset)
    contacts.change(tx, plan.changed, now, changeset=changeset)
    joining = {one: _terms(row, target) for one, row in zip(ids, plan.new, strict=True)} | plan.joining
    subscriptions.begin(tx, target.id, joining, now, changeset=changeset)
    subscriptions.change(tx, target.id, plan.terms, changeset=changeset)


def _record(tx: Transaction, report: ImportReport, sha256: str, by: Signature) -> int:
    counts = Counts(report.added, report.updated, report.unchanged, report.skipped)
    return changesets.begin(
        tx, Action.IMPORT, by, list_id=report.list.id, source=report.source, sha256=sha256, counts=counts
    )
