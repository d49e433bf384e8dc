"""Purges: details that were kept long enough go, a stretch of rows at a time; books and receipts stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, delete, func, or_, select, type_coerce, update

from mailer.domain.campaign import CampaignState
from mailer.domain.retention import Retention
from mailer.store.database import Transaction
from mailer.store.tables.change_schema import change_values, changes, changesets
from mailer.store.tables.schema import campaigns, deliveries, delivery_attempts, left_out

#: How many numbers of rows one transaction goes through.
STRETCH = 20_000
_OVER = (CampaignState.FINISHED, CampaignState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is too old in one table: the rows, told by ``place``, and the values that they get; None removes them."""

    place: str
    table: Table
    number: ColumnElement[int]
    is_old: ColumnElement[bool]
    values: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows are too old, and the first and last of their numbers."""

    rows: int
    first: int
    last: int

    def stretches(self) -> Iterator[range]:
        """Yield the numbers in stretches that one transaction goes through."""
        for start in range(self.first, self.last + 1, STRETCH):
            yield range(start, min(start + STRETCH, self.last + 1))


def ageings(tx: Transaction, kept: Retention, now: datetime) -> list[Ageing]:
    """Return what is too old by these rules, in the order in which it goes."""
    rules = (
        (kept.deliveries_before(now), _of_campaigns),
        (kept.texts_before(now), _texts),
        (kept.changes_before(now), _values),
    )
    return [one for before, rule in rules if before is not None for one in rule(tx, before)]


def extent(tx: Transaction, one: Ageing) -> Extent:
    """Return how much there is of it."""
    number = one.number
    rows, first, last = tx.execute(select(func.count(), func.min(number), func.max(number)).where(one.is_old)).one()
    return Extent(rows, first or 0, last if rows else -1)


def purge(tx: Transaction, one: Ageing, stretch: range) -> int:
    """Return how many rows of the stretch were too old; they are no longer what they were."""
    chosen = and_(one.number.between(stretch[0], stretch[-1]), one.is_old)
    if one.values is None:
        return tx.execute(delete(one.table).where(chosen)).rowcount
    return tx.execute(update(one.table).where(chosen).values(**one.values)).rowcount


def _of_campaigns(tx: Transaction, before: datetime) -> list[Ageing]:
    c, d, a, out = campaigns.c, deliveries.c, delivery_attempts.c, left_out.c
    old = select(c.id).where(c.state.in_(_OVER), c.created_at < before)
    slots = cast(d.slots, Text) if tx.dialect.name == "postgresql" else type_coerce(d.slots, Text)
    is_full = or_(d.name != "", slots != "{}")
    theirs = select(d.id).where(d.campaign_id.in_(old))
    is_told = or_(a.text != "", a.queue_id != "")
    is_somebody = or_(out.address_key != "", out.contact_id.is_not(None))
    return [
        Ageing(
            "names and values of deliveries",
            deliveries,
            d.id,
            and_(d.campaign_id.in_(old), is_full),
            {"name": "", "slots": {}},
        ),
        Ageing(
            "queue ids and answers of attempts",
            delivery_attempts,
            a.id,
            and_(is_told, a.delivery_id.in_(theirs)),
            {"text": "", "queue_id": ""},
        ),
        Ageing(
            "who was left out",
            left_out,
            out.id,
            and_(out.campaign_id.in_(old), is_somebody),
            {"contact_id": None, "address_key": ""},
        ),
    ]


def _texts(tx: Transaction, before: datetime) -> list[Ageing]:  # noqa: ARG001 - as all rules are called
    a = delivery_attempts.c
    return [
        Ageing("answers of relays", delivery_attempts, a.id, and_(a.text != "", a.at < before), {"text": ""}),
    ]


def _values(tx: Transaction, before: datetime) -> list[Ageing]:  # noqa: ARG001 - the same
    v = change_values.c
    old = select(changes.c.id).join_from(changes, changesets, changesets.c.id == changes.c.changeset_id)
    is_old = v.change_id.in_(old.where(changesets.c.created_at < before))
    return [Ageing("before and after of changes", change_values, v.change_id, is_old, None)]
