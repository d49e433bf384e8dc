"""Suppressions: addresses and persons that must not be written to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, or_, select, update

from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.suppression import Suppression, SuppressionReason
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.inserting import insert
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts, suppressions


@dataclass(frozen=True, slots=True)
class Blocked:
    """Suppressions by what they name."""

    addresses: dict[str, Suppression] = field(default_factory=dict)
    contacts: dict[int, Suppression] = field(default_factory=dict)

    def of(self, key: str, contact_id: int | None) -> Suppression | None:
        """Return what forbids writing to this address of this contact, if anything does."""
        return self.addresses.get(key) or (self.contacts.get(contact_id) if contact_id is not None else None)

    def all_of(self, keys: Iterable[str], contact_id: int) -> tuple[Suppression, ...]:
        """Return all that forbids writing to this contact, or to one of these address keys; each once."""
        found = [self.contacts.get(contact_id), *(self.addresses.get(key) for key in keys)]
        return tuple(dict.fromkeys(one for one in found if one is not None))


def blocked(tx: Transaction, keys: Iterable[str], contact_ids: Iterable[int]) -> Blocked:
    """Return the suppressions that name any of these address keys or contacts."""
    s = suppressions.c
    by_address = tx.execute(_selection().where(among(tx, s.address_key, [*keys])))
    by_person = tx.execute(_selection().where(among(tx, s.contact_id, {*contact_ids})))
    return Blocked(
        {row.address_key: _suppression(row) for row in by_address},
        {row.contact_id: _suppression(row) for row in by_person},
    )


def all_suppressions(tx: Transaction) -> list[Suppression]:
    """Return every suppression, newest first."""
    newest = (suppressions.c.created_at.desc(), suppressions.c.id.desc())
    return [_suppression(row) for row in tx.execute(_selection().order_by(*newest))]


def of_contact(tx: Transaction, contact_id: int) -> tuple[Suppression, ...]:
    """Return what forbids writing to the contact, or to one of its addresses."""
    rows = tx.execute(_selection().where(_about(contact_id)).order_by(suppressions.c.id))
    return tuple(_suppression(row) for row in rows)


def of_address(tx: Transaction, key: str) -> tuple[Suppression, ...]:
    """Return what forbids writing to an address, whoever has it."""
    rows = tx.execute(_selection().where(_names(key)).order_by(suppressions.c.id))
    return tuple(_suppression(row) for row in rows)


def add(tx: Transaction, new: Suppression, *, changeset: int, contact_id: int | None = None) -> bool:
    """Return whether the address (with ``contact_id``: the whole person) was not suppressed before, and now is.

    The person's own will, once it is the reason, stays it, and takes the place of any other.
    """
    keys = [new.address] if new.address else []
    found = blocked(tx, keys, [contact_id] if contact_id is not None else [])
    there = found.addresses.get(new.address) if contact_id is None else found.contacts.get(contact_id)
    if there is not None:
        _strengthen(tx, there, new, changeset=changeset, contact_id=contact_id)
        return False
    before = found.addresses.get(new.address)
    if before and before.reason.is_own_will and not new.reason.is_own_will:
        new = replace(before, is_person=True)
    values = {"contact_id": contact_id, "reason": new.reason, "note": new.note, "created_at": new.created_at}
    if before:  # the address alone was suppressed: it becomes the person
        tx.execute(update(suppressions).where(suppressions.c.address_key == new.address).values(**values))
    else:
        adding = insert(tx, suppressions).values(address_key=new.address or None, **values)
        tx.execute(adding.on_conflict_do_nothing())  # somebody else may just have added it
    made = differences(_told(before), _told(new))
    whose = _owner(tx, new.address) if contact_id is None else contact_id
    changes.write(tx, changeset, [Change(Subject.SUPPRESSION, 0, Verb.ADDED, made, whose)])
    return True


def _strengthen(
    tx: Transaction, there: Suppression, new: Suppression, *, changeset: int, contact_id: int | None
) -> None:
    """Let the person's own will be the reason of what is suppressed already: only they can take that back."""
    if there.reason.is_own_will or not new.reason.is_own_will:
        return
    s = suppressions.c
    named = s.address_key == new.address if contact_id is None else s.contact_id == contact_id
    after = replace(there, reason=new.reason, note=new.note or there.note, created_at=new.created_at)
    values = {"reason": after.reason, "note": after.note, "created_at": after.created_at}
    tx.execute(update(suppressions).where(named).values(**values))
    made = differences(_told(there), _told(after))
    whose = _owner(tx, new.address) if contact_id is None else contact_id
    changes.write(tx, changeset, [Change(Subject.SUPPRESSION, 0, Verb.CHANGED, made, whose)])


def stay(tx: Transaction, contact_id: int, key: str, *, changeset: int) -> None:
    """Let what forbids writing to a person forbid it to this address too, which will not be theirs any more."""
    there = blocked(tx, (), [contact_id]).contacts.get(contact_id)
    if there is not None:
        add(tx, replace(there, address=key, is_person=False, name=""), changeset=changeset)


def remove(tx: Transaction, key: str, *, changeset: int) -> tuple[Suppression, ...]:
    """Return the suppressions that forbade writing to this address, or to the person who has it; they are no more."""
    found = of_address(tx, key)
    owner = _owner(tx, key)
    tx.execute(delete(suppressions).where(_names(key)))
    gone = [differences(_told(one), {}) for one in found]
    changes.write(tx, changeset, [Change(Subject.SUPPRESSION, 0, Verb.REMOVED, made, owner) for made in gone])
    return found


def _owner(tx: Transaction, key: str) -> int | None:
    return tx.scalar(select(addresses.c.contact_id).where(addresses.c.key == key))


def _told(one: Suppression | None) -> dict[str, Any]:
    if one is None:
        return {}
    since = one.created_at.isoformat()
    return {
        "address": one.address,
        "reason": str(one.reason),
        "note": one.note,
        "is_person": one.is_person,
        "since": since,
    }


def is_blocked() -> ColumnElement[bool]:
    """Return the condition, in a query over contacts and addresses, that this address must not be written to."""
    s = suppressions.c
    return or_(
        addresses.c.key.in_(select(s.address_key).where(s.address_key.is_not(None))),
        addresses.c.contact_id.in_(select(s.contact_id).where(s.contact_id.is_not(None))),
    )


def _names(key: str) -> ColumnElement[bool]:
    owner = select(addresses.c.contact_id).where(addresses.c.key == key)
    return or_(suppressions.c.address_key == key, suppressions.c.contact_id.in_(owner))


def _about(contact_id: int) -> ColumnElement[bool]:
    own = select(addresses.c.key).where(addresses.c.contact_id == contact_id)
    return or_(suppressions.c.contact_id == contact_id, suppressions.c.address_key.in_(own))


def _selection() -> Select[tuple[Any, ...]]:
    named = addresses.alias("named")
    person = func.coalesce(suppressions.c.contact_id, named.c.contact_id)
    joined = (
        suppressions.outerjoin(named, named.c.key == suppressions.c.address_key)
        .outerjoin(contacts, contacts.c.id == person)
        .outerjoin(addresses, preferred(suppressions.c.contact_id))
    )
    return select(suppressions, contacts.c.name, addresses.c.key.label("preferred")).select_from(joined)


def _suppression(row: Row[tuple[Any, ...]]) -> Suppression:
    return Suppression(
        address=row.address_key or row.preferred or "",
        reason=SuppressionReason(row.reason),
        created_at=row.created_at,
        note=row.note,
        is_person=row.contact_id is not None,
        name=row.name or "",
    )
