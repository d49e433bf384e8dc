"""What contacts are found by: one folded text for each, in a table narrow enough to be read whole in a moment."""

import re
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, collate, delete, insert, or_, select

from mailer.domain.address import parse_address
from mailer.domain.spelling import folded
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.people import outlets as outlet_rows
from mailer.store.tables.change_schema import contact_search
from mailer.store.tables.schema import addresses, contacts, outlets

#: A number as it is dialled, and what stands in one and is not dialled.
_PHONE = re.compile(r"\+?[\d\s()./-]{4,}")
_UNDIALLED = re.compile(r"\(0\)|\D")
_ID, _OUTLET = "#", "outlet:"


def search_text(name: str, role: str, outlet: str, keys: Collection[str], *, phone: str = "") -> str:
    """Return the text that a contact is found by, a line for each part; the first one is the name."""
    numbers = [dialled(phone)] if phone else []
    return "\n".join((folded(name), folded(role), folded(outlet), *map(folded, keys), *numbers))


def dialled(phone: str) -> str:
    """Return the digits of a phone number, without zeros in front.

    >>> dialled("+44 (0)20 7946 0100"), dialled("0044 20 7946 0100"), dialled("020 7946")
    ('442079460100', '442079460100', '207946')
    """
    return _UNDIALLED.sub("", phone).lstrip("0")


def matching(tx: Transaction, words: Sequence[str], *, limit: int) -> list[int]:
    """Return the numbers of the contacts in whose text every word stands, by name, at most ``limit``.

    A word may be ``#`` and a contact's number, ``outlet:`` and a part of its outlet's name, a phone number, or a
    further column and what stands there, as ``room=B12``: that one is not in the text, and takes longer.
    """
    found = contact_search.c.text
    by_name = collate(found, "C") if tx.dialect.name == "postgresql" else found
    wanted = select(contact_search.c.contact_id).where(*(_holds(tx, word) for word in words))
    return list(tx.scalars(wanted.order_by(by_name).limit(limit)))


def _holds(tx: Transaction, word: str) -> ColumnElement[bool]:
    said, who = folded(word), contact_search.c.contact_id
    if said.startswith(_ID) and said[1:].isdecimal():
        return who == int(said[1:])
    if said.startswith(_OUTLET):
        offices = outlet_rows.holding(tx, said.removeprefix(_OUTLET).strip())
        return who.in_(select(contacts.c.id).where(among(tx, contacts.c.outlet_id, offices)))
    name, has_value, value = word.partition("=")
    if has_value and name and "@" not in word:
        return who.in_(select(contacts.c.id).where(contacts.c.fields[name].as_string() == value))
    digits = dialled(said) if _PHONE.fullmatch(said) else ""
    return or_(_stands(said), _stands(digits)) if digits else _stands(_as_key(word))


def _as_key(word: str) -> str:
    """Return an address as it is compared, its domain in A-labels; any other word folded."""
    try:
        return folded(parse_address(word).key if "@" in word else word)
    except ValueError:  # a part of an address
        return folded(word)


def _stands(part: str) -> ColumnElement[bool]:
    return contact_search.c.text.contains(part, autoescape=True)


def refresh(tx: Transaction, ids: Collection[int]) -> None:
    """Let these contacts be found by what they are called now."""
    keys: dict[int, list[str]] = {}
    a, c = addresses.c, contacts.c
    for row in tx.execute(select(a.contact_id, a.key).where(among(tx, a.contact_id, ids)).order_by(a.id)):
        keys.setdefault(row.contact_id, []).append(row.key)
    joined = contacts.outerjoin(outlets, outlets.c.id == c.outlet_id)
    wanted = select(c.id, c.name, c.role, c.phone, outlets.c.name.label("outlet")).select_from(joined)
    found = tx.execute(wanted.where(among(tx, c.id, ids))).all()
    rows = [
        {"contact_id": row.id, "text": search_text(row.name, row.role, row.outlet or "", keys[row.id], phone=row.phone)}
        for row in found
        if row.id in keys
    ]
    tx.execute(delete(contact_search).where(among(tx, contact_search.c.contact_id, ids)))
    if rows:
        tx.execute(insert(contact_search), rows)
