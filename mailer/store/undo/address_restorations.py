"""What was done to addresses by hand, taken back where nothing newer stands in the way."""

from collections.abc import Sequence

from sqlalchemy import Row, and_, delete, select

from mailer.domain.address import Address, parse_address
from mailer.domain.changeset import Change, Subject, Verb
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.people import addresses as kept
from mailer.store.people import searches, suppressions
from mailer.store.tables.schema import addresses


def take_back(tx: Transaction, one: Change, made: Sequence[Change], *, changeset: int) -> bool | None:
    """Return whether a change of an address was taken back, None for one that goes with another of those ``made``.

    Whom to write to is not turned back for somebody who has asked for no more mail meanwhile.
    """
    if not one.values:  # it was erased, or kept long enough
        return False
    if one.verb is Verb.ADDED:
        return _remove(tx, one, changeset)
    if one.verb is Verb.REMOVED:
        return _return(tx, one, changeset)
    return _prefer(tx, one, made, changeset) if one.values["is_preferred"][0] else None


def _remove(tx: Transaction, one: Change, changeset: int) -> bool:
    address = one.values.get("address", (None, None))[1]
    a = addresses.c
    theirs = and_(a.contact_id == one.contact_id, a.address == address, ~a.is_preferred)
    key = tx.scalar(select(a.key).where(theirs))
    if one.contact_id is None or key is None:
        return False
    suppressions.stay(tx, one.contact_id, key, changeset=changeset)
    tx.execute(delete(addresses).where(theirs))
    searches.refresh(tx, [one.contact_id])
    back = Change(Subject.ADDRESS, one.subject_id, Verb.REMOVED, {"address": (address, None)}, one.contact_id)
    changes.write(tx, changeset, [back])
    return True


def _return(tx: Transaction, one: Change, changeset: int) -> bool:
    """Give an address back to its contact, unless somebody has it by now or the contact is gone."""
    address = parse_address(one.values["address"][0])
    is_taken = tx.scalar(select(addresses.c.id).where(addresses.c.key == address.key))
    if one.contact_id is None or is_taken or not _preferred(tx, one.contact_id):
        return False
    kept.add(tx, one.contact_id, address, changeset=changeset)
    return True


def _prefer(tx: Transaction, one: Change, made: Sequence[Change], changeset: int) -> bool:
    a, now = addresses.c, _preferred(tx, one.contact_id)
    chosen = {each.values["address"][1] for each in made if _was_chosen(each, one)}
    mine = a.contact_id == one.contact_id
    before = tx.execute(select(addresses).where(mine, a.address == one.values["address"][0])).first()
    if one.contact_id is None or now is None or before is None or now.address not in chosen:
        return False
    if any(found.reason.is_own_will for found in suppressions.of_contact(tx, one.contact_id)):
        return False
    kept.prefer(tx, one.contact_id, Address(before.address, before.key, before.domain), changeset=changeset)
    return True


def _was_chosen(each: Change, one: Change) -> bool:
    is_same = each.subject is Subject.ADDRESS and each.contact_id == one.contact_id
    return is_same and each.verb is Verb.CHANGED and bool(each.values.get("is_preferred", (None, None))[1])


def _preferred(tx: Transaction, contact_id: int | None) -> Row[tuple[object, ...]] | None:
    a = addresses.c
    return tx.execute(select(addresses).where(a.contact_id == contact_id, a.is_preferred)).first()
