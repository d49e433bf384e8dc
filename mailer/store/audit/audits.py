"""Audits: what was done, told with whom it was about, newest first."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_, select, true

from mailer.domain.audit import AuditEntry
from mailer.domain.changeset import Action, Changeset, Subject, Verb
from mailer.store.among import among
from mailer.store.audit.subjects import names
from mailer.store.database import Transaction
from mailer.store.history import changes, changesets
from mailer.store.tables.change_schema import change_values
from mailer.store.tables.change_schema import changes as made
from mailer.store.tables.change_schema import changesets as sets
from mailer.store.tables.schema import contacts, distribution_lists, subscriptions

#: Changesets whose few additions are told one by one.
_BY_HAND = (Action.ADD, Action.SUBSCRIBE)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is to be told: by whom, since when, which action or changeset, about which contact, list or outlet."""

    who: str = ""
    since: datetime | None = None
    action: Action | None = None
    changeset: int | None = None
    contact_id: int | None = None
    list_id: int | None = None
    outlet_id: int | None = None


def entries(tx: Transaction, chosen: AuditFilter, *, limit: int) -> list[AuditEntry]:
    """Return what was done, newest first, at most ``limit`` lines.

    What a changeset added is one line, unless it was by hand, or the filter names the changeset or a contact.
    """
    found = _changes(tx, and_(_done(chosen), _about(chosen)), limit)
    if chosen.contact_id is not None:
        whose = (contacts.c.id == chosen.contact_id, subscriptions.c.contact_id == chosen.contact_id)
        return _newest([*found, *_additions(tx, chosen, whose, limit)], limit)
    wholes = _wholes(tx, chosen, limit)
    single = [one.changeset.id for one in wholes if chosen.changeset or one.changeset.action in _BY_HAND]
    theirs = (among(tx, contacts.c.changeset_id, single), among(tx, subscriptions.c.changeset_id, single))
    added = _additions(tx, chosen, theirs, limit) if single else []
    alone = {one.changeset.id for one in added}
    return _newest([*found, *added, *(one for one in wholes if one.changeset.id not in alone)], limit)


def origin(tx: Transaction, contact_id: int) -> AuditEntry | None:
    """Return the entry of the contact being added; None for one that came before that was written down."""
    c = contacts.c
    added = _additions(tx, AuditFilter(), (c.id == contact_id, false()), 1)
    return added[0] if added else None


def numbered(tx: Transaction, ids: Collection[int]) -> list[AuditEntry]:
    """Return the changes with these numbers, newest first."""
    return _changes(tx, among(tx, made.c.id, ids), len(ids))


def _newest(found: list[AuditEntry], limit: int) -> list[AuditEntry]:
    return sorted(found, key=lambda one: (one.changeset.id, one.subject is None, one.number), reverse=True)[:limit]


def _done(chosen: AuditFilter) -> ColumnElement[bool]:
    """Return the condition for changesets of the right person, time, action and number."""
    wanted: list[ColumnElement[bool]] = [true()]
    if chosen.who:
        wanted.append(or_(sets.c.who == chosen.who, sets.c.who.startswith(f"{chosen.who}@", autoescape=True)))
    if chosen.since:
        wanted.append(sets.c.created_at >= chosen.since)
    if chosen.action:
        wanted.append(sets.c.action == chosen.action)
    if chosen.changeset:
        wanted.append(sets.c.id == chosen.changeset)
    return and_(*wanted)


def _about(chosen: AuditFilter) -> ColumnElement[bool]:
    """Return the condition for changes of the right contact, list or outlet."""
    c = made.c
    if chosen.contact_id is not None:
        return c.contact_id == chosen.contact_id
    if chosen.outlet_id is not None:
        return and_(c.subject == Subject.OUTLET, c.subject_id == chosen.outlet_id)
    if chosen.list_id is not None:
        on_it = select(subscriptions.c.id).where(subscriptions.c.list_id == chosen.list_id)
        return or_(
            and_(c.subject == Subject.LIST, c.subject_id == chosen.list_id),
            and_(c.subject == Subject.SUBSCRIPTION, c.subject_id.in_(on_it)),
        )
    return true()


def _changes(tx: Transaction, which: ColumnElement[bool], limit: int) -> list[AuditEntry]:
    joined = made.join(sets, sets.c.id == made.c.changeset_id)
    joined = joined.outerjoin(change_values, change_values.c.change_id == made.c.id)
    columns: tuple[Any, ...] = (*made.c, change_values.c["values"].label("said"))
    wanted = select(*columns).select_from(joined).where(which)
    rows = tx.execute(wanted.order_by(made.c.id.desc()).limit(limit)).all()
    known = _changesets(tx, {row.changeset_id for row in rows})
    found = [_entry(row, known[row.changeset_id]) for row in rows]
    called = names(tx, [(row.subject, row.subject_id, row.contact_id) for row in rows])
    return [replace(one, about=name) for one, name in zip(found, called, strict=True)]


def _entry(row: Row[Any], changeset: Changeset) -> AuditEntry:
    change = changes.change_of(row)
    return AuditEntry(
        changeset, change.subject, change.verb, values=change.values, is_erased=row.said is None, number=row.id
    )


def _wholes(tx: Transaction, chosen: AuditFilter, limit: int) -> list[AuditEntry]:
    """Return a line for each changeset that added somebody or something, or changed nothing."""
    if chosen.outlet_id is not None:
        return []
    has_changes = select(made.c.id).where(made.c.changeset_id == sets.c.id).exists()
    is_told = or_(sets.c.added > 0, ~has_changes)
    on_list = true() if chosen.list_id is None else sets.c.list_id == chosen.list_id
    wanted = select(sets.c.id).where(_done(chosen), is_told, on_list).order_by(sets.c.id.desc()).limit(limit)
    known = _changesets(tx, tx.scalars(wanted).all())
    return [AuditEntry(one, about=one.list) for one in known.values()]


def _additions(
    tx: Transaction, chosen: AuditFilter, whose: tuple[ColumnElement[bool], ColumnElement[bool]], limit: int
) -> list[AuditEntry]:
    """Return contacts and subscriptions that were added, one by one: those of ``whose`` conditions."""
    done = select(sets.c.id).where(_done(chosen))
    of_contacts, of_subscriptions = whose
    c, s = contacts.c, subscriptions.c
    people = select(c.id, c.changeset_id).where(of_contacts, c.changeset_id.in_(done)).order_by(c.id.desc())
    stays = select(s.contact_id, s.changeset_id, distribution_lists.c.slug).join_from(subscriptions, distribution_lists)
    stays = stays.where(of_subscriptions, s.changeset_id.in_(done)).order_by(s.id.desc())
    found = [(Subject.CONTACT, *row, "") for row in tx.execute(people.limit(limit))]
    found += [(Subject.SUBSCRIPTION, *row) for row in tx.execute(stays.limit(limit))]
    known = _changesets(tx, {one[2] for one in found})
    called = names(tx, [(Subject.CONTACT, contact_id, contact_id) for _, contact_id, _, _ in found])
    return [
        AuditEntry(known[number], subject, Verb.ADDED, name, {"list": (None, slug)} if slug else {})
        for (subject, _, number, slug), name in zip(found, called, strict=True)
    ]


def _changesets(tx: Transaction, ids: Collection[int]) -> dict[int, Changeset]:
    return {one.id: one for one in changesets.some(tx, ids)}
