"""What a changeset brought, taken away again as a whole: people and subscriptions that nothing else rests on."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, union_all, update

from mailer.domain.changeset import Action, Change, Subject, Verb
from mailer.domain.subscription import EndedReason
from mailer.store.database import Transaction
from mailer.store.history import changes as log
from mailer.store.tables.change_schema import changes, changesets, contact_search, distinct_pairs, newcomers
from mailer.store.tables.schema import (
    addresses,
    contact_languages,
    contacts,
    deliveries,
    distribution_lists,
    left_out,
    outlets,
    subscriptions,
    suppressions,
)
from mailer.store.temporary_tables import AT_ONCE, key_number, make_anew, temporary

_going = temporary(
    "going_contacts",
    key_number("contact_id"),
)


def remove_people(tx: Transaction, changeset: int) -> tuple[int, int]:
    """Return how many contacts that the changeset added are gone now, and how many stay: something rests on them.

    They had mail, are suppressed, were merged or changed since, or are on a list by another changeset; that a rule has
    taken them onto its list, which happens as soon as somebody looks at it, does not count. The transaction is one that
    looks up no children (``Store.begin(is_large=True)``).
    """
    make_anew(tx, _going)
    added = contacts.c.changeset_id == changeset
    alone = select(contacts.c.id).where(added, *(contacts.c.id.not_in(some) for some in _rests_on(changeset)))
    tx.execute(insert(_going).from_select(["contact_id"], alone))
    going = tx.scalar(select(func.count()).select_from(_going)) or 0
    every = tx.scalar(select(func.count()).where(added)) or 0
    for table in (contact_languages, addresses, subscriptions, contact_search, newcomers):
        tx.execute(delete(table).where(table.c.contact_id.in_(select(_going.c.contact_id))))
    tx.execute(delete(contacts).where(contacts.c.id.in_(select(_going.c.contact_id))))
    return going, every - going


def end_subscriptions(tx: Transaction, changeset: int, *, now: datetime, by: int) -> int:
    """Return how many subscriptions that the changeset began are no more; ``by`` is the changeset that ends them.

    One that carried a delivery is history: it is ended, not removed. One that has ended since stays as it is.
    """
    s = subscriptions.c
    carried = select(deliveries.c.subscription_id).where(deliveries.c.subscription_id.is_not(None))
    mine = (s.changeset_id == changeset, s.ended_at.is_(None))
    columns: tuple[Any, ...] = (s.id, s.contact_id, distribution_lists.c.slug, s.id.in_(carried).label("is_carried"))
    found = tx.execute(select(*columns).join(distribution_lists, distribution_lists.c.id == s.list_id).where(*mine))
    number = 0
    for some in found.partitions(AT_ONCE):
        number += len(some)
        log.write(tx, by, (_gone(row, now) for row in some))
    tx.execute(
        update(subscriptions).where(*mine, s.id.in_(carried)).values(ended_at=now, ended_reason=EndedReason.REMOVED)
    )
    tx.execute(delete(subscriptions).where(*mine))
    return number


def remove_outlets(tx: Transaction, made: Iterable[Change]) -> None:
    """Remove the outlets that were added, unless somebody works there by now."""
    ids = [one.subject_id for one in made if one.subject is Subject.OUTLET and one.verb is Verb.ADDED]
    worked_for = select(contacts.c.outlet_id).where(contacts.c.outlet_id.is_not(None))
    for start in range(0, len(ids), AT_ONCE):
        some = outlets.c.id.in_(ids[start : start + AT_ONCE])
        tx.execute(delete(outlets).where(some, outlets.c.id.not_in(worked_for)))


def _rests_on(changeset: int) -> Iterator[Any]:
    """Yield queries of contacts that something rests on."""
    s, other = subscriptions.c, subscriptions.c.changeset_id
    blocked = select(suppressions.c.address_key).where(suppressions.c.address_key.is_not(None))
    yield select(deliveries.c.contact_id).where(deliveries.c.contact_id.is_not(None))
    yield select(left_out.c.contact_id).where(left_out.c.contact_id.is_not(None))
    yield select(suppressions.c.contact_id).where(suppressions.c.contact_id.is_not(None))
    yield select(addresses.c.contact_id).where(addresses.c.key.in_(blocked))
    yield select(contacts.c.merged_into).where(contacts.c.merged_into.is_not(None))
    yield select(distinct_pairs.c.contact_id)
    yield select(distinct_pairs.c.other_id)
    taken_back = select(changesets.c.undoes).where(changesets.c.undoes.is_not(None))
    taking_back = select(changesets.c.id).where(changesets.c.undoes.is_not(None))
    by_rule = select(changesets.c.id).where(changesets.c.action == Action.REFRESH)
    nobody_chose = changes.c.changeset_id.in_(union_all(taken_back, taking_back, by_rule))
    later = (changes.c.changeset_id > changeset, ~nobody_chose)
    yield select(changes.c.contact_id).where(changes.c.contact_id.is_not(None), *later)
    elsewhere = or_(other.is_(None), and_(other != changeset, other.not_in(by_rule)))
    left = and_(s.ended_at.is_not(None), s.ended_reason.is_distinct_from(EndedReason.NO_LONGER_MATCHES))
    yield select(s.contact_id).where(or_(elsewhere, left))


def _gone(row: Row[tuple[Any, ...]], now: datetime) -> Change:
    if row.is_carried:
        ended = {"ended_at": (None, now.isoformat()), "ended_reason": (None, str(EndedReason.REMOVED))}
        return Change(Subject.SUBSCRIPTION, row.id, Verb.ENDED, {"list": (row.slug, row.slug), **ended}, row.contact_id)
    return Change(Subject.SUBSCRIPTION, row.id, Verb.REMOVED, {"list": (row.slug, None)}, row.contact_id)
