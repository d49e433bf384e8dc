"""Who is meant by an address, with all that was theirs; and by which hashes they are, or will be, remembered."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.domain.tombstone import Tombstone, bury, hasher, standing
from mailer.store.database import Transaction
from mailer.store.privacy import persons, tombstones
from mailer.store.privacy.personal_columns import Person
from mailer.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A person, and the tombstone that each address has or would get; ``is_remembered`` if one of them ever had any."""

    who: Person
    stones: tuple[Tombstone, ...]
    is_remembered: bool

    @property
    def addresses(self) -> list[str]:
        """Return their addresses, as keys and as they are written."""
        return [one for one in self.who.named if "@" in one]


def acquaintance(desk: Desk, tx: Transaction, key: str, more: Sequence[Tombstone] = ()) -> Acquaintance:
    """Return the person with this address key; ``more`` are tombstones that the ledger may not have yet.

    SettingsError if there are no keys to make tombstones with.
    """
    every = [*tombstones.every(tx), *more]
    there, remembered = standing(every), {stone.address_hash for stone in every}
    stones: dict[str, Tombstone] = {}

    def marked(one: str) -> tuple[str, str]:
        stone = stones.setdefault(one, _stone(desk, one, there))
        return stone.address_hash, stone.pseudonym

    who = persons.find(tx, key, marked)
    own = tuple(stones[one] for one in who.keys)
    return Acquaintance(who, own, is_remembered=any(stone.address_hash in remembered for stone in own))


def _stone(desk: Desk, key: str, there: dict[str, Tombstone]) -> Tombstone:
    """Return the tombstone that the address has, under whichever key of ours, else a new one."""
    for secret in desk.settings.keys.values():
        if stone := there.get(hasher(secret)(key)):
            return stone
    return bury(desk.settings.keys, key, desk.clock())
