"""Who gets it: resolved and frozen in the database by one query, every candidate with a verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Integer,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
)

from mailer.domain.address import Address
from mailer.domain.campaign import LeftOut
from mailer.store.database import Transaction, json_object, random_token
from mailer.store.schema import (
    addresses,
    contact_languages,
    contacts,
    deliveries,
    left_out,
    outlets,
    receipts,
    subscriptions,
    suppressions,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for: lists in order, exclusions, single addresses, and what each language is served with.

    ``languages`` maps contact languages to edition languages; ``fallback`` is the edition for all others, or "".
    ``release_id`` is None to disregard receipts.
    """

    lists: tuple[int, ...]
    excluded: tuple[int, ...] = ()
    addresses: tuple[Address, ...] = ()
    languages: Mapping[str, str] | None = None
    fallback: str = ""
    release_id: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many candidates share a verdict (None: recipient), a list, an edition language and a domain."""

    verdict: LeftOut | None
    list_id: int | None
    language: str | None
    domain: str
    number: int


def known_languages(tx: Transaction) -> list[str]:
    """Return the languages that contacts have."""
    return list(tx.scalars(select(contact_languages.c.language).distinct()))


def counts(tx: Transaction, choice: Choice) -> list[Count]:
    """Return the audience in numbers, writing nothing."""
    judged = _judged(choice)
    key = (judged.c.verdict, judged.c.list_id, judged.c.language, judged.c.domain)
    rows = tx.execute(select(*key, func.count().label("number")).group_by(*key))
    return [Count(LeftOut(r.verdict) if r.verdict else None, r.list_id, r.language, r.domain, r.number) for r in rows]


def freeze(
    tx: Transaction, choice: Choice, *, campaign_id: int, variants: Mapping[str, int], slots: Sequence[str]
) -> Counter[str]:
    """Write the campaign's deliveries and left-out rows; return how many of each verdict ("" for recipients)."""
    judged = _judged(choice)
    tx.execute(_leaving_out(judged, campaign_id))
    tx.execute(_delivering(judged, campaign_id, variants, slots))
    found = select(left_out.c.reason, func.count().label("number")).where(left_out.c.campaign_id == campaign_id)
    tally = Counter({row.reason: row.number for row in tx.execute(found.group_by(left_out.c.reason))})
    kept = select(func.count()).where(deliveries.c.campaign_id == campaign_id)
    tally[""] = tx.execute(kept).scalar_one()
    return tally


def missing(tx: Transaction, choice: Choice, *, language: str, fields: Sequence[str]) -> dict[str, list[str]]:
    """Return, per recipient field, some addresses whose value is empty, for recipients served in ``language``."""
    judged = _judged(choice)
    return {
        name: list(
            tx.scalars(
                select(judged.c.address)
                .where(judged.c.verdict.is_(None), judged.c.language == language, judged.c[name] == "")
                .limit(10)
            )
        )
        for name in fields
    }


def longest(tx: Transaction, choice: Choice, fields: Sequence[str]) -> dict[str, list[str]]:
    """Return, per recipient field, the longest values that recipients have."""
    judged = _judged(choice)
    return {
        name: list(
            tx.scalars(
                select(judged.c[name])
                .where(judged.c.verdict.is_(None))
                .group_by(judged.c[name])
                .order_by(func.length(judged.c[name]).desc())
                .limit(10)
            )
        )
        for name in fields
    }


def _judged(choice: Choice) -> CTE:
    candidate = _candidates(choice)
    verdict = _verdict(candidate, choice)
    language = _language(candidate, choice)
    weighed = select(*candidate.c, language.label("language"), verdict.label("first_verdict")).cte("weighed")
    person = func.coalesce(cast(weighed.c.contact_id, Text), weighed.c.address_key)  # no number is an address
    place = func.row_number().over(
        partition_by=(person, weighed.c.first_verdict.is_(None)), order_by=weighed.c.list_position
    )
    placed = select(*weighed.c, place.label("place")).cte("placed")
    no_edition = and_(placed.c.first_verdict.is_(None), placed.c.language.is_(None))
    twice = and_(placed.c.first_verdict.is_(None), placed.c.place > 1)
    final = case((twice, LeftOut.DUPLICATE), (no_edition, LeftOut.NO_EDITION), else_=placed.c.first_verdict)
    return select(*placed.c, final.label("verdict")).cte("judged")


def _candidates(choice: Choice) -> CTE:
    parts: list[Select[tuple[object, ...]]] = []
    if choice.lists:
        parts.append(_subscribed(choice.lists))
    parts += [_single(address, len(choice.lists) + n) for n, address in enumerate(choice.addresses)]
    return union_all(*parts).cte("candidate")


def _subscribed(lists: Sequence[int]) -> Select[tuple[object, ...]]:
    s, later = subscriptions, subscriptions.alias("later")
    superseded = exists().where(
        later.c.list_id == s.c.list_id,
        later.c.contact_id == s.c.contact_id,
        or_(later.c.ended_at.is_(None), later.c.id > s.c.id),
        later.c.id != s.c.id,
    )
    position = case({list_id: n for n, list_id in enumerate(lists)}, value=s.c.list_id)
    joined = s.join(contacts, contacts.c.id == s.c.contact_id).join(
        addresses, and_(addresses.c.contact_id == contacts.c.id, addresses.c.is_preferred)
    )
    return (
        select(
            s.c.id.label("subscription_id"),
            s.c.list_id.label("list_id"),
            position.label("list_position"),
            s.c.ended_at.is_not(None).label("is_ended"),
            *_person(),
        )
        .select_from(joined.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id))
        .where(s.c.list_id.in_(lists), or_(s.c.ended_at.is_(None), ~superseded))
    )


def _person() -> list[ColumnElement[object]]:
    return [
        contacts.c.id.label("contact_id"),
        addresses.c.address.label("address"),
        addresses.c.key.label("address_key"),
        addresses.c.domain.label("domain"),
        contacts.c.name.label("name"),
        func.coalesce(outlets.c.name, "").label("outlet"),
        contacts.c.role.label("role"),
        contacts.c.country.label("country"),
    ]


def _single(address: Address, position: int) -> Select[tuple[object, ...]]:
    given = select(literal(address.key).label("key")).subquery()
    known = addresses.join(contacts, contacts.c.id == addresses.c.contact_id)
    joined = given.outerjoin(known, addresses.c.key == given.c.key)
    joined = joined.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id)

    def or_given(column: ColumnElement[str], value: str) -> ColumnElement[str]:
        return func.coalesce(column, value)

    return select(
        cast(null(), Integer).label("subscription_id"),
        cast(null(), Integer).label("list_id"),
        literal(position).label("list_position"),
        literal(value=False).label("is_ended"),
        contacts.c.id.label("contact_id"),
        or_given(addresses.c.address, address.address).label("address"),
        literal(address.key).label("address_key"),
        literal(address.domain).label("domain"),
        or_given(contacts.c.name, "").label("name"),
        or_given(outlets.c.name, "").label("outlet"),
        or_given(contacts.c.role, "").label("role"),
        or_given(contacts.c.country, "").label("country"),
    ).select_from(joined)


def _verdict(candidate: CTE, choice: Choice) -> ColumnElement[str]:
    c, s = candidate.c, suppressions
    blocked = or_(
        c.address_key.in_(select(s.c.address_key).where(s.c.address_key.is_not(None))),
        c.contact_id.in_(select(s.c.contact_id).where(s.c.contact_id.is_not(None))),
    )
    rules: list[tuple[ColumnElement[bool], LeftOut]] = [(c.is_ended, LeftOut.UNSUBSCRIBED)]
    if choice.excluded:
        u = subscriptions
        away = select(u.c.contact_id).where(u.c.list_id.in_(choice.excluded), u.c.ended_at.is_(None))
        rules.append((c.contact_id.in_(away), LeftOut.EXCLUDED))
    rules.append((blocked, LeftOut.SUPPRESSED))
    if choice.release_id is not None:
        had = select(receipts.c.address_key).where(receipts.c.release_id == choice.release_id)
        rules.append((c.address_key.in_(had), LeftOut.ALREADY_HAD))
    return case(*((condition, literal(reason.value, Text)) for condition, reason in rules), else_=cast(null(), Text))


def _language(candidate: CTE, choice: Choice) -> ColumnElement[Any]:
    fallback = literal(choice.fallback, Text) if choice.fallback else cast(null(), Text)
    if not choice.languages:
        return fallback
    return func.coalesce(_preferred(candidate, choice.languages), fallback)


def _preferred(candidate: CTE, languages: Mapping[str, str]) -> ScalarSelect[str]:
    own = contact_languages
    return (
        select(case(dict(languages), value=own.c.language))
        .where(own.c.contact_id == candidate.c.contact_id, own.c.language.in_(languages))
        .order_by(own.c.position)
        .limit(1)
        .scalar_subquery()
    )


def _leaving_out(judged: CTE, campaign_id: int) -> Insert:
    columns = ["campaign_id", "contact_id", "list_id", "address_key", "reason"]
    rows = select(
        literal(campaign_id), judged.c.contact_id, judged.c.list_id, judged.c.address_key, judged.c.verdict
    ).where(judged.c.verdict.is_not(None))
    return insert(left_out).from_select(columns, rows)


def _delivering(judged: CTE, campaign_id: int, variants: Mapping[str, int], slots: Sequence[str]) -> Insert:
    group = func.coalesce(func.nullif(judged.c.outlet, ""), judged.c.domain)
    turn = func.row_number().over(partition_by=group, order_by=judged.c.address_key)
    chosen = select(*judged.c, turn.label("turn")).where(judged.c.verdict.is_(None)).cte("chosen")
    position = func.row_number().over(order_by=(chosen.c.turn, chosen.c.address_key))
    values: dict[str, Any] = {
        "campaign_id": literal(campaign_id),
        "variant_id": case(dict(variants), value=chosen.c.language),
        **{
            n: chosen.c[n]
            for n in ("contact_id", "list_id", "subscription_id", "address", "address_key", "domain", "name")
        },
        "slots": json_object(*(part for name in slots for part in (literal(name, Text), chosen.c[name]))),
        "message_token": random_token(),
        "position": position,
        "state": literal("queued"),
    }
    rows = select(*values.values()).order_by(position)
    return insert(deliveries).from_select(list(values), rows)
