"""Who is on a list and not in the file that was staged for it: found, told, and taken off the list."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, insert, select, update

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.subscription import EndedReason
from mailer.store.database import Transaction
from mailer.store.history.changes import seal
from mailer.store.imports.plans import prepared_changes
from mailer.store.imports.staged_contacts import staged, staged_addresses
from mailer.store.people import suppressions as forbidden
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts, subscriptions
from mailer.store.temporary_tables import AT_ONCE, analyse, copy_into, key_number, make_anew, numbers, temporary

#: Subscriptions of those who may be written to and whom no row names, by any of their addresses.
absent = temporary(
    "absent_subscriptions",
    key_number("subscription_id"),
    *numbers("contact_id"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a plan names them."""

    address: str
    name: str


def find(tx: Transaction, list_id: int) -> int:
    """Return how many are absent; who must not be written to is in no file and does not count."""
    make_anew(tx, absent)
    s, own = subscriptions.c, addresses.alias("own")
    named = [
        exists().where(own.c.contact_id == s.contact_id, table.c.key == own.c.key).correlate(subscriptions)
        for table in (staged, staged_addresses)
    ]
    on_list = select(s.id, s.contact_id).where(s.list_id == list_id, s.ended_at.is_(None))
    written_to = on_list.join(addresses, preferred(s.contact_id))
    wanted = written_to.where(~forbidden.is_blocked(), *(~one for one in named))
    tx.execute(insert(absent).from_select(["subscription_id", "contact_id"], wanted))
    analyse(tx, absent)
    return tx.scalar(select(func.count()).select_from(absent)) or 0


def size(tx: Transaction, list_id: int) -> int:
    """Return how many are on the list, also those who must not be written to."""
    s = subscriptions.c
    return tx.scalar(select(func.count()).where(s.list_id == list_id, s.ended_at.is_(None))) or 0


def told(tx: Transaction, most: int) -> Sequence[Named]:
    """Return the first of those who are absent, by address."""
    joined = absent.join(addresses, preferred(absent.c.contact_id)).join(contacts, contacts.c.id == absent.c.contact_id)
    wanted = select(addresses.c.address, contacts.c.name).select_from(joined).order_by(addresses.c.key).limit(most)
    return [Named(row.address, row.name) for row in tx.execute(wanted)]


def prepare(tx: Transaction, slug: str, now: datetime) -> None:
    """Put down, among what will be written, that the subscriptions of all who are absent end."""
    places = itertools.count((tx.scalar(select(func.max(prepared_changes.c.place))) or 0) + 1)
    ended = {"ended_at": (None, now.isoformat()), "ended_reason": (None, str(EndedReason.REMOVED))}
    made = {"list": (slug, slug), **ended}
    for some in tx.execute(select(absent).order_by(absent.c.subscription_id)).partitions(AT_ONCE):
        endings = (Change(Subject.SUBSCRIPTION, row.subscription_id, Verb.ENDED, made, row.contact_id) for row in some)
        copy_into(tx, prepared_changes, [(next(places), *seal(one)) for one in endings])


def end(tx: Transaction, now: datetime) -> None:
    """End the subscriptions of all who are absent; the changes were prepared."""
    mine = subscriptions.c.id.in_(select(absent.c.subscription_id))
    tx.execute(update(subscriptions).where(mine).values(ended_at=now, ended_reason=EndedReason.REMOVED))
