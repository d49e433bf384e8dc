"""After a database was put back from an older copy: who was erased since is erased again."""

from collections.abc import Iterator

from mailer.domain.tombstone import Tombstone, hasher, standing
from mailer.errors import MailerError
from mailer.store.privacy import erased_log, persons, tombstones
from mailer.usecases.desk import Desk
from mailer.usecases.privacy.erasing import Order, erase_person

_REASON = "was erased before; the database was put back from an older copy"


def apply_tombstones(desk: Desk) -> list[str]:
    """Return sentences that say what was done so that ledger and ``erased.log`` say the same again.

    A person whom the ledger holds although the file says that they were erased is erased; where that cannot be done
    now, the next command tries again.
    """
    on_file = erased_log.read(desk.workspace)
    with desk.store.read() as tx:
        in_ledger = tombstones.every(tx)
        lacking = [stone for stone in on_file if stone not in in_ledger]
        found = [*_returned(desk, persons.address_keys(tx), lacking)] if lacking else []
    told: list[str] = []
    try:
        while found:
            told.append(_erase_again(desk, found[0], on_file))
            with desk.store.read() as tx:
                found = [*_returned(desk, persons.address_keys(tx), lacking)]
        with desk.store.begin() as tx:
            tombstones.add(tx, lacking)
    except MailerError as error:
        return [*told, f"Somebody who was erased is in the database again, and could not be erased now: {error}"]
    erased_log.append(desk.workspace, [stone for stone in in_ledger if stone not in on_file])
    return told


def _returned(desk: Desk, keys: Iterator[str], stones: list[Tombstone]) -> Iterator[str]:
    """Yield those address keys in the ledger that were erased."""
    buried = standing(stones)
    hashed = [hasher(key) for key in desk.settings.keys.values()]
    return (key for key in keys if any(one(key) in buried for one in hashed))


def _erase_again(desk: Desk, key: str, stones: list[Tombstone]) -> str:
    done = erase_person(desk, Order(key, _REASON, stones=tuple(stones)))
    name = done.certificate.stones[0].pseudonym
    return f"The database held somebody who was erased before ({name}): erased again, see {done.path}"
