"""Bringing a file of contacts onto a list: what the file says, and nothing that a person has decided otherwise.

The file is put down beside the database, compared with it, and written in one short transaction at the end.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from mailer.content.listfile.reading import ContactFile
from mailer.domain.changeset import Action, Signature
from mailer.domain.contact import RowError
from mailer.domain.custom_field import CustomFields
from mailer.domain.distribution_list import DistributionList, parse_slug
from mailer.errors import ListFileError, NotFinished, UsageProblem
from mailer.store.database import Store, Transaction, Workbench
from mailer.store.history import changesets
from mailer.store.imports import arrivals, list_sources
from mailer.store.imports import refusals as verdicts
from mailer.store.imports.arrivals import Arrival
from mailer.store.imports.details import bases
from mailer.store.imports.likenesses import alike
from mailer.store.imports.plans import Planned, plan
from mailer.store.imports.staged_contacts import stage
from mailer.store.people import lists
from mailer.store.privacy import tombstones
from mailer.usecases.people import provenance
from mailer.usecases.people.accounting import ImportReport, field_changes, line_of, refusal_error
from mailer.usecases.people.listing import fixed_list
from mailer.usecases.people.mapping import Reading, keep_mapping, open_contacts
from mailer.usecases.people.provenance import Provenance, Said
from mailer.usecases.people.typing_fields import typed_rows

#: Told how many rows were read so far.
Progress = Callable[[int], None]
_MOST_TRIES = 5
_NOTHING_SAID, _NO_FIELDS = Said(), CustomFields()
_Plan = TypeVar("_Plan")
_AS_IT_IS = Reading()


@dataclass(frozen=True, slots=True)
class Consent:
    """What an import may do that it else may not, each for a flag that names it; a suppression holds whatever it says.

    With ``is_strict`` one row that is not taken stops all of it.
    """

    overwrite_edits: bool = False
    revive_ended: bool = False
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """How a file is to be read, what it may do, and what is said of all its rows."""

    reading: Reading = _AS_IT_IS
    consent: Consent = Consent()
    said: Said = _NOTHING_SAID
    fields: CustomFields = _NO_FIELDS


@dataclass(frozen=True, slots=True)
class Attended:
    """Who watches: is told the ``progress`` and each ``phase`` after reading.

    They are there to ``ask`` where the addresses come from, or are not.
    """

    progress: Progress = lambda _: None
    ask: Callable[[], str] | None = None
    phase: Callable[[str], None] = lambda _: None


_AS_USUAL, _BY_NOBODY = ImportRequest(), Attended()


def import_contacts(
    store: Store,
    path: Path,
    *,
    list_slug: str | None,
    dry_run: bool,
    by: Signature,
    request: ImportRequest = _AS_USUAL,
    attended: Attended = _BY_NOBODY,
) -> ImportReport:
    """Return what became of the contacts in the file at ``path``, for the list ``list_slug`` (or the file's namesake).

    What the file leaves out changes nothing; who has left the list or must not be written to is never brought back.
    With ``dry_run`` the same is said and nothing written. ListFileError for a file that cannot be read,
    UsageProblem for an unknown list.
    """
    with store.read() as tx:
        target = _target(tx, path, list_slug)
    file = open_contacts(store, path, request.reading)
    with store.apart() as bench:
        with bench.read() as tx:
            for number in stage(tx, typed_rows(file.rows, request.fields, file.errors)):
                attended.progress(number)
            is_lacking = list_sources.is_lacking(tx)
        attended.phase("Comparing with what is known")
        settled = provenance.settle(target, request.said, is_lacking=is_lacking, ask=None if dry_run else attended.ask)
        coming = Coming(path, file, settled, request.consent, by)
        if dry_run:
            with bench.read() as tx:
                return look(tx, coming)
        report, changeset = write_as_planned(
            bench, lambda tx: look(tx, coming), lambda tx, planned: _write(tx, coming, planned)
        )
    keep_mapping(store, request.reading, file, by.at)
    return replace(report, changeset=changeset)


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that was put down, and the list that it is for."""

    path: Path
    file: ContactFile
    settled: Provenance
    consent: Consent
    by: Signature

    @property
    def target(self) -> DistributionList:
        """Return the list with the terms of those rows that have none of their own."""
        return self.settled.target


def look(tx: Transaction, coming: Coming) -> ImportReport:
    """Return what would become of the rows, planned in temporary tables; ListFileError where all must be right."""
    new = _judge(tx, coming)
    known = plan(tx, coming.target, coming.by.at, overwrite_edits=coming.consent.overwrite_edits)
    refused = verdicts.refusals(tx, coming.target.id)
    errors = [*coming.file.errors, *(refusal_error(one, coming.target) for one in refused)]
    if coming.consent.is_strict and errors:
        raise _not_strictly(coming.path, sorted(errors, key=line_of))
    duplicates = tuple(alike(tx)) if new else ()
    return replace(_report(coming, new, known, errors), duplicates=duplicates, bases=bases(tx, coming.target.basis))


def _judge(tx: Transaction, coming: Coming) -> int:
    """Return how many are new, once it is known who is and who is not taken."""
    verdicts.match(tx)
    verdicts.refuse_erased(tx, tombstones.erased(tx, verdicts.address_keys(tx)))
    verdicts.refuse_repeated(tx)
    verdicts.refuse_suppressed(tx)
    if not coming.consent.revive_ended:
        verdicts.refuse_left(tx, coming.target.id)
    return verdicts.number_fresh(tx)


def write_as_planned(
    bench: Workbench, look: Callable[[Transaction], _Plan], write: Callable[[Transaction, _Plan], int]
) -> tuple[_Plan, int]:
    """Return what ``look`` has planned and the changeset that ``write`` has made of it, in one short transaction.

    Whoever changes contacts or lists in between is taken into account. NotFinished if somebody always does.
    """
    for _ in range(_MOST_TRIES):
        with bench.read() as tx:
            mark = changesets.mark(tx)
            planned = look(tx)
        with bench.begin() as tx:
            changesets.hold(tx)
            if changesets.mark(tx) == mark:
                return planned, write(tx, planned)
    raise NotFinished("somebody keeps changing contacts and lists", hint="Nothing was written; try again in a moment")


def _write(tx: Transaction, coming: Coming, report: ImportReport) -> int:
    target, by = coming.target, coming.by
    changeset = changesets.begin(
        tx,
        Action.IMPORT,
        by,
        list_id=target.id,
        source=report.source,
        sha256=sha256_of(coming.path),
        counts=report.counts,
    )
    provenance.remember(tx, coming.settled, changeset=changeset)
    arrivals.write(tx, Arrival(target, report.added, by.at, changeset))
    return changeset


def sha256_of(path: Path) -> str:
    """Return the hash of a file's content, as hexadecimal digits."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _target(tx: Transaction, path: Path, list_slug: str | None) -> DistributionList:
    if list_slug is not None:
        return fixed_list(tx, list_slug)
    namesake = lists.find(tx, path.stem)
    if namesake is None:
        raise UsageProblem(f"{path.name} names no list", hint=_how_to_name(path, lists.slugs(tx)))
    return fixed_list(tx, namesake.slug)


def _how_to_name(path: Path, known: Sequence[str]) -> str:
    try:
        slug = parse_slug(path.stem)
    except ValueError:
        slug = "SLUG"
    create = f'mailer lists create {slug} --title "..." --kind journalist --basis legitimate-interest --source "..."'
    given = f"Say which with --list ({', '.join(known)}), or make one: " if known else "Make one first: "
    return given + create


def _not_strictly(path: Path, errors: Sequence[RowError]) -> ListFileError:
    first, more = errors[0], len(errors) - 1
    others = f", and {more:,} more" if more else ""
    hint = "Mend the file, or leave --strict out to take the rest"
    value = "" if first.reason.startswith(repr(first.value)) else f"{first.value!r}: "
    return ListFileError(f"{path.name}, line {first.line}: {value}{first.reason}{others}", hint=hint)


def _report(coming: Coming, new: int, known: Planned, errors: Sequence[RowError]) -> ImportReport:
    return ImportReport(
        list=coming.target,
        source=coming.path.name,
        added=new,
        updated=known.updated,
        unchanged=known.known - known.updated,
        errors=tuple(sorted(errors, key=line_of)),
        joined=new + known.joined,
        changes=field_changes(known),
        kept=field_changes(known, are_kept=True),
        ignored=coming.file.ignored,
        notes=coming.settled.notes,
        warnings=tuple(sorted(coming.file.warnings, key=line_of)),
        role_addresses=coming.file.role_addresses,
        layout=coming.file.layout,
    )
