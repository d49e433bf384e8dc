"""Answers: deliveries that go to the readers of earlier ones, in the thread of what those had."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, exists, func, insert, literal, null, or_, select

from mailer.domain.campaign import LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.store.among import among
from mailer.store.database import Transaction
from mailer.store.sending.claims import Claimed
from mailer.store.tables.schema import campaign_lists, deliveries, left_out, subscriptions, suppressions

_COPIED = ("contact_id", "list_id", "subscription_id", "address", "address_key", "domain", "name", "slots")


def copy_lists(tx: Transaction, campaign_id: int, *, of: int) -> None:
    """Note that a campaign goes to the lists that another one went to."""
    c = campaign_lists.c
    found = select(literal(campaign_id), c.list_id, c.position, c.is_excluded).where(c.campaign_id == of)
    tx.execute(insert(campaign_lists).from_select(["campaign_id", "list_id", "position", "is_excluded"], found))


def judged(tx: Transaction, originals: Select[tuple[int]]) -> Counter[str]:
    """Return how many readers of the ``originals`` would get an answer (""), and how many not for which reason."""
    who = _weighed(originals).subquery("who")
    rows = tx.execute(select(who.c.verdict, func.count()).group_by(who.c.verdict))
    return Counter({verdict or "": number for verdict, number in rows})


def freeze(tx: Transaction, originals: Select[tuple[int]], *, campaign_id: int, variant_id: int) -> Counter[str]:
    """Write an answer to each reader of the ``originals``, in their order; return how many got which verdict."""
    who = _weighed(originals).subquery("who").c
    out = select(literal(campaign_id), who.contact_id, who.list_id, who.address_key, who.verdict)
    columns = ["campaign_id", "contact_id", "list_id", "address_key", "reason"]
    tx.execute(insert(left_out).from_select(columns, out.where(who.verdict.is_not(None))))
    values: dict[str, ColumnElement[Any]] = {
        "campaign_id": literal(campaign_id),
        "variant_id": literal(variant_id),
        "state": literal(DeliveryState.QUEUED.value),
        "on_lists": literal(0),
        "answers": who.id,
        **{name: who[name] for name in _COPIED},
    }
    getting = select(*values.values()).where(who.verdict.is_(None)).order_by(who.id)
    tally = judged(tx, originals)  # before they are answered
    tx.execute(insert(deliveries).from_select(list(values), getting))
    return tally


def answered(tx: Transaction, campaign_id: int) -> Sequence[int]:
    """Return the campaigns that a campaign's deliveries answer."""
    one, first = deliveries.alias("one").c, deliveries.alias("first").c
    wanted = select(first.campaign_id).where(one.campaign_id == campaign_id, first.id == one.answers).distinct()
    return tx.scalars(wanted).all()


def with_originals(tx: Transaction, claimed: Sequence[Claimed]) -> list[Claimed]:
    """Return what was claimed, each with the delivery that it answers."""
    one, first = deliveries.alias("one").c, deliveries.alias("first").c
    ids = [each.id for each in claimed]
    wanted = select(one.id, first.id, first.campaign_id).where(among(tx, one.id, ids), first.id == one.answers)
    found = {answer: (original, campaign_id) for answer, original, campaign_id in tx.execute(wanted)}
    return [replace(each, answers=found.get(each.id)) for each in claimed]


def _weighed(originals: Select[tuple[int]]) -> Select[Any]:
    """Return the originals with what stands against an answer, NULL if nothing does."""
    d, s, u = deliveries.c, suppressions.c, subscriptions.c
    is_blocked = exists().where(or_(s.address_key == d.address_key, s.contact_id == d.contact_id))
    has_left = exists().where(u.id == d.subscription_id, u.ended_at.is_not(None))
    verdict = case(
        (is_blocked, literal(LeftOut.SUPPRESSED.value, Text)),
        (has_left, literal(LeftOut.UNSUBSCRIBED.value, Text)),
        else_=cast(null(), Text),
    )
    return select(d.id, *(d[name] for name in _COPIED), verdict.label("verdict")).where(d.id.in_(originals))
