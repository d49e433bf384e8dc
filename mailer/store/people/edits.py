"""Edits: which facts of a contact were last set by a person here, and when. A file does not change those."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update

from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.contact import ContactRow, facts
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.people import contacts as people
from mailer.store.people.contacts import Known
from mailer.store.tables.schema import contacts


def mark(tx: Transaction, ids: Collection[int], said: Collection[str], at: datetime) -> None:
    """Write down that these facts (further columns as ``field.HEADER``) of contacts were set by hand at ``at``."""
    if not said or not ids:
        return
    now = dict.fromkeys(said, at.isoformat())
    changing = update(contacts).where(contacts.c.id == bindparam("_id")).values(edited=bindparam("edited"))
    tx.execute(changing, [{"_id": one, "edited": {**known, **now}} for one, known in marks(tx, ids).items()])


def change(
    tx: Transaction, known: Known, after: ContactRow, said: Collection[str], *, now: datetime, changeset: int
) -> None:
    """Write all that ``after`` says of a contact, except its addresses; the facts ``said`` were set by hand."""
    before = differences(facts(known.row), facts(after))
    if not before:
        mark(tx, [known.id], said, now)
        return
    row = tx.execute(select(contacts.c.updated_at, contacts.c.edited).where(contacts.c.id == known.id)).one()
    marked = {**row.edited, **dict.fromkeys(said, now.isoformat())}
    people.put(tx, {known.id: after}, {known.id: {"updated_at": now, "edited": marked}})
    kept = {"edited": (dict(row.edited), marked), "updated_at": (row.updated_at.isoformat(), now.isoformat())}
    changes.write(tx, changeset, [Change(Subject.CONTACT, known.id, Verb.CHANGED, {**before, **kept}, known.id)])


def marks(tx: Transaction, ids: Collection[int]) -> dict[int, Mapping[str, str]]:
    """Return, for these contacts, when each fact that was set by hand was last set so."""
    rows = tx.execute(select(contacts.c.id, contacts.c.edited).where(among(tx, contacts.c.id, ids)))
    return {row.id: dict(row.edited) for row in rows}
