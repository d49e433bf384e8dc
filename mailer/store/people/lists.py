"""Distribution lists: created, found, and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    delete,
    distinct,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from mailer.domain.campaign import CampaignKind
from mailer.domain.changeset import Change, Subject, Verb, differences
from mailer.domain.contact import Basis, ContactKind
from mailer.domain.distribution_list import (
    AudienceClass,
    Counts,
    DistributionList,
    LanguagePolicy,
    ListLine,
    ListSender,
)
from mailer.domain.subscription import EndedReason
from mailer.store.database import Transaction, new_id
from mailer.store.history import changes
from mailer.store.people import suppressions as forbidden
from mailer.store.tables.change_schema import list_exclusions
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import (
    addresses,
    campaign_lists,
    campaigns,
    contact_languages,
    contacts,
    distribution_lists,
    outlets,
    subscriptions,
)


def place(tx: Transaction, new: DistributionList) -> DistributionList:
    """Return the list, written, with the id that the database gave it; whoever does so records it."""
    values = {"slug": new.slug, "created_at": new.created_at, **_values(new)}
    added = replace(new, id=new_id(tx, insert(distribution_lists).values(values).returning(distribution_lists.c.id)))
    _exclude(tx, added)
    return added


def record(tx: Transaction, added: DistributionList, *, changeset: int) -> None:
    """Write down that the list was made."""
    said = {name: value for name, value in {"slug": added.slug, **_told(added)}.items() if value}
    changes.write(tx, changeset, [Change(Subject.LIST, added.id, Verb.ADDED, differences({}, said))])


def change(tx: Transaction, before: DistributionList, after: DistributionList, *, changeset: int) -> None:
    """Write all that ``after`` says of the list, except its slug."""
    tx.execute(update(distribution_lists).where(distribution_lists.c.id == before.id).values(_values(after)))
    tx.execute(delete(list_exclusions).where(list_exclusions.c.list_id == before.id))
    _exclude(tx, after)
    made = differences(_told(before), _told(after))
    changes.write(tx, changeset, [Change(Subject.LIST, before.id, Verb.CHANGED, made)])


def find(tx: Transaction, slug: str) -> DistributionList | None:
    """Return the list with this slug, or None."""
    row = tx.execute(select(distribution_lists).where(distribution_lists.c.slug == slug)).first()
    return _list(row, _excluded(tx)) if row else None


def every(tx: Transaction) -> list[DistributionList]:
    """Return all lists, also those put away, by slug."""
    excluded = _excluded(tx)
    rows = tx.execute(select(distribution_lists).order_by(distribution_lists.c.slug))
    return [_list(row, excluded) for row in rows]


def slugs(tx: Transaction) -> list[str]:
    """Return the slugs of all lists, in alphabetical order."""
    return list(tx.scalars(select(distribution_lists.c.slug).order_by(distribution_lists.c.slug)))


def lines(tx: Transaction, slug: str | None = None) -> list[ListLine]:
    """Return every list (or the one with ``slug``) with its counts and the time it was last sent to."""
    used, excluded = _last_used(tx), _excluded(tx)
    wanted = select(distribution_lists).order_by(distribution_lists.c.slug)
    if slug is not None:
        wanted = wanted.where(distribution_lists.c.slug == slug)
    rows = tx.execute(wanted).all()
    counted = _counts(tx, [row.id for row in rows])
    return [ListLine(_list(row, excluded), counted.get(row.id, Counts()), used.get(row.id)) for row in rows]


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


def _counts(tx: Transaction, list_ids: Sequence[int]) -> dict[int, Counts]:
    s = subscriptions.c
    on_list = s.ended_at.is_(None)
    blocked = forbidden.is_blocked()
    active = func.sum(case((and_(on_list, ~blocked), 1), else_=0)).label("active")
    suppressed = func.sum(case((and_(on_list, blocked), 1), else_=0)).label("suppressed")
    is_by_rule = s.ended_reason == EndedReason.NO_LONGER_MATCHES  # who did not leave is not counted as gone
    people = func.count(distinct(case((or_(on_list, ~is_by_rule), s.contact_id)))).label("people")
    counted = select(s.list_id, active, suppressed, people).select_from(_preferred()).where(s.list_id.in_(list_ids))
    rows = tx.execute(counted.group_by(s.list_id))
    return {row.list_id: Counts(row.active, row.suppressed, row.people - row.active - row.suppressed) for row in rows}


def _preferred() -> Any:  # noqa: ANN401 - SQLAlchemy's Join
    return subscriptions.join(addresses, preferred(subscriptions.c.contact_id))


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


def _values(said: DistributionList) -> dict[str, Any]:
    return {
        "title": said.title,
        "kind": said.kind,
        "basis": said.basis,
        "source": said.source,
        "rule": said.rule,
        "audience_class": said.audience_class,
        "sender_name": said.sender.name,
        "sender_address": said.sender.address,
        "reply_to": said.sender.reply_to,
        "language": said.language,
        "language_policy": said.language_policy,
        "why": said.why,
        "archived_at": said.archived_at,
    }


def _told(said: DistributionList) -> dict[str, str]:
    """Return what is written down of a list where it changes, as text."""
    values = {name: str(value or "") for name, value in _values(said).items()}
    return {**values, "excludes": ", ".join(said.excludes)}


def _exclude(tx: Transaction, said: DistributionList) -> None:
    barred = select(literal(said.id), distribution_lists.c.id).where(distribution_lists.c.slug.in_(said.excludes))
    tx.execute(insert(list_exclusions).from_select(["list_id", "excluded_id"], barred))


def _excluded(tx: Transaction) -> dict[int, tuple[str, ...]]:
    """Return the slugs of the lists that each list excludes, in alphabetical order."""
    pairs = list_exclusions.c
    joined = list_exclusions.join(distribution_lists, distribution_lists.c.id == pairs.excluded_id)
    wanted = select(pairs.list_id, distribution_lists.c.slug).select_from(joined).order_by(distribution_lists.c.slug)
    found: dict[int, tuple[str, ...]] = {}
    for row in tx.execute(wanted):
        found[row.list_id] = (*found.get(row.list_id, ()), row.slug)
    return found


def _list(row: Row[tuple[Any, ...]], excluded: Mapping[int, tuple[str, ...]]) -> DistributionList:
    return DistributionList(
        id=row.id,
        slug=row.slug,
        title=row.title,
        kind=ContactKind(row.kind),
        basis=Basis(row.basis),
        source=row.source,
        created_at=row.created_at,
        rule=row.rule,
        audience_class=AudienceClass(row.audience_class),
        sender=ListSender(row.sender_name, row.sender_address, row.reply_to),
        language=row.language,
        language_policy=LanguagePolicy(row.language_policy),
        why=row.why,
        archived_at=row.archived_at,
        excludes=excluded.get(row.id, ()),
    )
