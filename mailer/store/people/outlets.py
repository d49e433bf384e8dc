"""Outlets: the newsrooms and organisations that contacts work for, one row per name."""

import difflib
from collections.abc import Iterable

from sqlalchemy import ColumnElement, insert, select

from mailer.domain.outlet import Outlet, outlet_key
from mailer.domain.spelling import folded
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.tables.schema import outlets


def is_known(tx: Transaction, name: str) -> bool:
    """Return whether there is an outlet of this name, however it is spelled."""
    return bool(_known(tx, [outlet_key(name)]))


def find(tx: Transaction, name: str) -> Outlet | None:
    """Return the outlet of this name, however it is spelled, or None."""
    return _one(tx, outlets.c.key == outlet_key(name))


def by_id(tx: Transaction, outlet_id: int) -> Outlet | None:
    """Return the outlet with this number, or None."""
    return _one(tx, outlets.c.id == outlet_id)


def similar(tx: Transaction, name: str, *, most: int = 3) -> list[str]:
    """Return the names of outlets that hold ``name`` or look like it, at most ``most``."""
    known = {row.key: row.name for row in tx.execute(select(outlets.c.key, outlets.c.name).order_by(outlets.c.key))}
    wanted = outlet_key(name)
    near = [key for key in known if wanted in key] or difflib.get_close_matches(wanted, known, n=most)
    return [known[key] for key in near[:most]]


def holding(tx: Transaction, part: str) -> list[int]:
    """Return the outlets whose name holds ``part``, which is folded, whatever its case and accents."""
    return [row.id for row in tx.execute(select(outlets.c.id, outlets.c.name)) if part in folded(row.name)]


def ids(tx: Transaction, names: Iterable[str]) -> dict[str, int]:
    """Return the id of each outlet by its key; outlets that are new are written."""
    wanted = {outlet_key(name): " ".join(name.split()) for name in names}
    wanted.pop("", None)
    known = _known(tx, wanted)
    new = [{"key": key, "name": name} for key, name in wanted.items() if key not in known]
    if not new:
        return known
    tx.execute(insert(outlets), new)
    return _known(tx, wanted)


def _one(tx: Transaction, which: ColumnElement[bool]) -> Outlet | None:
    row = tx.execute(select(outlets).where(which)).first()
    return Outlet(row.id, row.name, row.desk_address, row.cap) if row else None


def _known(tx: Transaction, keys: Iterable[str]) -> dict[str, int]:
    rows = tx.execute(select(outlets.c.key, outlets.c.id).where(among(tx, outlets.c.key, [*keys])))
    return {row.key: row.id for row in rows}
