"""What forbids writing to two contacts who are one person: the merged one is forbidden what either was."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.suppression import SuppressionReason
from mailer.store.database import Transaction
from mailer.store.tables.schema import addresses, suppressions

_SAID = ("reason", "note", "created_at")
_Values = dict[str, tuple[Any, Any]]


def of_person(tx: Transaction, contact_id: int) -> int | None:
    """Return the number of the suppression of the whole person, None if there is none."""
    found = _found(tx, contact_id)
    return found.id if found else None


def join(tx: Transaction, kept: int, other: int) -> list[Change]:
    """Make the suppression of the person ``other`` that of ``kept``. Suppressed addresses stay what they are."""
    ours, theirs = _found(tx, kept), _found(tx, other)
    if theirs is None:
        return []
    if ours is None:
        tx.execute(update(suppressions).where(suppressions.c.id == theirs.id).values(contact_id=kept))
        return [_changed(theirs.id, kept, {"contact_id": (other, kept)})]
    return [*_strengthen(tx, ours, theirs, kept), _narrow(tx, theirs, kept)]


def put_back(tx: Transaction, made: Change, other: int) -> Change | None:
    """Take back one change of ``join`` where nothing has changed since; return what was done, None if nothing was."""
    if made.verb is Verb.REMOVED:
        return _add_again(tx, made, other)
    s, row = suppressions.c, _numbered(tx, made.subject_id)
    if row is None or any(_plain(row, name) != after for name, (_, after) in made.values.items()):
        return None
    old = {name: before for name, (before, _) in made.values.items() if name != "created_at"}
    if "created_at" in made.values:
        old["created_at"] = datetime.fromisoformat(made.values["created_at"][0])
    tx.execute(update(suppressions).where(s.id == row.id).values(**old))
    return _changed(row.id, made.contact_id, {name: (after, before) for name, (before, after) in made.values.items()})


def share(tx: Transaction, kept: int, other: int) -> list[Change]:
    """Forbid writing to ``other`` too what forbids writing to ``kept``: it was said while they were one person.

    An address that it names goes with the one whose it is.
    """
    ours = _found(tx, kept)
    if ours is None or _found(tx, other) is not None:
        return []
    said = {name: getattr(ours, name) for name in _SAID}
    a = addresses.c
    if not tx.scalar(select(a.id).where(a.key == ours.address_key, a.contact_id == other)):
        return [_add(tx, other, said)]
    tx.execute(update(suppressions).where(suppressions.c.id == ours.id).values(address_key=None))
    return [_add(tx, other, {**said, "address_key": ours.address_key})]


def _strengthen(tx: Transaction, ours: Row[Any], theirs: Row[Any], kept: int) -> list[Change]:
    """Let the person's own will be the reason if it was that of either: only the person can take it back."""
    if SuppressionReason(ours.reason).is_own_will or not SuppressionReason(theirs.reason).is_own_will:
        return []
    tx.execute(
        update(suppressions).where(suppressions.c.id == ours.id).values({name: getattr(theirs, name) for name in _SAID})
    )
    told = {name: (_plain(ours, name), _plain(theirs, name)) for name in _SAID}
    return [_changed(ours.id, kept, told)]


def _narrow(tx: Transaction, theirs: Row[Any], kept: int) -> Change:
    """Let a second suppression of one person be that of its address; without an address it says nothing more."""
    s = suppressions.c
    if theirs.address_key:
        tx.execute(update(suppressions).where(s.id == theirs.id).values(contact_id=None))
        return _changed(theirs.id, kept, {"contact_id": (theirs.contact_id, None)})
    tx.execute(delete(suppressions).where(s.id == theirs.id))
    told = {name: (_plain(theirs, name), None) for name in _SAID}
    return Change(Subject.SUPPRESSION, theirs.id, Verb.REMOVED, told, kept)


def _add_again(tx: Transaction, made: Change, other: int) -> Change | None:
    if _found(tx, other) is not None:
        return None
    said = {name: before for name, (before, _) in made.values.items()}
    said["created_at"] = datetime.fromisoformat(said["created_at"])
    return _add(tx, other, said)


def _add(tx: Transaction, contact_id: int, said: dict[str, Any]) -> Change:
    adding = insert(suppressions).values(contact_id=contact_id, **said).returning(suppressions)
    row = tx.execute(adding).one()
    told = {name: (None, _plain(row, name)) for name in _SAID}
    return Change(Subject.SUPPRESSION, row.id, Verb.ADDED, told, contact_id)


def _found(tx: Transaction, contact_id: int) -> Row[Any] | None:
    return tx.execute(select(suppressions).where(suppressions.c.contact_id == contact_id)).first()


def _numbered(tx: Transaction, number: int) -> Row[Any] | None:
    return tx.execute(select(suppressions).where(suppressions.c.id == number)).first()


def _changed(number: int, contact_id: int | None, told: _Values) -> Change:
    return Change(Subject.SUPPRESSION, number, Verb.CHANGED, told, contact_id)


def _plain(row: Row[Any], name: str) -> Any:  # noqa: ANN401 - a column of any type
    value = getattr(row, name)
    return value.isoformat() if name == "created_at" else value
