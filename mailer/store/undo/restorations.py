"""What a changeset changed, made what it was before, wherever it is still what the changeset made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, select, update

from mailer.domain.changeset import BOOKKEEPING, Change, Subject, Values, Verb, differences
from mailer.domain.contact import ContactRow, facts, with_facts
from mailer.domain.subscription import EndedReason
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.history import changes as log
from mailer.store.people import contacts
from mailer.store.tables.schema import contacts as contact_rows
from mailer.store.tables.schema import distribution_lists, subscriptions
from mailer.store.temporary_tables import batches
from mailer.store.undo import outlet_restorations
from mailer.store.undo.address_restorations import take_back


@dataclass(slots=True)
class Restored:
    """How many facts and terms are as they were before, and how many were changed since and stay."""

    done: int = 0
    newer: int = 0


def restore(tx: Transaction, made: Sequence[Change], *, now: datetime, changeset: int) -> Restored:
    """Return what became of the facts, addresses and terms that were changed; written as changes of ``changeset``."""
    told = Restored()
    back = list(reversed(made))
    for some in batches(_about(back, Subject.CONTACT, Verb.CHANGED)):
        _restore_contacts(tx, some, told, now=now, changeset=changeset)
    for one in (each for each in back if each.subject is Subject.ADDRESS):
        is_back = take_back(tx, one, made, changeset=changeset)
        told.done += is_back is True
        told.newer += is_back is False
    for one in (each for each in back if each.subject is Subject.OUTLET):
        done, newer = outlet_restorations.take_back(tx, one, now=now, changeset=changeset)
        told.done += done
        told.newer += newer
    for one in _about(back, Subject.SUBSCRIPTION, Verb.CHANGED):
        _restore_row(tx, one, told, changeset)
    for one in _about(back, Subject.SUBSCRIPTION, Verb.ENDED):
        _begin_again(tx, one, told, changeset)
    for one in _about(back, Subject.LIST, Verb.CHANGED):
        _restore_row(tx, one, told, changeset)
    return told


def _about(made: Iterable[Change], subject: Subject, verb: Verb) -> list[Change]:
    return [one for one in made if one.subject is subject and one.verb is verb]


def _restore_contacts(
    tx: Transaction, made: Sequence[Change], told: Restored, *, now: datetime, changeset: int
) -> None:
    ids = [one.subject_id for one in made]
    known = contacts.by_id(tx, ids)
    c = contact_rows.c
    wanted: Select[Any] = select(c.id, c.updated_at, c.edited).where(among(tx, c.id, ids))
    kept = {row.id: row for row in tx.execute(wanted)}
    changed: dict[int, ContactRow] = {}
    more: dict[int, dict[str, Any]] = {}
    for one in made:
        if one.subject_id not in known:
            continue
        row = known[one.subject_id].row
        said = _unchanged_since(one.values, facts(row), told)
        if said:
            changed[one.subject_id] = with_facts(row, said)
            more[one.subject_id] = _bookkeeping(one.values, kept[one.subject_id], now)
    contacts.put(tx, changed, more)
    log.write(tx, changeset, (_back(one, known[one].row, row) for one, row in changed.items()))


def _unchanged_since(values: Values, now: Mapping[str, Any], told: Restored) -> dict[str, Any]:
    """Return what was before, of those facts that are still what was made of them."""
    found = {}
    for name, (before, after) in values.items():
        if name in BOOKKEEPING:
            continue
        if (now.get(name) or None) == (after or None):
            found[name] = before
            told.done += 1
        else:
            told.newer += 1
    return found


def _bookkeeping(values: Values, kept: Row[Any], now: datetime) -> dict[str, Any]:
    was, made = values.get("updated_at", (None, None))
    is_last = made is not None and datetime.fromisoformat(made) == kept.updated_at
    edited = values.get("edited")
    marks = edited[0] if edited and edited[1] == kept.edited else kept.edited
    return {"updated_at": datetime.fromisoformat(was) if is_last else now, "edited": marks}


def _back(contact_id: int, before: ContactRow, after: ContactRow) -> Change:
    return Change(Subject.CONTACT, contact_id, Verb.CHANGED, differences(facts(before), facts(after)), contact_id)


def _restore_row(tx: Transaction, made: Change, told: Restored, changeset: int) -> None:
    """Restore what was said of a subscription or a list, column by column."""
    table = subscriptions if made.subject is Subject.SUBSCRIPTION else distribution_lists
    row = tx.execute(select(table).where(table.c.id == made.subject_id)).mappings().first()
    changed = {name: pair for name, pair in made.values.items() if pair[0] != pair[1] and name in table.c}
    if row is None:
        told.newer += len(changed)
        return
    said = _unchanged_since(changed, {name: row[name] for name in changed}, told)
    if said:
        tx.execute(update(table).where(table.c.id == made.subject_id).values(**said))
        back = {name: (row[name], before) for name, before in said.items()}
        log.write(tx, changeset, [replace(made, values={**made.values, **back})])


def _begin_again(tx: Transaction, made: Change, told: Restored, changeset: int) -> None:
    """Let a subscription go on that somebody here had ended; nobody who left is brought back."""
    s, other = subscriptions.c, subscriptions.alias("other")
    row = tx.execute(select(subscriptions).where(s.id == made.subject_id)).first()
    at = made.values.get("ended_at", (None, None))[1]
    is_ours = row is not None and at is not None and row.ended_reason == EndedReason.REMOVED
    if row is None or not is_ours or row.ended_at != datetime.fromisoformat(at):
        told.newer += 1
        return
    same = (other.c.list_id == row.list_id, other.c.contact_id == row.contact_id, other.c.id > row.id)
    if tx.scalar(select(exists().where(*same))):
        told.newer += 1
        return
    told.done += 1
    tx.execute(update(subscriptions).where(s.id == row.id).values(ended_at=None, ended_reason=None))
    back = {name: (after, before) for name, (before, after) in made.values.items()}
    log.write(tx, changeset, [replace(made, verb=Verb.CHANGED, values=back)])
