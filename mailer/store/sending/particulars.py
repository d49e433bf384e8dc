"""What sets single recipients apart in the footer of their mail: another basis than their list's, or a first mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, Text, case, cast, exists, false, func, literal, or_, select, true

from mailer.domain.reason import BASIS, SINCE, SOURCE
from mailer.store.database import Transaction, json_object
from mailer.store.sending import newcomers
from mailer.store.tables.schema import contacts, distribution_lists, subscriptions

_NOTHING = literal("", Text)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contact stands with the first list that they are on: its title, "" if there is none, and their terms.

    ``added_at`` is since when we have them, None if they are not new.
    """

    title: str = ""
    said: str = ""
    basis: str = ""
    source: str = ""
    added_at: datetime | None = None


def standing(tx: Transaction, contact_id: int, list_id: int | None = None) -> Standing:
    """Return how a contact stands (with that list, if one is given), as a mail that is sent now would say it."""
    s, one, c = subscriptions.c, distribution_lists.c, contacts.c
    listed = select(one.title, one.why, s.basis, s.source).join_from(subscriptions, distribution_lists)
    in_force = (s.contact_id == contact_id, s.ended_at.is_(None), true() if list_id is None else s.list_id == list_id)
    terms = tx.execute(listed.where(*in_force).order_by(s.id).limit(1)).first()
    new = tx.scalar(select(c.created_at).where(c.id == contact_id, newcomers.is_new(c.id)))
    return Standing(*terms, new) if terms else Standing(added_at=new)


def slots_of(
    tx: Transaction, who: Subquery, lists: tuple[int, ...], kept: Sequence[ColumnElement[Any]]
) -> ColumnElement[Any] | None:
    """Return what is kept of each of ``who``: names and values in turn, and more for those who are set apart.

    None if there is nothing. They are looked for only where there may be some, so that nobody else pays for it.
    """
    usual = json_object(*kept) if kept else None
    may_be_new, may_differ = newcomers.is_any(tx), _is_any_different(tx, lists)
    if not (may_be_new or may_differ):
        return usual
    is_new = newcomers.is_new(who.c.contact_id) if may_be_new else false()
    is_apart = or_(is_new, _differs(who)) if may_differ else is_new
    return case((is_apart, json_object(*kept, *_apart(who, is_new))), else_=json_object(*kept))


def _apart(who: Subquery, is_new: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    s, c = subscriptions.alias("carrying").c, contacts.alias("newcomer").c
    carrying = s.id == who.c.subscription_id
    values = {
        BASIS: select(s.basis).where(carrying).scalar_subquery(),
        SOURCE: case((is_new, select(s.source).where(carrying).scalar_subquery())),
        SINCE: case((is_new, select(cast(c.created_at, Text)).where(c.id == who.c.contact_id).scalar_subquery())),
    }
    pairs = ((literal(name, Text), func.coalesce(value, _NOTHING)) for name, value in values.items())
    return [part for pair in pairs for part in pair]


def _differs(who: Subquery) -> ColumnElement[bool]:
    s, one = subscriptions.alias("carried").c, distribution_lists.alias("carrier").c
    return exists().where(s.id == who.c.subscription_id, one.id == s.list_id, s.basis != one.basis)


def _is_any_different(tx: Transaction, lists: tuple[int, ...]) -> bool:
    """Return whether anybody is or was on one of the lists on another basis than its own.

    Those who have left are looked at too, so that the table is read as it lies: in half the time of an index.
    """
    s, one = subscriptions.c, distribution_lists.c
    usual = {row.id: row.basis for row in tx.execute(select(one.id, one.basis).where(one.id.in_(lists)))}
    if not usual:
        return False
    differs = exists().where(s.list_id.in_(lists), s.basis != case(usual, value=s.list_id))
    return bool(tx.scalar(select(differs)))
