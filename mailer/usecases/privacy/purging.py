"""Removing what was kept long enough, by the workspace's rules of retention."""

from dataclasses import dataclass

from mailer.domain.changeset import Action, Counts
from mailer.store.history import changesets
from mailer.store.privacy import purges
from mailer.store.privacy.purges import Ageing, Extent
from mailer.usecases.desk import Desk

#: What is never purged, and why.
KEPT = (
    "who had which release (address, state, time): or it could be sent to them twice",
    "contacts, lists and subscriptions, ended ones too: erase a person with mailer contacts erase",
    "suppressions and tombstones: or a file could bring somebody back",
    "changesets and changes: who did what, and when",
    "campaigns that are not over; editions as they were published",
    "files: outbox/, proofs/, access/, erasures/, backups/ are yours to empty",
)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were (after a dry run: are) too old, by what they are; without a ``changeset`` nothing was done."""

    rows: dict[str, int]
    changeset: int | None = None
    is_dry_run: bool = False


def purge(desk: Desk, *, is_dry_run: bool = False) -> Purged:
    """Return what was removed, in many small transactions; whatever an interruption leaves, the next purge removes."""
    by = desk.signature()
    with desk.store.read() as tx:
        found = [(one, purges.extent(tx, one)) for one in purges.ageings(tx, desk.settings.retention, by.at)]
    old = [(one, extent) for one, extent in found if extent.rows]
    counted = {one.place: extent.rows for one, extent in found}
    if is_dry_run or not old:
        return Purged(counted, is_dry_run=is_dry_run)
    with desk.store.begin() as tx:
        total = Counts(updated=sum(extent.rows for _, extent in old))
        changeset = changesets.begin(tx, Action.PURGE, by, counts=total)
    return Purged({**counted, **{one.place: _purged(desk, one, extent) for one, extent in old}}, changeset)


def _purged(desk: Desk, one: Ageing, extent: Extent) -> int:
    number = 0
    for stretch in extent.stretches():
        with desk.store.begin() as tx:
            number += purges.purge(tx, one, stretch)
    return number
