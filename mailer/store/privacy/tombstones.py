"""Tombstones: which addresses were erased at their owners' request; nothing but their own wish brings them back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.tombstone import Tombstone, hasher, standing
from mailer.errors import SettingsError
from mailer.store.database import Transaction, keys_of
from mailer.store.history import changes
from mailer.store.inserting import insert
from mailer.store.tables.change_schema import tombstones


def erased(tx: Transaction, address_keys: Iterable[str]) -> dict[str, datetime]:
    """Return those of these address keys that were erased, with the time; where nobody was, none is looked at.

    They may be many, and come one by one. SettingsError if keys.toml lacks a key that tombstones were made with.
    """
    return {key: stone.at for key, stone in stones_of(tx, address_keys).items()}


def stones_of(tx: Transaction, address_keys: Iterable[str]) -> dict[str, Tombstone]:
    """Return the tombstones in force of those of these address keys that have one, by address key."""
    stones = standing(every(tx))
    if not stones:
        return {}
    hashed = [hasher(_key(tx, key_id, stones)) for key_id in sorted({stone.key_id for stone in stones.values()})]
    found: dict[str, Tombstone] = {}
    for address_key in address_keys:
        for one in hashed:
            stone = stones.get(one(address_key))
            if stone is not None:
                found[address_key] = stone
    return found


def every(tx: Transaction) -> list[Tombstone]:
    """Return all that ever was written down, oldest first."""
    rows = tx.execute(select(tombstones).order_by(tombstones.c.created_at))
    return [Tombstone(row.key_id, row.address_hash, row.created_at, row.is_lifted) for row in rows]


def number(tx: Transaction) -> int:
    """Return how many were ever written down."""
    return tx.scalar(select(func.count()).select_from(tombstones)) or 0


def add(tx: Transaction, stones: Iterable[Tombstone]) -> None:
    """Write tombstones down; one that is there stays."""
    rows = [
        {"address_hash": one.address_hash, "created_at": one.at, "key_id": one.key_id, "is_lifted": one.is_lifted}
        for one in stones
    ]
    if rows:
        tx.execute(insert(tx, tombstones).on_conflict_do_nothing(), rows)


def lift(
    tx: Transaction, address_keys: Iterable[str], at: datetime, *, changeset: int, contact_id: int | None = None
) -> int:
    """Return how many of these addresses were erased; nothing keeps out their owner, who asks to come back."""
    stones = stones_of(tx, address_keys).values()
    add(tx, [Tombstone(stone.key_id, stone.address_hash, at, is_lifted=True) for stone in stones])
    told = ({"tombstone": (stone.at.isoformat(), None)} for stone in stones)
    changes.write(tx, changeset, [Change(Subject.SUPPRESSION, 0, Verb.REMOVED, made, contact_id) for made in told])
    return len(stones)


def stand_again(tx: Transaction, lifted_at: datetime, at: datetime, *, changeset: int) -> None:
    """Let those tombstones be in force again that somebody lifted at that time: they did not come back after all."""
    lifted = [stone for stone in every(tx) if stone.is_lifted and stone.at == lifted_at]
    add(tx, [replace(stone, at=at, is_lifted=False) for stone in lifted])
    told = {"tombstone": (None, at.isoformat())}
    changes.write(tx, changeset, [Change(Subject.SUPPRESSION, 0, Verb.ADDED, told) for _ in lifted])


def _key(tx: Transaction, key_id: str, stones: Mapping[str, Tombstone]) -> bytes:
    keys = keys_of(tx)
    if key_id not in keys:
        raise SettingsError(
            f"whether somebody was erased cannot be known: keys.toml lacks the key {key_id!r}",
            hint=f"Restore it from a backup: {len(stones):,} erased addresses are kept by it",
        )
    return keys[key_id]
