"""What contacts are found by: one folded text for each, in a table narrow enough to be read whole in a moment."""

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from mailer.domain.spelling import folded
from mailer.store.among import among
from mailer.store.change_schema import contact_search
from mailer.store.database import Transaction
from mailer.store.schema import addresses, contacts, outlets


def search_text(name: str, role: str, outlet: str, keys: Collection[str]) -> str:
    """Return the text that a contact is found by, a line for each part."""
    return "\n".join((folded(name), folded(role), folded(outlet), *map(folded, keys)))


def refresh(tx: Transaction, ids: Collection[int]) -> None:
    """Let these contacts be found by what they are called now."""
    keys: dict[int, list[str]] = {}
    a, c = addresses.c, contacts.c
    for row in tx.execute(select(a.contact_id, a.key).where(among(tx, a.contact_id, ids)).order_by(a.id)):
        keys.setdefault(row.contact_id, []).append(row.key)
    joined = contacts.outerjoin(outlets, outlets.c.id == c.outlet_id)
    wanted = select(c.id, c.name, c.role, outlets.c.name.label("outlet")).select_from(joined)
    found = tx.execute(wanted.where(among(tx, c.id, ids))).all()
    rows = [
        {"contact_id": row.id, "text": search_text(row.name, row.role, row.outlet or "", keys[row.id])}
        for row in found
        if row.id in keys
    ]
    tx.execute(delete(contact_search).where(among(tx, contact_search.c.contact_id, ids)))
    if rows:
        tx.execute(insert(contact_search), rows)
