"""Taking a changeset back: backwards, and only where nothing newer stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.domain.changeset import Action, Changeset, Signature
from mailer.errors import MailerError, UsageProblem
from mailer.store.database import Store, Transaction
from mailer.store.doubles import separations
from mailer.store.history import changes, changesets
from mailer.store.privacy import tombstones
from mailer.store.undo import departures, restorations


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a changeset back has done.

    ``removed`` contacts are gone, ``stayed`` ones were added by it too, but something rests on them by now; ``left``
    subscriptions have ended. ``restored`` facts and terms are as they were before, ``newer`` ones were changed since
    and stay.
    """

    changeset: Changeset
    undone_by: int
    removed: int
    stayed: int
    left: int
    restored: int
    newer: int


def undo(store: Store, number: int, *, by: Signature) -> Undone:
    """Return what taking the changeset with this number back has done; all of it is one changeset again.

    It never lets anything be written to somebody who must not be written to, nor brings anybody back who has left.
    UsageProblem for a number that is none, MailerError for what cannot be taken back.
    """
    with store.begin(is_large=True, is_alone=True) as tx:
        found = _undoable(tx, number)
        undone_by = changesets.begin(tx, Action.UNDO, by, undoes=number)
        made = changes.of(tx, number)
        taking = separations.take_back if found.action is Action.MERGE else restorations.restore
        restored = taking(tx, made, now=by.at, changeset=undone_by)
        removed, stayed = departures.remove_people(tx, number)
        if removed:
            tombstones.stand_again(tx, found.by.at, by.at, changeset=undone_by)
        left = departures.end_subscriptions(tx, number, now=by.at, by=undone_by)
        departures.remove_outlets(tx, made)
    return Undone(found, undone_by, removed, stayed, left, restored.done, restored.newer)


def all_changesets(store: Store, *, limit: int, before: int | None = None) -> Sequence[Changeset]:
    """Return what was done, newest first, at most ``limit``; with ``before`` only what was done before that number."""
    with store.read() as tx:
        return changesets.newest(tx, limit=limit, before=before)


def _undoable(tx: Transaction, number: int) -> Changeset:
    found = changesets.find(tx, number)
    if found is None:
        raise UsageProblem(f"there is no changeset {number}", hint="All of them: mailer contacts changes")
    if found.undone_by is not None:
        raise MailerError(
            f"changeset {number} was taken back already, by changeset {found.undone_by}",
            hint="What was done since: mailer contacts changes",
        )
    if not found.action.can_be_undone:
        raise MailerError(f"changeset {number} ({found.action}) cannot be taken back", hint=_INSTEAD[found.action])
    return found


_INSTEAD = {
    Action.UNSUBSCRIBE: "Only if they ask to come back: mailer subscribe ADDRESS --list LIST",
    Action.SUPPRESS: "If it no longer holds: mailer suppressions remove ADDRESS",
    Action.UNSUPPRESS: "To forbid it again: mailer suppressions add ADDRESS",
    Action.LIST: "Change the list: mailer lists edit LIST",
    Action.REFRESH: "Change the rule: mailer lists edit LIST --where RULE",
    Action.ERASE: "What was erased is gone; only the person can come back",
    Action.PURGE: "What was purged is gone; it may be in a backup",
    Action.DISTINGUISH: "Take it back: mailer contacts distinct A B --undo",
    Action.SETTINGS: "Change mailer.toml",
    Action.ALLOW: "Cancel the campaign: mailer cancel ID",
    Action.UNDO: "Import or edit again",
}
