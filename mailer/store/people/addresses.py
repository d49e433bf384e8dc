"""Addresses of a contact: added, removed, and the one that is written to chosen."""

from sqlalchemy import delete, insert, select, update

from mailer.domain.address import Address
from mailer.domain.changeset import Change, Subject, Values, Verb
from mailer.store.database import Transaction, new_id
from mailer.store.history import changes
from mailer.store.people import searches, suppressions
from mailer.store.tables.schema import addresses


def add(tx: Transaction, contact_id: int, new: Address, *, changeset: int) -> None:
    """Give the contact one more address, which nobody has and which is not the preferred one."""
    values = {"contact_id": contact_id, "address": new.address, "key": new.key, "domain": new.domain}
    adding = insert(addresses).values(**values, is_preferred=False).returning(addresses.c.id)
    made: Values = {"address": (None, new.address), "is_preferred": (None, False), "contact_id": (None, contact_id)}
    address_id = new_id(tx, adding)
    changes.write(tx, changeset, [Change(Subject.ADDRESS, address_id, Verb.ADDED, made, contact_id)])
    searches.refresh(tx, [contact_id])


def remove(tx: Transaction, contact_id: int, old: Address, *, changeset: int) -> None:
    """Take an address from the contact; what forbids writing to that address, or to the person, stays."""
    a = addresses.c
    row = tx.execute(select(addresses).where(a.contact_id == contact_id, a.key == old.key)).one()
    suppressions.stay(tx, contact_id, old.key, changeset=changeset)
    tx.execute(delete(addresses).where(a.id == row.id))
    made: Values = {
        "address": (row.address, None),
        "is_preferred": (row.is_preferred, None),
        "contact_id": (contact_id, None),
    }
    changes.write(tx, changeset, [Change(Subject.ADDRESS, row.id, Verb.REMOVED, made, contact_id)])
    searches.refresh(tx, [contact_id])


def prefer(tx: Transaction, contact_id: int, chosen: Address, *, changeset: int) -> None:
    """Let the contact be written to at this one of its addresses from now on."""
    a = addresses.c
    mine = a.contact_id == contact_id
    before = tx.execute(select(addresses).where(mine, a.is_preferred)).one()
    after = tx.execute(select(addresses).where(mine, a.key == chosen.key)).one()
    if before.id == after.id:
        return
    tx.execute(update(addresses).where(a.id == before.id).values(is_preferred=False))
    tx.execute(update(addresses).where(a.id == after.id).values(is_preferred=True))
    changes.write(
        tx,
        changeset,
        [
            _turned(before.id, before.address, contact_id, is_preferred=False),
            _turned(after.id, after.address, contact_id, is_preferred=True),
        ],
    )


def _turned(address_id: int, address: str, contact_id: int, *, is_preferred: bool) -> Change:
    made: Values = {
        "address": (address, address),
        "is_preferred": (not is_preferred, is_preferred),
        "contact_id": (contact_id, contact_id),
    }
    return Change(Subject.ADDRESS, address_id, Verb.CHANGED, made, contact_id)
