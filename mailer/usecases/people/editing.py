"""Changing what is known of a person by hand: what was typed, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mailer.domain.address import Address
from mailer.domain.changeset import Action, Signature, differences
from mailer.domain.contact import ContactRow, facts
from mailer.domain.custom_field import CustomFields
from mailer.domain.outlet import outlet_key
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.history import changesets
from mailer.store.people import addresses, contacts, edits, suppressions
from mailer.store.people.contacts import Known
from mailer.usecases.naming import address_in, contact_at
from mailer.usecases.people.barring import refuse_erased
from mailer.usecases.people.noting import Said, noted
from mailer.usecases.people.subscribing import refuse_blocked

_NO_FIELDS = CustomFields()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed about a known person: facts by option ("" empties), fields as NAME=VALUE, and addresses."""

    facts: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    prefer: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What was changed of a contact: before and after by fact. ``changeset`` is None after a dry run."""

    contact: ContactRow
    made: Mapping[str, tuple[Any, Any]]
    changeset: int | None = None


@dataclass(frozen=True, slots=True)
class _Addresses:
    """The addresses of a contact as they are to be; ``preferred`` is one of those that stay or come."""

    before: tuple[Address, ...]
    new: tuple[Address, ...]
    old: tuple[Address, ...]
    preferred: Address

    @property
    def after(self) -> tuple[Address, ...]:
        rest = [one for one in (*self.before, *self.new) if one not in {*self.old, self.preferred}]
        return (self.preferred, *rest)


def edit_contact(
    store: Store,
    address: str,
    typed: Correction,
    *,
    by: Signature,
    dry_run: bool = False,
    fields: CustomFields = _NO_FIELDS,
) -> Edited:
    """Return what was changed of the contact who has this address, field by field; with ``dry_run`` what would be.

    UsageProblem for words that cannot be; MailerError for an address that nobody has, for one to be added that
    somebody has or that must not be written to, and where no address would be left.
    """
    if typed == Correction():
        raise UsageProblem("nothing was given to change", hint="As in --role 'Africa editor'; all: --help")
    wanted, said = address_in(address), noted(typed.facts, typed.fields, fields)
    with store.read() if dry_run else store.begin() as tx:
        if not dry_run:
            contacts.hold(tx)
        known = contact_at(tx, wanted)
        after, places = corrected(known.row, said), _addresses(tx, known, typed)
        made = {**differences(facts(known.row), facts(after)), **_moved(places)}
        if dry_run or not made:
            return Edited(after, made)
        changeset = changesets.begin(tx, Action.EDIT, by)
        edits.change(tx, known, after, [*said.names, *_moved(places)], now=by.at, changeset=changeset)
        _move(tx, known.id, places, changeset)
        return Edited(replace(after, address=places.preferred), made, changeset)


def corrected(before: ContactRow, said: Said) -> ContactRow:
    """Return ``before`` with all that was typed; UsageProblem for an embargo text that nobody agreed to on any day."""
    own = {name: value for name, value in {**before.fields, **said.fields}.items() if value}
    after = replace(before, **said.facts, fields=own)
    if outlet_key(after.outlet) == outlet_key(before.outlet) and after.outlet:
        after = replace(after, outlet=before.outlet)
    if after.embargo_version and after.embargo_since is None:
        raise UsageProblem("--embargo-version: nothing says since when", hint="Add --embargo-since 2026-11-24")
    return after


def _move(tx: Transaction, contact_id: int, places: _Addresses, changeset: int) -> None:
    for one in places.new:
        addresses.add(tx, contact_id, one, changeset=changeset)
    addresses.prefer(tx, contact_id, places.preferred, changeset=changeset)
    for one in places.old:
        addresses.remove(tx, contact_id, one, changeset=changeset)


def _moved(places: _Addresses) -> dict[str, tuple[list[str], list[str]]]:
    before, after = ([one.address for one in some] for some in (places.before, places.after))
    return {} if before == after else {"addresses": (before, after)}


def _addresses(tx: Transaction, known: Known, typed: Correction) -> _Addresses:
    before = contacts.address_list(tx, known.id)
    mine = {one.key: one for one in before}
    new = {one.key: one for one in map(address_in, typed.add) if one.key not in mine}
    _refuse_others(tx, known, new)
    old = [_own(one, mine, known) for one in typed.remove]
    preferred = _own(typed.prefer, mine | new, known) if typed.prefer else before[0]
    places = _Addresses(before, tuple(new.values()), tuple(dict.fromkeys(old)), preferred)
    _refuse_no_address(places)
    if preferred is not before[0]:
        _refuse_unwelcome(tx, known, places)
    return places


def _own(text: str, mine: Mapping[str, Address], known: Known) -> Address:
    wanted = address_in(text)
    if wanted.key not in mine:
        theirs = ", ".join(one.address for one in mine.values())
        who = known.row.name or known.row.address.address
        raise MailerError(f"{wanted.address} is no address of {who}", hint=f"Theirs: {theirs}")
    return mine[wanted.key]


def _refuse_others(tx: Transaction, known: Known, new: Mapping[str, Address]) -> None:
    taken = contacts.known(tx, new)
    for key, one in new.items():
        if key in taken:
            raise MailerError(
                f"{one.address} belongs to {taken[key].row.name or 'another contact'}",
                hint=f"If they are one person: mailer contacts merge {known.row.address.address} {one.address}",
            )
        refuse_blocked(tx, one)
        refuse_erased(tx, one)


def _refuse_no_address(places: _Addresses) -> None:
    if places.preferred not in places.old:
        return
    rest = [one.address for one in (*places.before, *places.new) if one not in places.old]
    raise MailerError(
        f"{places.preferred.address} is the address that is written to; without it there must be another",
        hint=f"Say which: --prefer {rest[0]}" if rest else "Give the new one, too: --add-address NEW --prefer NEW",
    )


def _refuse_unwelcome(tx: Transaction, known: Known, places: _Addresses) -> None:
    """Refuse to write to an address that must not be, or to somebody elsewhere who asked to be left alone."""
    refuse_blocked(tx, places.preferred)
    found = suppressions.blocked(tx, [one.key for one in places.before], [known.id])
    asked = [one for one in found.all_of([at.key for at in places.before], known.id) if one.reason.is_own_will]
    if asked:
        raise MailerError(
            f"{known.row.name or asked[0].address} asked for no more mail at {asked[0].address} ({asked[0].told})",
            hint=f"Only if they want mail again: mailer suppressions remove {asked[0].address} --they-asked",
        )
