"""Distribution lists: created, found, and counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, distinct, func, insert, select

from mailer.domain.campaign import CampaignKind
from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import Counts, DistributionList, ListLine
from mailer.store import changes
from mailer.store import suppressions as forbidden
from mailer.store.database import Transaction
from mailer.store.schema import (
    addresses,
    campaign_lists,
    campaigns,
    contact_languages,
    contacts,
    distribution_lists,
    outlets,
    subscriptions,
)


def add(tx: Transaction, new: DistributionList, *, changeset: int) -> DistributionList:
    """Return the list, written; its id is given by the database."""
    values = {"slug": new.slug, "title": new.title, "kind": new.kind, "basis": new.basis, "source": new.source}
    values["why"] = new.why
    adding = insert(distribution_lists).values(**values, created_at=new.created_at).returning(distribution_lists)
    added = _list(tx.execute(adding).one())
    made = Change(
        Subject.LIST, added.id, Verb.ADDED, differences({}, {name: str(said) for name, said in values.items()})
    )
    changes.write(tx, changeset, [made])
    return added


def find(tx: Transaction, slug: str) -> DistributionList | None:
    """Return the list with this slug, or None."""
    row = tx.execute(select(distribution_lists).where(distribution_lists.c.slug == slug)).first()
    return _list(row) if row else None


def slugs(tx: Transaction) -> list[str]:
    """Return the slugs of all lists, in alphabetical order."""
    return list(tx.scalars(select(distribution_lists.c.slug).order_by(distribution_lists.c.slug)))


def lines(tx: Transaction, slug: str | None = None) -> list[ListLine]:
    """Return every list (or the one with ``slug``) with its counts and the time it was last sent to."""
    counted, used = _counts(tx), _last_used(tx)
    wanted = select(distribution_lists).order_by(distribution_lists.c.slug)
    if slug is not None:
        wanted = wanted.where(distribution_lists.c.slug == slug)
    return [ListLine(_list(row), counted.get(row.id, Counts()), used.get(row.id)) for row in tx.execute(wanted)]


def by_language(tx: Transaction, list_id: int) -> dict[str, int]:
    """Return how many active contacts of the list have which first language; "" where none is known."""
    first = and_(contact_languages.c.contact_id == contacts.c.id, contact_languages.c.position == 0)
    grouped = _grouped(func.coalesce(contact_languages.c.language, ""), list_id)
    return _numbers(tx, grouped.outerjoin(contact_languages, first))


def by_country(tx: Transaction, list_id: int) -> dict[str, int]:
    """Return how many active contacts of the list are in which country; "" where none is known."""
    return _numbers(tx, _grouped(contacts.c.country, list_id))


def by_outlet(tx: Transaction, list_id: int) -> dict[str, int]:
    """Return how many active contacts of the list work for which outlet; "" where none is known."""
    grouped = _grouped(func.coalesce(outlets.c.name, ""), list_id)
    return _numbers(tx, grouped.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id))


def _counts(tx: Transaction) -> dict[int, Counts]:
    s = subscriptions.c
    on_list = s.ended_at.is_(None)
    blocked = forbidden.is_blocked()
    active = func.sum(case((and_(on_list, ~blocked), 1), else_=0)).label("active")
    suppressed = func.sum(case((and_(on_list, blocked), 1), else_=0)).label("suppressed")
    people = func.count(distinct(s.contact_id)).label("people")
    rows = tx.execute(select(s.list_id, active, suppressed, people).select_from(_preferred()).group_by(s.list_id))
    return {row.list_id: Counts(row.active, row.suppressed, row.people - row.active - row.suppressed) for row in rows}


def _preferred() -> Any:  # noqa: ANN401 - SQLAlchemy's Join
    theirs = and_(addresses.c.contact_id == subscriptions.c.contact_id, addresses.c.is_preferred)
    return subscriptions.join(addresses, theirs)


def _last_used(tx: Transaction) -> Mapping[int, datetime]:
    c = campaigns.c
    used = select(campaign_lists.c.list_id, func.max(c.started_at, type_=c.started_at.type).label("at"))
    counted = used.join(campaigns, c.id == campaign_lists.c.campaign_id).where(
        ~campaign_lists.c.is_excluded, ~c.is_rehearsal, c.kind == CampaignKind.RELEASE, c.started_at.is_not(None)
    )
    return {row.list_id: row.at for row in tx.execute(counted.group_by(campaign_lists.c.list_id))}


def _grouped(by: ColumnElement[str], list_id: int) -> Select[tuple[Any, ...]]:
    people = _preferred().join(contacts, contacts.c.id == subscriptions.c.contact_id)
    chosen = and_(subscriptions.c.list_id == list_id, subscriptions.c.ended_at.is_(None), ~forbidden.is_blocked())
    columns: list[ColumnElement[Any]] = [by.label("value"), func.count().label("number")]
    return select(*columns).select_from(people).where(chosen).group_by(by)


def _numbers(tx: Transaction, grouped: Select[tuple[Any, ...]]) -> dict[str, int]:
    numbers = {row.value: row.number for row in tx.execute(grouped)}
    return dict(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))


def _list(row: Row[tuple[Any, ...]]) -> DistributionList:
    return DistributionList(
        id=row.id,
        slug=row.slug,
        title=row.title,
        kind=ContactKind(row.kind),
        basis=Basis(row.basis),
        source=row.source,
        created_at=row.created_at,
        why=row.why,
    )
