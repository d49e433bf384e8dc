"""Looking at outlets, and keeping them right: what they are called, their desk, how many there get a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailer.content.listfile.cells import cleaned
from mailer.domain.changeset import Action, Signature, differences
from mailer.domain.outlet import Outlet, OutletReport, facts_of
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.history import changesets
from mailer.store.people import contacts, outlet_edits, outlets
from mailer.usecases.naming import address_in


@dataclass(frozen=True, slots=True)
class OutletEdit:
    """What was typed about an outlet: None stays as it is, "" is emptied."""

    name: str | None = None
    desk_address: str | None = None
    cap: str | None = None


@dataclass(frozen=True, slots=True)
class OutletEdited:
    """What was changed of an outlet: before and after by fact. ``changeset`` is None after a dry run."""

    outlet: Outlet
    made: Mapping[str, tuple[Any, Any]]
    changeset: int | None = None


@dataclass(frozen=True, slots=True)
class OutletsMerged:
    """The outlet that others are part of now, and how many contacts came to it."""

    into: Outlet
    gone: tuple[str, ...]
    moved: int
    changeset: int


def all_outlets(store: Store, part: str, *, limit: int) -> Sequence[OutletReport]:
    """Return outlets whose name holds ``part``, by name, at most ``limit``."""
    with store.read() as tx:
        return outlet_edits.lines(tx, part, limit=limit)


def outlet_report(store: Store, name: str) -> OutletReport:
    """Return the outlet looked at closely; UsageProblem if there is none of that name."""
    with store.read() as tx:
        return outlet_edits.report(tx, known_outlet(tx, name))


def edit_outlet(store: Store, name: str, typed: OutletEdit, *, by: Signature, dry_run: bool = False) -> OutletEdited:
    """Return what was changed of the outlet; with ``dry_run`` what would be.

    UsageProblem for words that cannot be, MailerError for the name of another outlet.
    """
    if typed == OutletEdit():
        raise UsageProblem("nothing was given to change", hint="Give --name, --desk-address or --cap")
    with store.read() if dry_run else store.begin() as tx:
        before = known_outlet(tx, name)
        after = _corrected(before, typed)
        made = differences(facts_of(before), facts_of(after))
        _refuse_second(tx, before, after)
        if dry_run or not made:
            return OutletEdited(after, made)
        changeset = changesets.begin(tx, Action.EDIT, by)
        outlet_edits.change(tx, before, after, by.at, changeset=changeset)
        return OutletEdited(after, made, changeset)


def merge_outlets(store: Store, names: Sequence[str], *, into: str, by: Signature) -> OutletsMerged:
    """Return what became of outlets that were one: their people work for ``into``.

    Where it has no desk or cap of its own, it takes theirs, of several caps the lowest.
    UsageProblem for an outlet that is not known, or that would become part of itself.
    """
    with store.begin() as tx:
        contacts.hold(tx)
        target = known_outlet(tx, into)
        gone = {one.id: one for one in (known_outlet(tx, name) for name in names)}
        if target.id in gone:
            raise UsageProblem(
                f"{target.name} cannot become a part of itself", hint="Name the others, then --into NAME"
            )
        changeset = changesets.begin(tx, Action.EDIT, by)
        moved = sum(outlet_edits.merge(tx, one, target, by.at, changeset=changeset) for one in gone.values())
        after = _with_facts_of(target, [*gone.values()])
        if after != target:
            outlet_edits.change(tx, target, after, by.at, changeset=changeset)
    return OutletsMerged(after, tuple(one.name for one in gone.values()), moved, changeset)


def known_outlet(tx: Transaction, name: str) -> Outlet:
    """Return the outlet of this name; UsageProblem that names those most like it if there is none."""
    found = outlets.find(tx, name)
    if found is None:
        near = outlets.similar(tx, name)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UsageProblem(f"there is no outlet {name!r}", hint=f"{meant}All outlets: mailer outlets ls")
    return found


def _corrected(before: Outlet, typed: OutletEdit) -> Outlet:
    name = before.name if typed.name is None else _name(typed.name)
    desk = before.desk_address
    if typed.desk_address is not None:
        desk = address_in(typed.desk_address).key if typed.desk_address.strip() else ""
    return replace(before, name=name, desk_address=desk, cap=before.cap if typed.cap is None else _cap(typed.cap))


def _name(text: str) -> str:
    try:
        name = cleaned(text)
    except ValueError as error:
        raise UsageProblem(f"--name: {error}", hint="Type it again") from error
    if not name:
        raise UsageProblem("--name: an outlet needs a name", hint="To empty it for a person: mailer contacts edit")
    return name


def _cap(text: str) -> int | None:
    plain = text.strip()
    if plain and not (plain.isascii() and plain.isdecimal()):
        raise UsageProblem(f"--cap: {text!r} is not a number of people", hint="As in --cap 2; --cap '' for no cap")
    return int(plain) if plain else None


def _refuse_second(tx: Transaction, before: Outlet, after: Outlet) -> None:
    other = outlets.find(tx, after.name)
    if other is not None and other.id != before.id:
        raise MailerError(
            f"there is an outlet {other.name} already",
            hint=f'To make them one: mailer outlets merge "{before.name}" --into "{other.name}"',
        )


def _with_facts_of(target: Outlet, gone: Sequence[Outlet]) -> Outlet:
    desk = next((one.desk_address for one in (target, *gone) if one.desk_address), "")
    caps = [one.cap for one in (target, *gone) if one.cap is not None]
    cap = target.cap if target.cap is not None else min(caps, default=None)
    return replace(target, desk_address=desk, cap=cap)
