"""Edits: which facts of a contact were last set by a person here, and when. A file does not change those."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update

from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.schema import contacts


def mark(tx: Transaction, contact_id: int, facts: Collection[str], at: datetime) -> None:
    """Write down that these facts (further columns as ``field.HEADER``) were set by hand at ``at``."""
    if not facts:
        return
    known = marks(tx, [contact_id]).get(contact_id, {})
    marked = {**known, **dict.fromkeys(facts, at.isoformat())}
    changing = update(contacts).where(contacts.c.id == bindparam("_id"))
    tx.execute(changing, [{"_id": contact_id, "edited": marked}])


def marks(tx: Transaction, ids: Collection[int]) -> dict[int, Mapping[str, str]]:
    """Return, for these contacts, when each fact that was set by hand was last set so."""
    rows = tx.execute(select(contacts.c.id, contacts.c.edited).where(among(tx, contacts.c.id, ids)))
    return {row.id: dict(row.edited) for row in rows}
