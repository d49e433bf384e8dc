"""Making lists what their files in ``lists/`` say: planned first, then each list in one short transaction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from mailer.content.listfile.about import read_about
from mailer.content.listfile.folder import ListFiles, all_files, named_files
from mailer.content.listfile.reading import ContactFile, read_contacts
from mailer.domain.changeset import Action, Counts, Signature, differences
from mailer.domain.contact import RowError
from mailer.domain.custom_field import CustomFields
from mailer.domain.distribution_list import DistributionList
from mailer.errors import ListFileError, MailerError, NotFinished, UsageProblem
from mailer.store.database import Store, Transaction, Workbench
from mailer.store.history import changesets
from mailer.store.imports import absences, arrivals, list_sources
from mailer.store.imports import details as import_details
from mailer.store.imports.absences import Named
from mailer.store.imports.arrivals import Arrival
from mailer.store.imports.plans import MOST_TOLD
from mailer.store.imports.staged_contacts import stage
from mailer.store.people import lists
from mailer.usecases.people import provenance
from mailer.usecases.people.accounting import FieldChange, ImportReport
from mailer.usecases.people.describing import described, usual_list, with_said
from mailer.usecases.people.importing import Coming, Consent, look, sha256_of, write_as_planned
from mailer.usecases.people.listing import list_in_use
from mailer.usecases.people.provenance import Said
from mailer.usecases.people.tending import refuse_people
from mailer.usecases.people.typing_fields import typed_rows

#: Of longer lists no more than this part ends without somebody saying how many.
_FEW, _PART = 20, 10
_WORD = re.compile(r"[a-z0-9-]+")
_NOTHING_MORE, _NO_FIELDS = Consent(), CustomFields()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sync may do: end what is no longer in the files (``expect`` so many), and what ``consent`` allows.

    ``fields`` are the custom fields that the workspace has named.
    """

    prune: bool = False
    expect: int | None = None
    consent: Consent = _NOTHING_MORE
    fields: CustomFields = _NO_FIELDS


@dataclass(frozen=True, slots=True)
class ListSync:
    """What a sync does to one list, or has done (then there is a ``changeset``).

    ``before`` is the list as it was, ``settings`` are before and after by key of its file, ``people`` tells what
    becomes of the rows. ``joining`` come onto the list, ``changes`` are facts and terms that the file says otherwise.
    Of ``size`` on the list ``absent`` are not in the file, the first of them are ``leaving``; ``ends`` of them end.
    """

    files: ListFiles
    before: DistributionList | None
    list: DistributionList
    sha256: tuple[str, ...]
    settings: Mapping[str, tuple[Any, Any]]
    people: ImportReport | None = None
    joining: tuple[Named, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    leaving: tuple[Named, ...] = ()
    absent: int = 0
    ends: int = 0
    size: int = 0
    changeset: int | None = None

    @property
    def is_new(self) -> bool:
        """Return whether the list is made."""
        return self.before is None

    @property
    def counts(self) -> Counts:
        """Return what becomes of the rows, in numbers."""
        return self.people.counts if self.people else Counts()

    @property
    def errors(self) -> Sequence[RowError]:
        """Return the rows that are not taken."""
        return self.people.errors if self.people else ()

    @property
    def changes_something(self) -> bool:
        """Return whether anything is different afterwards."""
        return bool(self.is_new or self.settings or self.counts.added or self.counts.updated or self.ends)


def plan_sync(store: Store, folder: Path, slugs: Sequence[str], *, wish: Wish, by: Signature) -> tuple[ListSync, ...]:
    """Return what a sync of these lists, or of all that have files in ``folder``, would do; nothing is changed.

    ListFileError for a file that cannot be read, UsageProblem for a list without files, MailerError where more would
    end than was expected.
    """
    files = list(named_files(folder, slugs)) if slugs else all_files(folder)
    coming = tuple(one.slug for one in files)
    planned = tuple(_planned(store, one, wish, by, coming=coming) for one in files)
    _refuse_unexpected(planned, wish)
    return tuple(_in_order(planned))


def sync(store: Store, planned: Sequence[ListSync], *, wish: Wish, by: Signature) -> tuple[ListSync, ...]:
    """Return what was done, each list in a changeset of its own; what does not change has none.

    NotFinished where a file, or who would leave a list, has become another since it was planned.
    """
    return tuple(_synced(store, one, wish, by) if one.changes_something else one for one in planned)


def _in_order(planned: Sequence[ListSync]) -> list[ListSync]:
    """Return the lists, new ones before those that name them in a rule or as left out; ListFileError for a circle."""
    by_slug = {one.list.slug: one for one in planned}
    new = {slug for slug, one in by_slug.items() if one.is_new}
    named = {slug: new & {*one.list.excludes, *_WORD.findall(one.list.rule)} - {slug} for slug, one in by_slug.items()}
    try:
        return [by_slug[slug] for slug in TopologicalSorter(named).static_order()]
    except CycleError as error:
        names = " and ".join(sorted(set(error.args[1])))
        hint = "Make one of them without naming the other first"
        raise ListFileError(f"{names} are new and name each other", hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Said:
    """What the files of a list say."""

    files: ListFiles
    about: Mapping[str, Any]
    people: ContactFile | None
    sha256: tuple[str, ...]
    wish: Wish
    by: Signature
    coming: tuple[str, ...] = ()


def _planned(store: Store, files: ListFiles, wish: Wish, by: Signature, *, coming: tuple[str, ...]) -> ListSync:
    with store.apart() as bench:
        said = replace(_read(bench, files, wish, by), coming=coming)
        with bench.read() as tx:
            return _look(tx, said)


def _synced(store: Store, shown: ListSync, wish: Wish, by: Signature) -> ListSync:
    with store.apart() as bench:
        said = _read(bench, shown.files, wish, by)
        if said.sha256 != shown.sha256:
            names = " or ".join(path.name for path in shown.files.there)
            raise NotFinished(f"{names} has changed since the plan was made", hint="Sync again, and look at the plan")
        done, changeset = write_as_planned(
            bench, lambda tx: _look(tx, said), lambda tx, planned: _write(tx, said, shown, planned)
        )
    return replace(done, changeset=changeset)


def _read(bench: Workbench, files: ListFiles, wish: Wish, by: Signature) -> _Said:
    about = read_about(files.about) if files.about in files.there else {}
    people = read_contacts(files.people) if files.people in files.there else None
    if people:
        with bench.read() as tx:
            for _ in stage(tx, typed_rows(people.rows, wish.fields, people.errors)):
                pass
        _refuse_unreadable(files, people, wish)
    return _Said(files, about, people, tuple(map(sha256_of, files.there)), wish, by)


def _look(tx: Transaction, said: _Said) -> ListSync:
    before = lists.find(tx, said.files.slug)
    after = _as_said(tx, said, before)
    settings = differences(described(before) if before else {}, described(after))
    found = ListSync(said.files, before, after, said.sha256, settings)
    return found if said.people is None else _with_people(tx, said, said.people, found)


def _as_said(tx: Transaction, said: _Said, before: DistributionList | None) -> DistributionList:
    """Return the list as its files say; ListFileError for what cannot be."""
    one = list_in_use(tx, before.slug) if before else usual_list(said.files.slug, said.about, said.by)
    known = set(lists.slugs(tx))
    coming = [usual_list(slug, {}, said.by) for slug in said.coming if slug not in known]
    try:
        after = with_said(tx, one, said.about, fields=tuple(said.wish.fields.named), coming=coming)
        if before and after.rule and not before.rule:
            refuse_people(tx, before, after.rule)
    except UsageProblem as error:
        raise ListFileError(f"{said.files.about.name}: {error.message}", hint=error.hint) from error
    if after.rule and said.people:
        hint = f"Remove {said.files.people.name}, or the rule"
        raise ListFileError(f"who is on {after.slug} follows from its rule, not from a file", hint=hint)
    return after


def _with_people(tx: Transaction, said: _Said, people: ContactFile, found: ListSync) -> ListSync:
    target, prunes = found.list, said.wish.prune
    settled = provenance.settle(target, Said(), is_lacking=list_sources.is_lacking(tx), ask=None)
    report = look(tx, Coming(said.files.people, people, settled, said.wish.consent, said.by))
    absent = absences.find(tx, target.id)
    if prunes:
        absences.prepare(tx, target.slug, said.by.at)
    return replace(
        found,
        people=report,
        joining=tuple(import_details.joining(tx, MOST_TOLD)),
        changes=(*report.changes, *_further_addresses(tx)),
        leaving=tuple(absences.told(tx, MOST_TOLD)),
        absent=absent,
        ends=absent if prunes else 0,
        size=absences.size(tx, target.id),
    )


def _further_addresses(tx: Transaction) -> list[FieldChange]:
    return [
        FieldChange(0, at, "other_addresses", "", one) for at, one in import_details.further_addresses(tx, MOST_TOLD)
    ]


def _write(tx: Transaction, said: _Said, shown: ListSync, planned: ListSync) -> int:
    if planned.ends > shown.ends:
        raise NotFinished(
            f"more would leave {planned.list.slug} than were shown", hint="Sync again, and look at the plan"
        )
    name, digest = said.files.there[0].name, said.sha256[0]
    target = lists.place(tx, planned.list) if planned.is_new else planned.list
    changeset = changesets.begin(
        tx, Action.SYNC, said.by, list_id=target.id, source=name, sha256=digest, counts=planned.counts
    )
    if planned.before is None:
        lists.record(tx, target, changeset=changeset)
    elif planned.settings:
        lists.change(tx, planned.before, target, changeset=changeset)
    if planned.people:
        arrivals.write(tx, Arrival(target, planned.people.added, said.by.at, changeset))
    if planned.ends:
        absences.end(tx, said.by.at)
    return changeset


def _refuse_unreadable(files: ListFiles, people: ContactFile, wish: Wish) -> None:
    """Refuse to end anything while it is not known whom a row means."""
    if wish.prune and people.errors:
        first = people.errors[0]
        raise ListFileError(
            f"{files.people.name}, line {first.line}: {first.value!r} {first.reason}",
            hint="It is not known who is no longer in the file: mend it, or leave --prune out",
        )


def _refuse_unexpected(planned: Sequence[ListSync], wish: Wish) -> None:
    ends = sum(one.ends for one in planned)
    if wish.expect is not None:
        if not wish.prune:
            raise UsageProblem("--expect says how many subscriptions end", hint="Add --prune, or leave --expect out")
        if wish.expect != ends:
            raise MailerError(
                f"you expected {wish.expect:,} to leave, it would be {ends:,}", hint="Nothing was changed"
            )
        return
    for one in planned:
        if one.size > _FEW and one.ends * _PART > one.size:
            slug, name = one.list.slug, one.files.people.name
            raise MailerError(
                f"{one.ends:,} of the {one.size:,} on {slug} would leave it: they are not in {name}",
                hint=f"See whom: mailer lists sync {slug}. If it is right, say how many: --prune --expect {ends}",
            )
