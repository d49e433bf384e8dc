"""Who is looked at for an audience, and the verdict on each, as one query.

People on the lists are gone through by numbers alone, and one row stands for all that a person is on. Addresses that
were named one by one have rows of their own.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from mailer.domain.address import Address
from mailer.domain.campaign import LeftOut
from mailer.domain.subscription import EndedReason
from mailer.store.sending.caps import is_capped, over_cap
from mailer.store.sending.choices import Choice, language_of
from mailer.store.sending.receipts import had, has_had
from mailer.store.tables.conditions import preferred
from mailer.store.tables.schema import addresses, contacts, outlets, subscriptions, suppressions

#: A list's place times this, and a subscription's id, are one number: the least of them is that of the first list.
_PLACE = 2**32
_ON_RECORD = (LeftOut.EXCLUDED, LeftOut.SUPPRESSED, LeftOut.ALREADY_HAD)
#: Why somebody on a list is barred: what is on record of them, and then the cap of their outlet.
_BARRED = (*_ON_RECORD, LeftOut.OUTLET_CAP)


def judged(choice: Choice, *, are_out: bool = False) -> Select[Any]:
    """Return the rows with their verdict (NULL: a recipient) and the language that each is served in.

    A row stands for so many ``candidates``, of which all but one are duplicates if it is a recipient's. The address
    is NULL where it is the contact's preferred one; ``newsroom`` is the domain where there is no outlet. With
    ``are_out`` only those are looked for who do not get it.
    """
    barred = _barred(choice)
    some = barred if are_out and choice.serves_everybody else None  # else anybody may be left out
    parts = [_listed(choice, barred, some), _gone(choice)] if choice.lists else []
    if choice.addresses:
        parts.append(_named(choice, barred))
    weighed = union_all(*parts).cte("weighed")
    language = language_of(weighed.c.contact_id, choice, weighed.c.list_id).label("language")
    served = select(*weighed.c, language).cte("served")
    no_edition = and_(served.c.reason.is_(None), served.c.language.is_(None))
    verdict = case((no_edition, LeftOut.NO_EDITION.value), else_=served.c.reason)
    found = select(*served.c, verdict.label("verdict")).cte("judged")
    return select(found).where(found.c.verdict.is_not(None)) if are_out else select(found)


def recipients(choice: Choice, fields: Sequence[str]) -> Subquery:
    """Return everybody who gets it, by the address that it goes to, with ``fields`` of them, "" where one is empty."""
    barred = _barred(choice)
    parts = [_reached(choice, barred, fields)] if choice.lists else []
    if choice.addresses:
        parts.append(_reached_alone(choice, barred, fields))
    return union_all(*parts).subquery("who")


def field_of(name: str) -> ColumnElement[str]:
    """Return what the recipient field ``name`` has for somebody; "" for whom we do not know."""
    column = outlets.c.name if name == "outlet" else contacts.c[name]
    return func.coalesce(column, "")


def is_active_on(lists: tuple[int, ...]) -> ColumnElement[bool]:
    """Return the condition for subscriptions to ``lists`` that have not ended."""
    return and_(subscriptions.c.list_id.in_(lists), subscriptions.c.ended_at.is_(None))


def _people(choice: Choice) -> Select[Any]:
    """Return everybody who is on one of the lists, in order, with the first of these and all of them as numbers."""
    s, lists = subscriptions.c, enumerate(choice.lists)
    place, bit = zip(*(((list_id, at), (list_id, 2**at)) for at, list_id in lists), strict=True)
    packed = func.min(cast(case(dict(place), value=s.list_id), BigInteger) * literal(_PLACE, BigInteger) + s.id)
    on_lists = cast(func.sum(cast(case(dict(bit), value=s.list_id), BigInteger)), BigInteger)
    columns = (s.contact_id, packed.label("first"), func.count().label("candidates"), on_lists.label("on_lists"))
    return select(*columns).where(is_active_on(choice.lists)).group_by(s.contact_id)


def _first(person: Subquery, choice: Choice) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the first list that a person is on, and the subscription to it."""
    first, place = person.c.first, literal(_PLACE, BigInteger)
    return case(dict(enumerate(choice.lists)), value=first // place), first % place


def _with_address(person: Subquery) -> FromClause:
    return person.join(contacts, contacts.c.id == person.c.contact_id).join(addresses, preferred(contacts.c.id))


def _listed(choice: Choice, barred: CTE, some: CTE | None) -> Select[Any]:
    """Return everybody who is on one of the lists (of ``some``, if that is given), by the first of them."""
    people = _people(choice)
    if some is not None:
        people = people.where(subscriptions.c.contact_id.in_(select(some.c.contact_id)))
    person = people.subquery("person")
    list_id, subscription_id = _first(person, choice)
    return _row(
        list_id=list_id,
        subscription_id=subscription_id,
        candidates=person.c.candidates,
        reason=case({at: reason.value for at, reason in enumerate(_BARRED)}, value=barred.c.rank),
    ).select_from(_with_address(person).outerjoin(barred, barred.c.contact_id == person.c.contact_id))


def _reached(choice: Choice, barred: CTE, fields: Sequence[str]) -> Select[Any]:
    """Return those on the lists who get it, in the order of contacts."""
    person = _people(choice).subquery("person")
    list_id, subscription_id = _first(person, choice)
    language = language_of(contacts.c.id, choice, list_id)
    a, joined = addresses.c, _with_address(person)
    columns = (list_id.label("list_id"), subscription_id.label("subscription_id"), person.c.on_lists)
    address = (a.address, a.key.label("address_key"), a.domain, language.label("language"))
    named = (field_of(name).label(name) for name in fields)
    found = select(contacts.c.id.label("contact_id"), contacts.c.outlet_id, *columns, *address, *named)
    if "outlet" in fields:
        joined = joined.outerjoin(outlets, outlets.c.id == contacts.c.outlet_id)
    found = found.select_from(joined).where(person.c.contact_id.not_in(select(barred.c.contact_id)))
    return found if choice.serves_everybody else found.where(language.is_not(None))


def _reached_alone(choice: Choice, barred: CTE, fields: Sequence[str]) -> Select[Any]:
    """Return those who were named and get it, by the address that was."""
    who = _named(choice, barred).subquery("alone")
    language = language_of(who.c.contact_id, choice)
    nothing = (cast(null(), Integer).label(name) for name in ("list_id", "subscription_id"))
    address = (who.c.address, who.c.address_key, who.c.newsroom.label("domain"), language.label("language"))
    named = (field_of(name).label(name) for name in fields)
    joined = who.outerjoin(contacts, contacts.c.id == who.c.contact_id)
    joined = joined.outerjoin(outlets, outlets.c.id == who.c.outlet_id)
    on_lists = cast(literal(0), BigInteger).label("on_lists")
    found = select(who.c.contact_id, who.c.outlet_id, *nothing, on_lists, *address, *named)
    return found.select_from(joined).where(who.c.reason.is_(None), language.is_not(None))


def _barred(choice: Choice) -> CTE:
    """Return the contacts who are not to be written to, and the first reason, as a number."""
    s, u, a = suppressions.c, subscriptions.c, addresses.c
    blocked = select(s.address_key).where(s.address_key.is_not(None))
    found = [
        select(u.contact_id, literal(0).label("rank")).where(is_active_on(choice.excluded)),
        select(s.contact_id, literal(1)).where(s.contact_id.is_not(None)),
        select(a.contact_id, literal(1)).where(a.key.in_(blocked), a.is_preferred),
        select(a.contact_id, literal(2)).where(a.key.in_(had(choice.release_id))),
    ]
    if choice.lists and choice.has_caps:
        record = union_all(*found).cte("record")
        found = [select(*record.c), over_cap(_of_capped(choice), record, choice.release_id, rank=len(_ON_RECORD))]
    every = union_all(*found).subquery("on_record")
    return select(every.c.contact_id, func.min(every.c.rank).label("rank")).group_by(every.c.contact_id).cte("barred")


def _of_capped(choice: Choice) -> Select[Any]:
    """Return those on the lists who work for an outlet with a cap, and for whom there is an edition."""
    person = _people(choice).where(is_capped(subscriptions.c.contact_id)).subquery("of_capped")
    list_id, _ = _first(person, choice)
    language = language_of(person.c.contact_id, choice, list_id)
    return select(person) if choice.serves_everybody else select(person).where(language.is_not(None))


def _gone(choice: Choice) -> Select[Any]:
    """Return everybody who has left one of the lists and not come back, by their latest subscription to it."""
    s, other = subscriptions, subscriptions.alias("other")
    is_superseded = exists().where(
        other.c.list_id == s.c.list_id,
        other.c.contact_id == s.c.contact_id,
        or_(other.c.ended_at.is_(None), other.c.id > s.c.id),
        other.c.id != s.c.id,
    )
    joined = s.join(contacts, contacts.c.id == s.c.contact_id).join(addresses, preferred(contacts.c.id))
    row = _row(
        list_id=s.c.list_id,
        subscription_id=s.c.id,
        candidates=literal(1),
        reason=literal(LeftOut.UNSUBSCRIBED.value, Text),
    )
    has_left = and_(s.c.ended_at.is_not(None), s.c.ended_reason != EndedReason.NO_LONGER_MATCHES)
    return row.select_from(joined).where(s.c.list_id.in_(choice.lists), has_left, ~is_superseded)


def _row(**columns: ColumnElement[Any]) -> Select[Any]:
    """Return the columns for somebody on a list."""
    nothing = cast(null(), Text)
    return select(
        contacts.c.id.label("contact_id"),
        contacts.c.outlet_id,
        *(column.label(name) for name, column in columns.items()),
        nothing.label("address"),
        nothing.label("address_key"),
        case((contacts.c.outlet_id.is_(None), addresses.c.domain)).label("newsroom"),
    )


def _named(choice: Choice, barred: CTE) -> Select[Any]:
    """Return the addresses that were named; one whose owner gets it through a list, or twice, is a duplicate."""
    given = union_all(*(_given(address, at) for at, address in enumerate(choice.addresses))).cte("given")
    weighed = select(*given.c, _reason(given, choice).label("reason")).cte("weighed_alone")
    person = func.coalesce(cast(weighed.c.contact_id, Text), weighed.c.address_key)  # no number is an address
    place = func.row_number().over(partition_by=(person, weighed.c.reason.is_(None)), order_by=weighed.c.at)
    named = select(*weighed.c, place.label("place")).cte("named")
    is_again = or_(named.c.place > 1, _gets_it_listed(named.c.contact_id, choice, barred))
    again = and_(named.c.reason.is_(None), is_again)
    return select(
        named.c.contact_id,
        named.c.outlet_id,
        cast(null(), Integer).label("list_id"),
        cast(null(), Integer).label("subscription_id"),
        literal(1).label("candidates"),
        case((again, LeftOut.DUPLICATE.value), else_=named.c.reason).label("reason"),
        named.c.address,
        named.c.address_key,
        named.c.domain.label("newsroom"),
    )


def _given(address: Address, at: int) -> Select[Any]:
    key = select(literal(address.key).label("key")).subquery()
    known = addresses.join(contacts, contacts.c.id == addresses.c.contact_id)
    return select(
        literal(at).label("at"),
        contacts.c.id.label("contact_id"),
        contacts.c.outlet_id,
        func.coalesce(addresses.c.address, address.address).label("address"),
        literal(address.key).label("address_key"),
        literal(address.domain).label("domain"),
    ).select_from(key.outerjoin(known, addresses.c.key == key.c.key))


def _reason(given: CTE, choice: Choice) -> ColumnElement[str]:
    s, g = suppressions.c, given.c
    on_excluded = exists().where(is_active_on(choice.excluded), subscriptions.c.contact_id == g.contact_id)
    is_blocked = exists().where(or_(s.address_key == g.address_key, s.contact_id == g.contact_id))
    conditions = (on_excluded, is_blocked, has_had(choice.release_id, g.address_key))
    found = zip(conditions, _ON_RECORD, strict=True)
    return case(*((condition, literal(reason.value, Text)) for condition, reason in found), else_=cast(null(), Text))


def _gets_it_listed(contact_id: ColumnElement[int], choice: Choice, barred: CTE) -> ColumnElement[bool]:
    return and_(
        exists().where(is_active_on(choice.lists), subscriptions.c.contact_id == contact_id, preferred(contact_id)),
        contact_id.not_in(select(barred.c.contact_id)),
    )
