"""Two contacts who are one person: made one, or said to be two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mailer.domain.address import Address
from mailer.domain.changeset import Action, Change, Signature, Subject, Verb, differences
from mailer.domain.contact import ContactRow, facts
from mailer.domain.merge import Stay, Two, settled, united
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.doubles import distinct_pairs, merged_deliveries, merged_suppressions, merges
from mailer.store.history import changes, changesets
from mailer.store.people import contacts
from mailer.store.people.contacts import Known
from mailer.store.sending import releases
from mailer.usecases.naming import address_in, contact_at


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of two contacts who are one person; ``changeset`` is None as long as nothing was changed.

    ``values`` has, for each fact that differs or changes, what the one said, what the other said, and what is known
    then. ``stays`` are the subscriptions that change, before and after; ``stopped`` is how many deliveries no longer go
    out because the person has the release by the other address. ``suppressed`` says whether that is new for ``kept``.
    """

    kept: ContactRow
    other: ContactRow
    values: Mapping[str, tuple[Any, Any, Any]]
    addresses: Sequence[str]
    stays: Sequence[tuple[Stay, Stay]]
    stopped: int
    suppressed: bool
    changeset: int | None = None


def plan_merge(store: Store, kept: str, other: str, *, at: datetime, prefer: str = "") -> Merged:
    """Return what ``merge_contacts`` would do; the same errors."""
    with store.read() as tx:
        ours, theirs = _both(tx, kept, other)
        return _planned(tx, (ours, theirs), _united(ours, theirs, prefer), at)


def merge_contacts(store: Store, kept: str, other: str, *, by: Signature, prefer: str = "") -> Merged:
    """Return what became of the contact at ``kept``, who has everything of the one at ``other`` now.

    Where both say something the facts of ``kept`` hold, or of whom ``prefer`` names. MailerError for an address that
    nobody has, for two of one contact, and for two contacts that were said to be distinct.
    """
    with store.begin() as tx:
        changesets.hold(tx)
        merges.hold(tx)
        releases.lock(tx)
        ours, theirs = _both(tx, kept, other)
        row = _united(ours, theirs, prefer)
        changeset = changesets.begin(tx, Action.MERGE, by)
        planned = _planned(tx, (ours, theirs), row, by.at)
        merges.merge(tx, Two(ours.id, theirs.id), row, by.at, changeset=changeset)
        return replace(planned, changeset=changeset)


def distinguish(store: Store, one: str, another: str, *, by: Signature) -> bool:
    """Return whether it is new that the contacts with these addresses are two people; it is remembered.

    MailerError for an address that nobody has, and for two of one contact.
    """
    return _tell_apart(store, (one, another), by, are_distinct=True)


def confuse(store: Store, one: str, another: str, *, by: Signature) -> bool:
    """Return whether the contacts with these addresses were said to be two people; that is forgotten."""
    return _tell_apart(store, (one, another), by, are_distinct=False)


def _tell_apart(store: Store, typed: tuple[str, str], by: Signature, *, are_distinct: bool) -> bool:
    with store.begin() as tx:
        ours, theirs = _two(tx, *typed)
        if distinct_pairs.are_distinct(tx, ours.id, theirs.id) is are_distinct:
            return False
        telling = distinct_pairs.add if are_distinct else distinct_pairs.remove
        telling(tx, ours.id, theirs.id)
        change = ([], [theirs.id]) if are_distinct else ([theirs.id], [])
        made = Change(Subject.CONTACT, ours.id, Verb.CHANGED, {"distinct": change}, ours.id)
        changes.write(tx, changesets.begin(tx, Action.DISTINGUISH, by), [made])
        return True


def _both(tx: Transaction, kept: str, other: str) -> tuple[Known, Known]:
    ours, theirs = _two(tx, kept, other)
    if distinct_pairs.are_distinct(tx, ours.id, theirs.id):
        raise MailerError(
            f"{_at(ours)} and {_at(theirs)} were said to be two people",
            hint=f"If they are one: mailer contacts distinct --undo {_at(ours)} {_at(theirs)}",
        )
    return ours, theirs


def _two(tx: Transaction, one: str, another: str) -> tuple[Known, Known]:
    first, second = address_in(one), address_in(another)
    ours, theirs = contact_at(tx, first), contact_at(tx, second)
    if ours.id == theirs.id:
        raise MailerError(_same(first, second), hint=f"See: mailer contacts show {first.address}")
    return ours, theirs


def _same(first: Address, second: Address) -> str:
    if first.key == second.key:
        return f"{first.address} was named twice"
    return f"{first.address} and {second.address} are addresses of one contact already"


def _united(ours: Known, theirs: Known, prefer: str) -> ContactRow:
    if not prefer:
        return united(ours.row, theirs.row)
    named = address_in(prefer).key
    if named not in {ours.row.address.key, theirs.row.address.key}:
        raise UsageProblem(f"--prefer {prefer} is neither of the two", hint=f"Write {_at(ours)} or {_at(theirs)}")
    return united(ours.row, theirs.row, prefer_other=named == theirs.row.address.key)


def _planned(tx: Transaction, two: tuple[Known, Known], row: ContactRow, at: datetime) -> Merged:
    ours, theirs = two
    stays = settled(merges.stays(tx, [ours.id, theirs.id]), kept=ours.id, now=at)
    forbidden = [merged_suppressions.of_person(tx, one.id) for one in two]
    return Merged(
        kept=ours.row,
        other=theirs.row,
        values=_values(ours.row, theirs.row, row),
        addresses=[one.address for one in contacts.address_list(tx, theirs.id)],
        stays=stays,
        stopped=len(merged_deliveries.doubles(tx, ours.id, theirs.id)),
        suppressed=forbidden[0] is None and forbidden[1] is not None,
    )


def _values(ours: ContactRow, theirs: ContactRow, row: ContactRow) -> dict[str, tuple[Any, Any, Any]]:
    one, another, then = facts(ours), facts(theirs), facts(row)
    names = dict.fromkeys((*differences(one, another), *differences(one, then)))
    return {name: (one.get(name), another.get(name), then.get(name)) for name in names}


def _at(known: Known) -> str:
    return known.row.address.address
