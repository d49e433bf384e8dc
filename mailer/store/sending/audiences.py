"""Who gets it: resolved and frozen in the database, every candidate with a verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Insert,
    Integer,
    Table,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)

from mailer.domain.campaign import LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.store.bulk import refresh_statistics
from mailer.store.database import Transaction, json_object
from mailer.store.sending.candidates import field_of, is_active_on, judged, recipients
from mailer.store.sending.choices import Choice
from mailer.store.sending.newsrooms import turns
from mailer.store.sending.particulars import slots_of
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import (
    addresses,
    contact_languages,
    contacts,
    deliveries,
    left_out,
    outlets,
    subscriptions,
)
from mailer.store.temporary_tables import make_anew, temporary

#: An audience that ``resolve`` has put down: opaque to those who pass it on.
Audience = Table

__all__ = ["Audience", "Choice", "Count", "counts", "freeze", "known_languages", "longest", "missing", "resolve"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many candidates share a verdict; recipients (verdict None) also a list, a variant (its key) and a domain."""

    verdict: LeftOut | None
    list_id: int | None
    language: str | None
    domain: str
    number: int


def known_languages(tx: Transaction) -> list[str]:
    """Return the languages that contacts have."""
    return list(tx.scalars(select(contact_languages.c.language).distinct()))


def resolve(tx: Transaction, choice: Choice, *, are_out: bool = False) -> Audience:
    """Return the audience, put down in a table of its own until the transaction ends; it is the last one of ``tx``.

    With ``are_out`` only those of it who do not get it.
    """
    audience = _audience()
    make_anew(tx, audience)
    names = audience.c.keys()
    found = judged(choice, are_out=are_out).subquery("found")
    tx.execute(insert(audience).from_select(names, select(*(found.c[name] for name in names))))
    return audience


def counts(tx: Transaction, audience: Audience) -> list[Count]:
    """Return the audience in numbers."""
    who = audience.c
    gets_it = who.verdict.is_(None)
    domain = case((gets_it, func.coalesce(who.newsroom, addresses.c.domain)))
    key = (who.verdict, case((gets_it, who.list_id)), case((gets_it, who.language)), domain)
    joined = audience.outerjoin(addresses, preferred(who.contact_id))
    rows = tx.execute(select(*key, func.count(), func.sum(who.candidates)).select_from(joined).group_by(*key))
    found: list[Count] = []
    for verdict, list_id, language, of_domain, people, candidates in rows:
        is_one_each = verdict in {None, LeftOut.NO_EDITION}  # the others that they stand for are duplicates
        number = people if is_one_each else int(candidates)
        found.append(Count(LeftOut(verdict) if verdict else None, list_id, language, of_domain or "", number))
        if candidates > number:
            found.append(Count(LeftOut.DUPLICATE, None, None, "", int(candidates) - number))
    return found


def freeze(
    tx: Transaction,
    choice: Choice,
    *,
    campaign_id: int,
    variants: Mapping[str, int],
    slots: Sequence[str],
    tells_why: bool = True,
) -> Counter[str]:
    """Write the campaign's deliveries and left-out rows; return how many of each verdict ("" for recipients).

    ``slots`` are the fields that are kept of each; what their footers say differently is too, if it ``tells_why``.
    """
    audience = resolve(tx, choice, are_out=True)
    if choice.lists:
        tx.execute(_leaving_out_listed(audience, campaign_id, choice))
    tx.execute(_leaving_out(audience, campaign_id))
    _deliver(tx, choice, campaign_id=campaign_id, variants=variants, slots=slots, tells_why=tells_why)
    tally = _tally(tx, campaign_id, len(choice.lists))
    refresh_statistics(tx, deliveries, tally[""])
    return tally


def _tally(tx: Transaction, campaign_id: int, lists: int) -> Counter[str]:
    """Return what was written, counted: a delivery stands for a duplicate on each further list."""
    out, d = left_out.c, deliveries.c
    reasons = select(out.reason, func.count().label("number")).where(out.campaign_id == campaign_id)
    tally = Counter({row.reason: row.number for row in tx.execute(reasons.group_by(out.reason))})
    on_list = (func.count().filter(d.on_lists.op("&")(2**at) != 0) for at in range(lists))
    counted = select(func.count(), func.count(d.list_id), *on_list).where(d.campaign_id == campaign_id)
    tally[""], listed, *on_each = tx.execute(counted).one()
    tally[LeftOut.DUPLICATE.value] += sum(on_each) - listed
    return tally


def missing(tx: Transaction, audience: Audience, *, variant: str, fields: Sequence[str]) -> dict[str, list[str]]:
    """Return, per recipient field, some addresses whose value is empty, for recipients of a ``variant``."""
    who = audience.c
    address = func.coalesce(who.address, addresses.c.address)
    wanted = select(address).select_from(_with_person(audience)).where(who.verdict.is_(None), who.language == variant)
    return {name: list(tx.scalars(wanted.where(field_of(name) == "").limit(10))) for name in fields}


def longest(tx: Transaction, audience: Audience, fields: Sequence[str]) -> dict[str, list[str]]:
    """Return, per recipient field, the longest values that recipients have."""
    found: dict[str, list[str]] = {}
    for name in fields:
        value = field_of(name)
        wanted = select(value).select_from(_with_person(audience)).where(audience.c.verdict.is_(None)).group_by(value)
        found[name] = list(tx.scalars(wanted.order_by(func.length(value).desc()).limit(10)))
    return found


def _audience() -> Table:
    """Return the table that an audience is put down in until it is written out."""
    whole = ("contact_id", "outlet_id", "list_id", "subscription_id", "candidates")
    texts = ("address", "address_key", "newsroom", "language", "verdict")
    columns: list[Column[Any]] = [Column(name, Integer) for name in whole]
    return temporary("audience", *columns, *(Column(name, Text) for name in texts))


def _leaving_out_listed(audience: Audience, campaign_id: int, choice: Choice) -> Insert:
    """Return the statement for people who do not get it although they are on lists: each list has a row."""
    who, s = audience.c, subscriptions.c
    is_other = and_(who.verdict == LeftOut.NO_EDITION, s.id != who.subscription_id)
    reason = case((is_other, LeftOut.DUPLICATE.value), else_=who.verdict)
    of_person = and_(s.contact_id == who.contact_id, is_active_on(choice.lists))
    joined = audience.outerjoin(subscriptions, of_person)  # there is one; an outer join begins with the few people
    rows = (
        select(literal(campaign_id), who.contact_id, s.list_id, addresses.c.key, reason)
        .select_from(joined.outerjoin(addresses, preferred(who.contact_id)))
        .where(who.list_id.is_not(None), who.verdict != LeftOut.UNSUBSCRIBED)
    )
    return insert(left_out).from_select(["campaign_id", "contact_id", "list_id", "address_key", "reason"], rows)


def _leaving_out(audience: Audience, campaign_id: int) -> Insert:
    """Return the statement for those who have left a list, and those who were named."""
    who = audience.c
    key = func.coalesce(who.address_key, addresses.c.key)
    rows = (
        select(literal(campaign_id), who.contact_id, who.list_id, key, who.verdict)
        .select_from(audience.outerjoin(addresses, preferred(who.contact_id)))
        .where(or_(who.verdict == LeftOut.UNSUBSCRIBED, and_(who.list_id.is_(None), who.verdict.is_not(None))))
    )
    return insert(left_out).from_select(["campaign_id", "contact_id", "list_id", "address_key", "reason"], rows)


def _deliver(
    tx: Transaction,
    choice: Choice,
    *,
    campaign_id: int,
    variants: Mapping[str, int],
    slots: Sequence[str],
    tells_why: bool,
) -> None:
    """Write the deliveries in the order in which they are sent: one recipient of each newsroom after another."""
    found = recipients(choice, [*dict.fromkeys(("name", *slots))])
    who = found.c
    copied = ("contact_id", "list_id", "subscription_id", "on_lists", "address", "address_key", "domain", "name")
    values: dict[str, ColumnElement[Any]] = {
        "campaign_id": literal(campaign_id),
        "variant_id": case(dict(variants), value=who.language),
        **_waiting(who.language, choice.held),
        **{name: who[name] for name in copied},
    }
    kept = [part for name in slots for part in (literal(name, Text), who[name])]
    filled = slots_of(tx, found, choice.lists, kept) if tells_why else json_object(*kept) if kept else None
    if filled is not None:
        values["slots"] = filled
    order = (who.contact_id, who.address_key)
    with turns(tx, who.outlet_id, who.domain, order, are_in_order=not choice.addresses) as turn:
        rows = select(*values.values()).order_by(turn, *order)
        tx.execute(insert(deliveries).from_select(list(values), rows))


def _waiting(language: ColumnElement[Any], held: frozenset[str]) -> dict[str, ColumnElement[Any]]:
    """Return the state of a delivery that begins, and what it waits for if it does."""
    if not held:
        return {"state": literal(DeliveryState.QUEUED.value)}
    waits = language.in_(sorted(held))
    return {
        "state": case((waits, DeliveryState.HELD.value), else_=DeliveryState.QUEUED.value),
        "held_for": case((waits, language), else_=""),
    }


def _with_person(who: FromClause) -> FromClause:
    joined = who.outerjoin(contacts, contacts.c.id == who.c.contact_id)
    joined = joined.outerjoin(addresses, preferred(who.c.contact_id))
    return joined.outerjoin(outlets, outlets.c.id == who.c.outlet_id)
