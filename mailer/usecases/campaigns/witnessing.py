"""Settings of sending, written down when they are found to be others than when something was last sent."""

import hashlib
import json

from mailer.domain.changeset import Action, Change, Subject, Verb, differences
from mailer.domain.sending_settings import sending_settings
from mailer.store.database import Transaction
from mailer.store.history import changes, changesets
from mailer.usecases.desk import Desk

#: Stands among the settings: the checksum of all of them, by which one look says whether any is another.
_CHECKSUM = "sha256"
_ALL = 1_000_000


def note_settings(desk: Desk) -> None:
    """Write down, as a changeset, each setting of sending that differs from what was last written down."""
    found = sending_settings(desk.settings)
    checksum = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    with desk.store.read() as tx:
        newest = changes.by_action(tx, Action.SETTINGS, last=1)
    if newest and newest[-1].values.get(_CHECKSUM, ("", ""))[1] == checksum:
        return
    with desk.store.begin() as tx:
        before = _written_down(tx)
        made = differences(before, {**found, _CHECKSUM: checksum})
        if made:
            changeset = changesets.begin(tx, Action.SETTINGS, desk.signature())
            changes.write(tx, changeset, [Change(Subject.SETTINGS, 0, Verb.CHANGED, made)])


def _written_down(tx: Transaction) -> dict[str, str]:
    """Return the settings as all that was written down of them makes them."""
    known: dict[str, str] = {}
    for one in changes.by_action(tx, Action.SETTINGS, last=_ALL):
        known |= {name: after for name, (_, after) in one.values.items()}
    return {name: value for name, value in known.items() if value is not None}
