"""Subscriptions: begun, changed and ended; an ended one stays as history and is never begun again by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from mailer.domain.changeset import Change, Subject, Verb
from mailer.domain.contact import Basis, Frequency
from mailer.domain.subscription import EndedReason, Subscription, Terms
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.history import changes
from mailer.store.inserting import insert
from mailer.store.tables.schema import distribution_lists, subscriptions


def standing(tx: Transaction, list_id: int, contact_ids: Iterable[int]) -> dict[int, Subscription]:
    """Return where these contacts stand with the list: the subscription in force, else the last that ended."""
    s = subscriptions.c
    wanted = _selection().where(s.list_id == list_id, among(tx, s.contact_id, {*contact_ids}))
    rows = tx.execute(wanted.order_by(s.ended_at.is_(None), s.id))
    return {row.contact_id: _subscription(row) for row in rows}


def of_contact(tx: Transaction, contact_id: int) -> tuple[Subscription, ...]:
    """Return all subscriptions that the contact has or had, oldest first."""
    return of_contacts(tx, [contact_id]).get(contact_id, ())


def of_contacts(tx: Transaction, contact_ids: Sequence[int]) -> dict[int, tuple[Subscription, ...]]:
    """Return all subscriptions that these contacts have or had, oldest first."""
    found: dict[int, list[Subscription]] = {}
    wanted = _selection().where(among(tx, subscriptions.c.contact_id, contact_ids)).order_by(subscriptions.c.id)
    for row in tx.execute(wanted):
        found.setdefault(row.contact_id, []).append(_subscription(row))
    return {contact_id: tuple(some) for contact_id, some in found.items()}


def begin(tx: Transaction, list_id: int, terms: Mapping[int, Terms], now: datetime, *, changeset: int) -> None:
    """Put contacts (by id) on the list; who is on it stays as they are."""
    begun = {"list_id": list_id, "since": now, "changeset_id": changeset}
    rows = [{**begun, "contact_id": one, **_values(what)} for one, what in terms.items()]
    if rows:
        tx.execute(insert(tx, subscriptions).on_conflict_do_nothing(), rows)


def end(
    tx: Transaction,
    contact_id: int,
    *,
    reason: EndedReason,
    now: datetime,
    changeset: int,
    list_id: int | None = None,
) -> tuple[str, ...]:
    """Return the slugs of the lists that the contact was on and now has left: one list, or all."""
    s = subscriptions.c
    chosen = [s.contact_id == contact_id, s.ended_at.is_(None)]
    if list_id is not None:
        chosen.append(s.list_id == list_id)
    left = tx.execute(_selection().where(*chosen)).all()
    tx.execute(update(subscriptions).where(*chosen).values(ended_at=now, ended_reason=reason))
    changes.write(tx, changeset, (ending(row, reason, now) for row in left or _gone_already(tx, contact_id, list_id)))
    return tuple(sorted(row.slug for row in left))


def _gone_already(tx: Transaction, contact_id: int, list_id: int | None) -> Sequence[Row[tuple[Any, ...]]]:
    """Return the last stay on the list, over as it is: who asks again wants it written down, whatever had ended it."""
    s = subscriptions.c
    wanted = _selection().where(s.contact_id == contact_id, s.list_id == list_id).order_by(s.id.desc()).limit(1)
    return tx.execute(wanted).all() if list_id is not None else ()


def ending(row: Row[tuple[Any, ...]], reason: EndedReason, now: datetime) -> Change:
    """Return the change that the subscription in a row with id, contact and the slug of its list ends."""
    made = {"list": (row.slug, row.slug), "ended_at": (None, now.isoformat()), "ended_reason": (None, str(reason))}
    return Change(Subject.SUBSCRIPTION, row.id, Verb.ENDED, made, row.contact_id)


def _selection() -> Select[tuple[Any, ...]]:
    return select(subscriptions, distribution_lists.c.slug).join(distribution_lists)


def _values(terms: Terms) -> dict[str, str]:
    return {"basis": str(terms.basis), "source": terms.source, "frequency": str(terms.frequency)}


def _subscription(row: Row[tuple[Any, ...]]) -> Subscription:
    return Subscription(
        list=row.slug,
        since=row.since,
        terms=Terms(Basis(row.basis), row.source, Frequency(row.frequency)),
        ended_at=row.ended_at,
        ended_reason=row.ended_reason or "",
    )
